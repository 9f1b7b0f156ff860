"""``localaws/pulumi`` with the real CLI: forwarded arguments, unchanged files, refusals."""

from __future__ import annotations

import json
import os
import shutil
import signal
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from localaws.launcher.aws_plugin import sdk_version
from localaws.tests.launcher.wrapper import ROOT, STACK_FILE, Wrapper


@pytest.fixture(scope="module")
def shared(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Wrapper]:
    """Return the home of these tests, whose server starts once."""
    wrapper = Wrapper.in_folder(tmp_path_factory.mktemp("shared"))
    yield wrapper
    wrapper.close()


@pytest.fixture
def wrapper(shared: Wrapper, tmp_path: Path) -> Wrapper:
    """Return a new project without any state."""
    shutil.rmtree(shared.home / "state", ignore_errors=True)
    wrapper = Wrapper.in_folder(tmp_path)
    wrapper.home, wrapper.port = shared.home, shared.port
    return wrapper


def test_the_program_gets_no_aws_credentials_of_the_user(wrapper: Wrapper) -> None:
    wrapper.environ = {"AWS_PROFILE": "company", "AWS_SESSION_TOKEN": "token", "AWS_ACCESS_KEY_ID": "AKIAREAL"}
    wrapper.up()
    assert json.loads(wrapper.ok("stack", "output", "aws")) == {
        "AWS_ACCESS_KEY_ID": "testing",
        "AWS_CONFIG_FILE": "/dev/null",
        "AWS_EC2_METADATA_DISABLED": "true",
        "AWS_ENDPOINT_URL": f"http://127.0.0.1:{wrapper.port}",
        "AWS_SECRET_ACCESS_KEY": "testing",
        "AWS_SHARED_CREDENTIALS_FILE": "/dev/null",
    }


def test_commands_never_write_to_committed_files(wrapper: Wrapper) -> None:
    before = {file.name: file.read_bytes() for file in wrapper.project.iterdir()}
    wrapper.up()
    wrapper.ok("config", "set", "who", "moon")
    wrapper.ok("config", "set", "--secret", "password", "a secret")
    wrapper.ok("config", "set", "--config-file", "Pulumi.dev.yaml", "colour", "green")
    wrapper.ok("stack", "rm", "--force", "--yes")
    wrapper.ok("stack", "init", "other")
    assert {file.name: file.read_bytes() for file in wrapper.project.iterdir() if file.is_file()} == before


def test_the_cli_finds_the_stand_in_as_the_aws_plugin(wrapper: Wrapper) -> None:
    installed = wrapper.home / "pulumi" / "plugins" / f"resource-aws-v{sdk_version()}" / "pulumi-resource-aws"
    wrapper.ok("version")
    installed.write_text("another version of the stand-in")
    (listed,) = json.loads(wrapper.ok("plugin", "ls", "--json"))
    assert (listed["name"], listed["kind"], listed["version"]) == ("aws", "resource", sdk_version())
    assert "localaws" in installed.read_text()


def test_a_new_stack_is_as_stack_init_creates_it(wrapper: Wrapper) -> None:
    def files() -> set[str]:
        found = (wrapper.home / "state").glob("**/*.*")
        return {str(file.relative_to(wrapper.home)).removesuffix(".bak") for file in found if file.is_file()}

    def exported() -> dict[str, Any]:
        shown: dict[str, Any] = json.loads(wrapper.ok("stack", "export"))
        assert shown["deployment"].pop("manifest").keys() == {"time", "magic", "version"}
        return shown

    launched, launched_files = exported(), files()
    shutil.rmtree(wrapper.home / "state")
    wrapper.ok("stack", "init", "dev")
    assert (exported(), files()) == (launched, launched_files)


def test_a_value_of_config_set_lasts_until_the_committed_file_changes(wrapper: Wrapper) -> None:
    wrapper.ok("config", "set", "who", "moon")
    assert wrapper.ok("config", "get", "who") == "moon\n"
    wrapper.up()
    assert wrapper.ok("stack", "output", "who") == "moon\n"
    (wrapper.project / "Pulumi.dev.yaml").write_text(STACK_FILE.replace("world", "sun"))
    done = wrapper.run("config", "get", "who")
    assert done.stdout == "sun\n"
    assert "Pulumi.dev.yaml changed: discarded the changes that `config` commands made in the local copy" in done.stderr
    wrapper.up()
    assert wrapper.ok("stack", "output", "who") == "sun\n"


def test_failures_of_the_cli_and_of_the_program_are_reported(wrapper: Wrapper) -> None:
    unknown = wrapper.run("preview", "--no-such-flag")
    assert (unknown.returncode, unknown.stdout) == (1, "")
    assert "unknown flag: --no-such-flag" in unknown.stderr
    (wrapper.project / "__main__.py").write_text("raise ValueError('no such thing')\n")
    failed = wrapper.run("up", "--yes", "--skip-preview")
    assert failed.returncode == 1
    assert "no such thing" in failed.stdout


def test_file_arguments_are_relative_to_the_users_folder(wrapper: Wrapper) -> None:
    wrapper.up()
    wrapper.ok("stack", "export", "--file", "state.json")
    exported = json.loads((wrapper.project / "state.json").read_text())
    assert exported["deployment"]["resources"][0]["type"] == "pulumi:pulumi:Stack"
    wrapper.ok("stack", "import", "--file=state.json")
    wrapper.ok("stack", "graph", "graph.dot")
    assert (wrapper.project / "graph.dot").exists()


