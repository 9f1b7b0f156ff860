"""The launcher uses a CLI on ``PATH``, or builds one once from Go modules."""

from __future__ import annotations

import json
import os
import re
import signal
import stat
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from localaws.launcher import console, go_build, tool_cache, toolchain
from localaws.launcher.console import LocalAwsError
from localaws.launcher.environment import QUICK_PIP
from localaws.launcher.go_build import GoProgram
from localaws.tests.launcher.wrapper import ROOT, Wrapper

# The tools that the wrapper itself needs on PATH, so that a test can omit `pulumi` and `go`.
NEEDED = ("sh", "dirname", "readlink", "env", "grep")

CLI = """\
#!{python}
import json, os, pathlib, signal, sys, time
arguments = sys.argv[1:]
if arguments == ["version"]:
    print("{version}")
else:
    hears = signal.getsignal(signal.SIGINT) != signal.SIG_IGN
    received = {{"arguments": arguments, "folder": os.getcwd(), "environment": dict(os.environ), "hears": hears}}
    print(json.dumps(received), flush=True)
    if "--wait" in arguments:
        time.sleep(60)
    sys.exit(7)
"""


[GO] = re.findall(r"^go (\S+)$", (toolchain.CLI_MODULE / "go.mod").read_text(), re.MULTILINE)


def executable(file: Path, text: str) -> Path:
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_text(text)
    file.chmod(file.stat().st_mode | stat.S_IXUSR)
    return file


def only_needed(folder: Path) -> Path:
    folder.mkdir()
    for name in NEEDED:
        (folder / name).symlink_to(next(path for path in (Path("/bin", name), Path("/usr/bin", name)) if path.exists()))
    return folder


def fake_cli(folder: Path, version: str = f"v{toolchain.version_to_build()}") -> Path:
    cli = executable(folder / "pulumi", CLI.format(python=sys.executable, version=version))
    executable(folder / "pulumi-language-python", "#!/bin/sh\n")
    return cli


@pytest.fixture
def wrapper(tmp_path: Path) -> Iterator[Wrapper]:
    """Return a wrapper with neither a CLI nor Go on ``PATH``, and with an empty cache."""
    wrapper = Wrapper.in_folder(tmp_path)
    tools = only_needed(tmp_path / "tools")
    wrapper.environ = {"PATH": str(tools), "HOME": str(tmp_path), "XDG_CACHE_HOME": ""}
    yield wrapper
    wrapper.close()


def test_one_message_reports_that_the_cli_and_go_are_missing(wrapper: Wrapper) -> None:
    refused = wrapper.run("preview")
    assert (refused.returncode, refused.stdout) == (1, "")
    assert refused.stderr == (
        "localaws: error: the Pulumi CLI is not on PATH, and there is no Go to build it: install the Pulumi CLI "
        f"(https://www.pulumi.com/docs/install/) or Go {GO} or later (https://go.dev/dl/), then try again\n"
    )


@pytest.mark.parametrize(
    ("go_says", "refused"),
    [
        ("go1.20.14\nauto", True),
        ("go1.22.1\nlocal", True),
        ("go1.25.10\npath", True),
        ("go1.21.0\nauto", False),
        ("go1.25.11\nlocal", False),
        ("go1.26\nlocal", False),
    ],
)
def test_a_go_version_that_is_too_old_is_refused(tmp_path: Path, go_says: str, *, refused: bool) -> None:
    go = executable(tmp_path / "go", f"#!/bin/sh\nprintf '{go_says}\\n'\n")
    environ = {"PATH": str(tmp_path)}
    (tmp_path / "go.mod").write_text("module it\n\ngo 1.25.11\n")
    if not refused:
        assert go_build.go_command(environ, tmp_path, "the tool", "https://example.com") == str(go)
        return
    with pytest.raises(LocalAwsError, match=r"\(go1\.\d+\.\d+\) is too old to build it: install the tool"):
        go_build.go_command(environ, tmp_path, "the tool", "https://example.com")


def test_a_broken_go_installation_is_reported_with_its_path(wrapper: Wrapper, tmp_path: Path) -> None:
    go = executable(tmp_path / "tools" / "go", "#!/bin/sh\necho 'go: no GOROOT' >&2\nexit 2\n")
    refused = wrapper.run("preview")
    assert refused.returncode == 1
    assert refused.stderr == f"localaws: error: {go} does not work: go: no GOROOT\n"


