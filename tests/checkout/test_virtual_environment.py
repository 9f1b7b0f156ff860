"""The virtual environment of the checkout is built once from lock files with hashes."""

from __future__ import annotations

import re
import sys
import threading
import time
from pathlib import Path

import pytest

from localaws.launcher.console import LocalAwsError
from tools.checkout import virtual_environment

CHECKOUT = Path(__file__).parents[2]


@pytest.fixture
def lock(tmp_path: Path) -> Path:
    """Return an empty lock file in the temporary folder."""
    lock = tmp_path / "lock.txt"
    lock.write_text("# nothing\n")
    return lock


@pytest.fixture
def quick(monkeypatch: pytest.MonkeyPatch) -> None:
    """Replace the installation commands, which take seconds, with functions that create their files."""

    def run(command: list[str]) -> None:
        time.sleep(0.2)
        if command[1:3] == ["-m", "venv"]:
            python = Path(command[3], "bin", "python")
            python.parent.mkdir(parents=True)
            python.symlink_to(sys.executable)

    monkeypatch.setattr(virtual_environment, "_run", run)


@pytest.mark.usefixtures("quick")
def test_the_virtual_environment_is_built_once_for_a_lock_file(lock: Path, capsys: pytest.CaptureFixture[str]) -> None:
    both = [threading.Thread(target=virtual_environment.provide, args=(lock,)) for _ in range(2)]
    for thread in both:
        thread.start()
    for thread in both:
        thread.join()
    said = capsys.readouterr().err
    assert said.count("installing the locked Python packages") == 1
    assert "another process is installing packages into" in said
    lock.write_text("# something else\n")
    virtual_environment.provide(lock)
    virtual_environment.provide(lock)
    assert capsys.readouterr().err.count("installing the locked Python packages") == 1


@pytest.mark.usefixtures("quick")
def test_an_interrupted_installation_is_repeated(lock: Path, capsys: pytest.CaptureFixture[str]) -> None:
    virtual_environment.provide(lock)
    (lock.parent / ".venv" / ".complete").unlink()
    (lock.parent / ".venv" / "left").touch()
    capsys.readouterr()
    virtual_environment.provide(lock)
    assert "installed the Python packages" in capsys.readouterr().err
    assert not (lock.parent / ".venv" / "left").exists()


@pytest.mark.parametrize("python", [sys.executable, str(Path(sys.base_prefix, "bin", "python3"))])
def test_a_package_without_a_hash_is_refused(lock: Path, python: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """With the real commands: uv beside the Python of the tests, and pip of the system's."""
    monkeypatch.setattr(sys, "executable", python)
    lock.write_text("pulumi==3.272.0\n")
    with pytest.raises(LocalAwsError, match=r"(?s)pip.* failed:.*hash"):
        virtual_environment.provide(lock)
    assert not (lock.parent / ".venv" / ".complete").exists()


LOCKS = ("requirements.txt", "requirements-dev.txt", "localaws/requirements.txt")


def locked(name: str) -> set[str]:
    return set(re.findall(r"^[a-z0-9-]+==[^ ]+", (CHECKOUT / name).read_text(), re.MULTILINE))


@pytest.mark.parametrize("name", LOCKS)
def test_a_lock_file_pins_every_package_and_contains_no_host(name: str) -> None:
    lines = [line for line in (CHECKOUT / name).read_text().splitlines() if not line.lstrip().startswith("#")]
    packages = [line for line in lines if not line.startswith(" ")]
    assert len(packages) > 25
    assert all(re.match(r"[a-z0-9-]+==[\w.]+( ;.*)? \\$", line) for line in packages)
    assert "://" not in (CHECKOUT / name).read_text()


@pytest.mark.parametrize("name", LOCKS)
def test_the_development_lock_has_the_versions_of_the_program_and_of_the_local_aws(name: str) -> None:
    assert locked(name) <= locked("requirements-dev.txt")
