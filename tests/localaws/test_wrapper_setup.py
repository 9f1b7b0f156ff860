"""The virtual environment, the server's process, and what `make up` says at its end."""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
import threading
from collections.abc import Iterator
from pathlib import Path

import pytest

from localaws import server_process, virtual_environment
from localaws.command_line import CommandLine
from localaws.console import LocalAwsError
from localaws.home import ROOT, Home
from localaws.server_process import Server
from tests.localaws.wrapper import free_port


@pytest.fixture
def lock(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A lock file that asks for nothing, for a virtual environment in the temporary folder."""
    folder = tmp_path / ".venv"
    lock = tmp_path / "lock.txt"
    lock.write_text("# nothing\n")
    monkeypatch.setattr(virtual_environment, "ROOT", tmp_path)
    monkeypatch.setattr(virtual_environment, "LOCK", lock)
    monkeypatch.setattr(virtual_environment, "VIRTUAL_ENVIRONMENT", folder)
    monkeypatch.setattr(virtual_environment, "PYTHON", folder / "bin" / "python")
    monkeypatch.setattr(virtual_environment, "STAMP", folder / ".complete")
    return lock


def test_virtual_environment_is_built_once_for_a_lock(lock: Path, capsys: pytest.CaptureFixture[str]) -> None:
    both = [threading.Thread(target=virtual_environment.provide) for _ in range(2)]
    for thread in both:
        thread.start()
    for thread in both:
        thread.join()
    said = capsys.readouterr().err
    assert said.count("installing the locked Python packages") == 1
    assert "another process is installing the Python packages; waiting for it" in said
    lock.write_text("# something else\n")
    virtual_environment.provide()
    virtual_environment.provide()
    assert capsys.readouterr().err.count("installing the locked Python packages") == 1


def test_interrupted_installation_is_done_again(lock: Path, capsys: pytest.CaptureFixture[str]) -> None:
    virtual_environment.provide()
    (lock.parent / ".venv" / ".complete").unlink()
    (lock.parent / ".venv" / "left").touch()
    capsys.readouterr()
    virtual_environment.provide()
    assert "installed the Python packages" in capsys.readouterr().err
    assert not (lock.parent / ".venv" / "left").exists()


def test_package_without_hash_is_refused(lock: Path) -> None:
    lock.write_text("pulumi==3.272.0\n")
    with pytest.raises(LocalAwsError, match=r"(?s)`python -m pip` failed:.*hash"):
        virtual_environment.provide()
    assert not (lock.parent / ".venv" / ".complete").exists()


def test_lock_files_fix_every_package_and_name_no_host() -> None:
    for name in ("requirements.txt", "requirements-dev.txt"):
        lines = [line for line in (ROOT / name).read_text().splitlines() if not line.lstrip().startswith("#")]
        packages = [line for line in lines if not line.startswith(" ")]
        assert len(packages) > 25
        assert all(re.match(r"[a-z0-9-]+==[\w.]+( ;.*)? \\$", line) for line in packages)
        assert "://" not in (ROOT / name).read_text()


def test_development_lock_has_what_the_program_runs_with() -> None:
    program, development = (
        set(re.findall(r"^[a-z0-9-]+==[^ ]+", (ROOT / name).read_text(), re.MULTILINE))
        for name in ("requirements.txt", "requirements-dev.txt")
    )
    assert program < development


@pytest.fixture
def home(tmp_path: Path) -> Iterator[Home]:
    home = Home(tmp_path, free_port())
    yield home
    server_process.stop(home)


def ensure(home: Home) -> Server:
    """Start the server from a process of its own, as the launcher does."""
    script = (
        "import os, sys, json, dataclasses\n"
        "from localaws import home, server_process\n"
        "server = server_process.ensure(home.Home.from_environment(os.environ), os.environ)\n"
        "print(json.dumps(dataclasses.asdict(server)))\n"
    )
    command = [sys.executable, "-c", script]
    done = subprocess.run(command, cwd=ROOT, env=environment(home), stdout=subprocess.PIPE, text=True, check=True)
    return Server(**json.loads(done.stdout))


def environment(home: Home) -> dict[str, str]:
    return {**os.environ, "LOCALAWS_HOME": str(home.path), "LOCALAWS_PORT": str(home.port)}


def test_server_is_started_once_and_stopped(home: Home) -> None:
    first = ensure(home)
    assert ensure(home) == first == server_process.recorded(home)
    assert server_process.stop(home)
    assert server_process.running(home.port) is None
    assert not server_process.stop(home)
    assert ensure(home).id != first.id


def test_server_that_ends_at_start_is_reported(home: Home, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    broken = tmp_path / "python"
    broken.write_text("#!/bin/sh\necho 'no module named moto'\nexit 3\n")
    broken.chmod(0o755)
    monkeypatch.setattr(server_process, "PYTHON", broken)
    with pytest.raises(LocalAwsError, match=r"(?s)ended with code 3 at start; .*server\.log says:\n  no module named"):
        server_process.ensure(home, os.environ)


def test_stop_command_says_what_it_did(home: Home) -> None:
    ensure(home)
    command = [sys.executable, "-m", "localaws.stop"]
    said = [
        subprocess.run(command, cwd=ROOT, env=environment(home), capture_output=True, text=True, check=False)
        for _ in range(2)
    ]
    assert [done.returncode for done in said] == [0, 0]
    assert said[0].stderr == "localaws: stopped the server; what it held is gone\n"
    assert said[1].stderr == f"localaws: no server of {home.path} is running\n"


def test_next_steps_are_commands_that_exist() -> None:
    said = subprocess.run(
        [sys.executable, "-m", "localaws.next_steps", "prod"], cwd=ROOT, capture_output=True, text=True, check=True
    ).stdout
    commands = [line.partition("(")[0].split() for line in said.splitlines() if line.startswith("  ")]
    assert len(commands) == 3
    for command in commands:
        if command[0] == "make":
            planned = subprocess.run(["make", "-n", *command[1:]], cwd=ROOT, capture_output=True, text=True, check=True)
            assert "localaws/pulumi destroy --stack 'prod'" in planned.stdout
        else:
            assert command[0] == "localaws/pulumi"
            assert CommandLine.read(command[1:]).stack == "prod"