def test_a_failed_build_prints_the_output_of_the_compiler(wrapper: Wrapper, tmp_path: Path) -> None:
    executable(
        tmp_path / "tools" / "go",
        '#!/bin/sh\n[ "$1" = env ] && { printf "go1.99.0\\nlocal\\n"; exit; }\n'
        "echo 'go: downloading example.com/thing v1.0.0' >&2\n"
        "echo 'verifying module: checksum mismatch' >&2\nexit 1\n",
    )
    refused = wrapper.run("preview")
    assert refused.returncode == 1
    assert refused.stderr.endswith("failed; go build said:\n  verifying module: checksum mismatch\n")
    assert [file.suffix for file in (tmp_path / ".cache" / "localaws").iterdir()] == [".lock"]


def test_go_downloads_only_modules_in_go_sum(tmp_path: Path) -> None:
    go = executable(tmp_path / "go", '#!/bin/sh\nprintf "%s %s" "$GOFLAGS" "$GOWORK" > "$(dirname "$0")/received"\n')
    environ = {"PATH": f"{tmp_path}:{os.environ['PATH']}", "GOFLAGS": "-mod=mod -insecure", "GOWORK": "/elsewhere"}
    go_build.build(str(go), environ, [GoProgram("it", tmp_path, "example.com/it", tmp_path / "it")])
    assert (tmp_path / "received").read_text() == "-mod=readonly off"


def test_concurrent_processes_build_once(tmp_path: Path) -> None:
    script = (
        "import pathlib, sys, time\n"
        "from localaws.launcher import tool_cache\n"
        "def build(folder):\n"
        "    time.sleep(1)\n"
        "    with open(sys.argv[2], 'a') as log: log.write('built ')\n"
        "    (folder / 'tool').touch()\n"
        "print(tool_cache.built_once(pathlib.Path(sys.argv[1]), 'it', build).joinpath('tool').exists())\n"
    )
    target, log = tmp_path / "cache" / "it", tmp_path / "log"
    command = [sys.executable, "-c", script, str(target), str(log)]
    with_checkout = {**os.environ, "PYTHONPATH": str(ROOT)}
    both = [
        subprocess.Popen(command, env=with_checkout, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)
        for _ in range(2)
    ]
    results = [process.communicate(timeout=60) for process in both]
    assert [out.strip() for out, _ in results] == ["True", "True"]
    assert log.read_text() == "built "
    assert sum("another process is building it; waiting for it" in err for _, err in results) == 1


def test_a_failed_or_killed_build_leaves_nothing(tmp_path: Path) -> None:
    def fail(folder: Path) -> None:
        (folder / "half").touch()
        raise LocalAwsError("no")

    target = tmp_path / "it"
    (tmp_path / "it.building-killed").mkdir()
    with pytest.raises(LocalAwsError, match="no"):
        tool_cache.built_once(target, "it", fail)
    assert [file.name for file in tmp_path.iterdir()] == ["it.lock"]
    tool_cache.built_once(target, "it", lambda folder: (folder / "tool").touch())
    assert [file.name for file in target.iterdir()] == ["tool"]


def test_a_changed_go_sum_starts_a_new_build(tmp_path: Path) -> None:
    (tmp_path / "go.mod").write_text("module it\n")
    (tmp_path / "go.sum").write_text("one\n")
    environ = {"HOME": "/home/someone"}
    first = tool_cache.folder(environ, "it", [tmp_path])
    (tmp_path / "go.sum").write_text("two\n")
    assert first.parent == Path("/home/someone/.cache/localaws")
    assert tool_cache.folder(environ, "it", [tmp_path]).name != first.name
    assert tool_cache.folder({"XDG_CACHE_HOME": "/cache"}, "it", [tmp_path]).parent == Path("/cache/localaws")


def test_the_cli_on_path_gets_the_arguments_and_its_exit_code_is_kept(wrapper: Wrapper, tmp_path: Path) -> None:
    fake_cli(tmp_path / "tools")
    done = wrapper.run("up", "--policy-pack", "../policies", "--diff", "-y", "--", "more")
    received = json.loads(done.stdout)
    assert done.returncode == 7
    policies = str(wrapper.project / "../policies")
    assert received["arguments"] == ["up", "--policy-pack", policies, "--diff", "-y", "--", "more"]
    assert received["environment"]["PULUMI_STACK"] == "dev"
    own, tools = received["environment"]["PATH"].split(":")[:2]
    assert Path(own).samefile(Path(sys.prefix, "bin"))
    assert tools == str(tmp_path / "tools")
    assert Path(received["folder"]).parent == wrapper.home