def test_cwd_selects_the_folder_of_the_project(wrapper: Wrapper, tmp_path: Path) -> None:
    (tmp_path / "elsewhere").mkdir()
    project = wrapper.project
    wrapper.project = tmp_path / "elsewhere"
    wrapper.up("-C", str(project))
    assert wrapper.ok("--cwd", "../tiny", "stack", "output", "who") == "world\n"
    refused = wrapper.run("-C", "nowhere", "preview")
    assert (refused.returncode, refused.stdout) == (1, "")
    assert (
        refused.stderr.strip()
        == f"localaws: error: --cwd {tmp_path / 'elsewhere' / 'nowhere'}: there is no such folder"
    )


def test_a_command_uses_the_selected_stack(wrapper: Wrapper) -> None:
    shutil.copy(wrapper.project / "Pulumi.dev.yaml", wrapper.project / "Pulumi.two.yaml")
    wrapper.ok("stack", "select", "two")
    wrapper.up()
    assert "two*" in wrapper.ok("stack", "ls")
    assert wrapper.ok("stack", "output", "who", "--stack", "two") == "world\n"


def test_an_unknown_stack_is_refused(wrapper: Wrapper) -> None:
    refused = wrapper.run("up", "--yes", "-s", "produktion")
    assert refused.returncode == 1
    assert refused.stderr.splitlines()[-1] == (
        f"localaws: error: there is no stack 'produktion': {wrapper.project} has no "
        "Pulumi.produktion.yaml; its stacks are dev"
    )


def test_the_lock_of_a_killed_command_is_removed(wrapper: Wrapper) -> None:
    (wrapper.project / "__main__.py").write_text(
        "import pathlib, time\npathlib.Path('started').touch()\ntime.sleep(60)\n"
    )
    hanging = wrapper.start("up", "--yes", "--skip-preview")
    deadline = time.monotonic() + 60
    while not (wrapper.project / "started").exists() and time.monotonic() < deadline:
        time.sleep(0.05)
    os.kill(hanging.pid, signal.SIGKILL)
    hanging.communicate()
    (wrapper.project / "__main__.py").write_text("")
    done = wrapper.run("up", "--yes", "--skip-preview")
    assert done.returncode == 0, done.stdout + done.stderr
    assert f"removed the lock that the ended process {hanging.pid} left on the stack 'dev'" in done.stderr


@pytest.mark.parametrize("kept", [0, 200])
def test_a_broken_state_is_reported_with_a_remedy(wrapper: Wrapper, kept: int) -> None:
    wrapper.up()
    wrapper.up()
    state = wrapper.home / "state" / ".pulumi" / "stacks" / "tiny" / "dev.json"
    state.write_bytes(state.read_bytes()[:kept])
    for command in ("preview", "refresh"):
        done = wrapper.run(command)
        assert (done.returncode, done.stdout) == (1, "")
        assert done.stderr.startswith(
            f"localaws: error: {state} is empty, truncated or not a state of Pulumi: copy {state}.bak"
        )
        assert len(done.stderr.splitlines()) == 1
    shutil.copy(f"{state}.bak", state)
    wrapper.ok("preview")


def test_an_encrypted_value_of_a_real_stack_is_refused(wrapper: Wrapper) -> None:
    (wrapper.project / "Pulumi.dev.yaml").write_text(
        "secretsprovider: awskms://alias/stacks\nencryptedkey: AQIDBA==\n"
        "config:\n  tiny:who: world\n  tiny:password:\n    secure: v1:abc:def\n"
    )
    refused = wrapper.run("preview")
    assert refused.returncode == 1
    assert "Pulumi.dev.yaml, line 6: the value is encrypted for the real stack" in refused.stderr
    (wrapper.project / "plain.yaml").write_text(STACK_FILE)
    wrapper.up("--config-file", "plain.yaml")
    assert (wrapper.project / "plain.yaml").read_text() == STACK_FILE


def test_the_encryption_key_of_a_real_stack_is_not_copied(wrapper: Wrapper) -> None:
    (wrapper.project / "Pulumi.dev.yaml").write_text(
        f"secretsprovider: awskms://alias/stacks\nencryptedkey: AQIDBA==\n{STACK_FILE}"
    )
    wrapper.up()
    assert wrapper.ok("stack", "output", "who") == "world\n"


def test_the_server_can_have_the_key_of_the_secrets(wrapper: Wrapper) -> None:
    wrapper.environ = {"LOCALAWS_KEY": "server"}
    program = wrapper.project / "__main__.py"
    program.write_text("import pulumi\npulumi.export('password', pulumi.Config().require_secret('password'))\n")
    wrapper.close()
    wrapper.ok("config", "set", "--secret", "password", "horse")
    wrapper.up()
    assert wrapper.ok("stack", "output", "password", "--show-secrets") == "horse\n"
    text = (wrapper.home / "state" / ".pulumi" / "stacks" / "tiny" / "dev.json").read_text()
    assert json.loads(text)["checkpoint"]["latest"]["secrets_providers"]["type"] == "cloud"
    assert "horse" not in text


def test_another_key_of_the_secrets_is_refused(wrapper: Wrapper) -> None:
    wrapper.environ = {"LOCALAWS_KEY": "kms"}
    assert wrapper.run("preview").stderr == (
        "localaws: error: LOCALAWS_KEY is 'kms'; it must be 'passphrase' or 'server'\n"
    )


def test_the_launcher_runs_through_a_symbolic_link(wrapper: Wrapper, tmp_path: Path) -> None:
    (tmp_path / "bin").mkdir()
    (tmp_path / "bin" / "pulumi").symlink_to(ROOT / "localaws" / "pulumi")
    # The link on PATH is called pulumi, and the launcher must not mistake it for the CLI.
    wrapper.environ = {"PATH": f"{tmp_path / 'bin'}{os.pathsep}{os.environ['PATH']}"}
    assert wrapper.ok("version").startswith("v3.")
