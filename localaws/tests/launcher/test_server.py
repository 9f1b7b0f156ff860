"""``localaws/pulumi`` with the real CLI starts a server, shares it, and refuses servers of other homes."""

from __future__ import annotations

import json
import shutil
import socket
import subprocess
import sys
import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path

import pytest

from localaws.tests.launcher.wrapper import ROOT, Wrapper, free_port


@pytest.fixture
def wrapper(tmp_path: Path) -> Iterator[Wrapper]:
    wrapper = Wrapper.in_folder(tmp_path)
    yield wrapper
    wrapper.close()


@pytest.fixture(scope="module")
def started(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Wrapper]:
    """A project with a stack. Tests do not stop its server, because a start takes two seconds of CPU."""
    wrapper = Wrapper.in_folder(tmp_path_factory.mktemp("started"))
    wrapper.up()
    yield wrapper
    wrapper.close()


def test_the_first_command_starts_the_server_and_creates_the_stack(wrapper: Wrapper) -> None:
    done = wrapper.run("up", "--yes", "--skip-preview")
    assert done.returncode == 0, done.stderr
    assert 'who: "world"' in done.stdout
    assert f"started the local AWS on http://127.0.0.1:{wrapper.port}" in done.stderr
    again = wrapper.run("stack", "output", "--json")
    assert json.loads(again.stdout)["who"] == "world"
    assert again.stderr == ""


def test_the_state_is_cleared_after_a_restart_of_the_server(wrapper: Wrapper) -> None:
    wrapper.up()
    wrapper.kill_server()
    done = wrapper.run("stack", "output", "--json")
    assert "the server was restarted and is empty: cleared the local state of tiny/dev" in done.stderr
    assert json.loads(done.stdout) == {}
    assert "cleared" not in wrapper.run("stack", "output").stderr


def test_two_commands_at_once_share_one_server(wrapper: Wrapper) -> None:
    shutil.copy(wrapper.project / "Pulumi.dev.yaml", wrapper.project / "Pulumi.two.yaml")
    both = [wrapper.start("up", "--yes", "--skip-preview", "--stack", stack) for stack in ("dev", "two")]
    results = [process.communicate(timeout=300) for process in both]
    assert [process.returncode for process in both] == [0, 0], results
    assert sum("started the local AWS" in err for _, err in results) == 1
    assert {wrapper.ok("stack", "output", "who", "-s", stack) for stack in ("dev", "two")} == {"world\n"}


def _accept_and_close(listening: socket.socket) -> None:
    connection, _ = listening.accept()
    connection.close()


def test_the_port_of_another_program_is_refused(wrapper: Wrapper) -> None:
    with socket.socket() as silent:
        silent.bind(("127.0.0.1", wrapper.port))
        silent.listen()
        threading.Thread(target=_accept_and_close, args=(silent,), daemon=True).start()
        refused = wrapper.run("preview")
    assert (refused.returncode, refused.stdout) == (1, "")
    assert f"port {wrapper.port} on 127.0.0.1 is in use by another program; set LOCALAWS_PORT" in refused.stderr
    assert "Traceback" not in refused.stderr


def test_the_port_of_another_web_server_is_refused(wrapper: Wrapper) -> None:
    with HTTPServer(("127.0.0.1", wrapper.port), BaseHTTPRequestHandler) as other:
        threading.Thread(target=other.handle_request, daemon=True).start()
        refused = wrapper.run("preview")
    assert refused.returncode == 1
    assert "is in use by another program; set LOCALAWS_PORT" in refused.stderr


def test_the_local_aws_of_another_home_is_refused(started: Wrapper, tmp_path: Path) -> None:
    other = Wrapper(started.project, tmp_path / "other-home", started.port)
    refused = other.run("preview")
    assert refused.returncode == 1
    held = f"is in use by the local AWS of {started.home} (process {started.server_pid()}); set LOCALAWS_PORT"
    assert held in refused.stderr
    assert started.ok("stack", "output", "who") == "world\n"


def test_the_server_of_a_removed_home_is_stopped(wrapper: Wrapper) -> None:
    wrapper.up()
    before = wrapper.server_pid()
    shutil.rmtree(wrapper.home)
    done = wrapper.run("up", "--yes", "--skip-preview")
    assert done.returncode == 0, done.stdout + done.stderr
    assert f"{wrapper.home} was removed while its server ran; starting the server again" in done.stderr
    assert wrapper.server_pid() != before
    shutil.rmtree(wrapper.home)
    stopped = subprocess.run(
        [sys.executable, "-m", "localaws.launcher.stop"],
        cwd=ROOT,
        env=wrapper.environment(),
        capture_output=True,
        text=True,
        check=True,
    )
    assert "stopped the server" in stopped.stderr


def test_the_state_is_kept_if_the_record_of_the_server_is_broken(started: Wrapper) -> None:
    pid, record = started.server_pid(), started.home / "server.json"
    for content in ("", '{"id": "cut', "[]", '{"id": "1"}', None):
        if content is None:
            record.unlink()
        else:
            record.write_text(content)
        done = started.run("stack", "output", "who")
        assert (done.stdout, done.stderr) == ("world\n", ""), content
        assert started.server_pid() == pid, content


def test_only_the_user_can_read_files_with_secrets(started: Wrapper) -> None:
    folders = [started.home / "state", started.home / "pulumi", *started.home.glob("project*")]
    written = [path for folder in folders for path in folder.rglob("*") if not path.is_symlink()]
    assert {"dev.json", "Pulumi.dev.yaml"} <= {path.name for path in written}
    paths = [*folders, *written, started.home / "server.log", started.home / "server.json"]
    assert [str(path) for path in paths if path.stat().st_mode & 0o077] == []


def test_folders_that_other_users_can_read_become_private(wrapper: Wrapper) -> None:
    folders = [wrapper.home / "state", wrapper.home / "pulumi"]
    for folder in folders:
        folder.mkdir(parents=True)
        folder.chmod(0o755)
    wrapper.ok("stack", "output")
    assert [oct(folder.stat().st_mode & 0o777) for folder in folders] == ["0o700", "0o700"]


def test_a_second_port_of_the_same_home_is_refused(started: Wrapper) -> None:
    refused = Wrapper(started.project, started.home, free_port()).run("preview")
    assert refused.returncode == 1
    assert f"already runs on port {started.port}; set LOCALAWS_PORT={started.port}" in refused.stderr


@pytest.mark.parametrize("port", ["no", "0", "65536", "-1", "5055.5", "\u0663"])
def test_an_invalid_port_is_refused(wrapper: Wrapper, port: str) -> None:
    wrapper.environ = {"LOCALAWS_PORT": port}
    refused = wrapper.run("preview")
    assert refused.returncode == 1
    assert refused.stderr.strip() == (
        f"localaws: error: LOCALAWS_PORT is {port!r}; it must be a number from 1 to 65535"
    )
    assert not wrapper.home.exists()


def test_help_and_version_need_no_server(wrapper: Wrapper) -> None:
    for arguments in (["version"], ["--help"], ["up", "--help"], ["config"]):
        assert "started" not in wrapper.run(*arguments).stderr
    assert not (wrapper.home / "server.json").exists()