def test_a_command_in_the_background_of_a_script_is_interrupted(wrapper: Wrapper, tmp_path: Path) -> None:
    # The engine waits five seconds for a process that ignores SIGINT.
    fake_cli(tmp_path / "tools")
    before = signal.signal(signal.SIGINT, signal.SIG_IGN)
    try:
        done = wrapper.run("preview")
    finally:
        signal.signal(signal.SIGINT, before)
    assert json.loads(done.stdout)["hears"]


def test_aws_credentials_of_the_user_are_not_passed(wrapper: Wrapper, tmp_path: Path) -> None:
    fake_cli(tmp_path / "tools")
    real = {
        "AWS_PROFILE": "company",
        "PULUMI_ACCESS_TOKEN": "pul-real",
        "PULUMI_BACKEND_URL": "s3://company-state",
        "PULUMI_CONFIG_PASSPHRASE_FILE": "/real",
        "PULUMI_OPTION_CONFIG_FILE": "Pulumi.dev.yaml",
    }
    kept = {"PULUMI_PARALLEL": "3", "COMPANY": "yes", "no_proxy": "intranet"}
    wrapper.environ |= real | kept
    environment = json.loads(wrapper.run("about").stdout)["environment"]
    assert not {name for name, value in real.items() if environment.get(name) == value}
    assert environment["PULUMI_BACKEND_URL"] == f"file://{wrapper.home / 'state'}?metadata=skip"
    assert environment["PULUMI_HOME"] == str(wrapper.home / "pulumi")
    assert (environment["PULUMI_PARALLEL"], environment["COMPANY"]) == ("3", "yes")
    assert environment["NO_PROXY"] == "intranet,127.0.0.1,localhost"
    assert environment["PYTHONPATH"] == str(QUICK_PIP)


def test_a_signal_reaches_the_cli(wrapper: Wrapper, tmp_path: Path) -> None:
    fake_cli(tmp_path / "tools")
    process = wrapper.start("about", "--wait")
    assert process.stdout
    assert json.loads(process.stdout.readline())["arguments"] == ["about", "--wait"]
    started = time.monotonic()
    process.send_signal(signal.SIGTERM)
    process.communicate(timeout=30)
    assert process.returncode == -signal.SIGTERM
    assert time.monotonic() - started < 30


def test_an_old_cli_is_refused_until_it_is_upgraded(wrapper: Wrapper, tmp_path: Path) -> None:
    cli = fake_cli(tmp_path / "tools", version="v3.100.0")
    for _ in range(2):
        refused = wrapper.run("preview")
        assert (refused.returncode, refused.stdout) == (1, "")
        assert refused.stderr == (
            f"localaws: error: {cli} is version v3.100.0; 3.208.0 or later is needed: upgrade it "
            "(https://www.pulumi.com/docs/install/)\n"
        )
    fake_cli(tmp_path / "tools", version="v3.1000.0")
    assert wrapper.run("about").returncode == 7


def test_a_cli_without_its_language_host_is_not_used(wrapper: Wrapper, tmp_path: Path) -> None:
    fake_cli(tmp_path / "tools")
    (tmp_path / "tools" / "pulumi-language-python").unlink()
    assert "there is no Go to build it" in wrapper.run("preview").stderr


def test_a_build_shows_how_many_packages_are_compiled(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    # Packages from an earlier build are neither listed nor compiled again.
    go = executable(
        tmp_path / "go",
        '#!/bin/sh\n[ "$1" = list ] && { sleep 0.3; printf "a/b\\nc\\nd\\n"; exit; }\n'
        "echo 'go: downloading example.com/thing v1.0.0' >&2\necho unicode >&2\nsleep 1\n",
    )
    monkeypatch.setattr(go_build, "SECONDS_BETWEEN_REPORTS", 0.1)
    go_build.build(str(go), os.environ, [GoProgram("it", tmp_path, "example.com/it", tmp_path / "it")])
    said = capsys.readouterr().err
    assert "localaws: building it: 1 modules downloaded, 0 s\n" in said
    assert "localaws: building it: 1 of 4 packages, " in said
    assert said.endswith("localaws: built it in 1 s\n")


def test_on_a_terminal_one_line_is_rewritten(capsys: pytest.CaptureFixture[str]) -> None:
    console.rewrite("10 of 12")
    console.rewrite("9")
    console.say("done")
    assert capsys.readouterr().err == f"\rlocalaws: 10 of 12\rlocalaws: 9{' ' * 7}\r{' ' * 11}\rlocalaws: done\n"
