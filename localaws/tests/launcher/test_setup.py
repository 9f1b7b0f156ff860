"""The server process, started and stopped without a command of the CLI."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from localaws.launcher import server_process
from localaws.launcher.console import LocalAwsError
from localaws.launcher.home import ROOT, Home
from localaws.launcher.server_process import Server
from localaws.tests.launcher.wrapper import free_port


@pytest.fixture
def home(tmp_path: Path) -> Iterator[Home]:
    home = Home(tmp_path, free_port())
    yield home
    server_process.stop(home)


def ensure(home: Home) -> Server:
    """Start the server from a separate process, as the launcher does."""
    script = (
        "import os, sys, json, dataclasses\n"
        "from localaws.launcher import home, server_process\n"
        "server = server_process.ensure(home.Home.from_environment(os.environ), os.environ)\n"
        "print(json.dumps(dataclasses.asdict(server)))\n"
    )
    command = [sys.executable, "-c", script]
    done = subprocess.run(command, cwd=ROOT, env=environment(home), stdout=subprocess.PIPE, text=True, check=True)
    return Server(**json.loads(done.stdout))


def environment(home: Home) -> dict[str, str]:
    return {**os.environ, "LOCALAWS_HOME": str(home.path), "LOCALAWS_PORT": str(home.port)}


def test_the_server_is_started_once_and_stopped(home: Home) -> None:
    first = ensure(home)
    assert ensure(home) == first == server_process.recorded(home)
    assert server_process.stop(home)
    assert server_process.running(home.port) is None
    assert not server_process.stop(home)
    assert ensure(home).id != first.id


def test_a_server_that_ends_at_start_is_reported(home: Home, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    broken = tmp_path / "python"
    broken.write_text("#!/bin/sh\necho 'no module named moto'\nexit 3\n")
    broken.chmod(0o755)
    monkeypatch.setattr(server_process, "PYTHON", broken)
    with pytest.raises(LocalAwsError, match=r"(?s)ended with code 3 at start; .*server\.log says:\n  no module named"):
        server_process.ensure(home, os.environ)


def test_the_stop_command_reports_its_result(home: Home) -> None:
    ensure(home)
    command = [sys.executable, "-m", "localaws.launcher.stop"]
    said = [
        subprocess.run(command, cwd=ROOT, env=environment(home), capture_output=True, text=True, check=False)
        for _ in range(2)
    ]
    assert [done.returncode for done in said] == [0, 0]
    assert said[0].stderr == "localaws: stopped the server; its resources are gone\n"
    assert said[1].stderr == f"localaws: no server of {home.path} is running\n"
