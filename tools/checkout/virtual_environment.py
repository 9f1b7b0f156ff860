"""Builds a virtual environment from a lock file, once for each content of it.

``python -m tools.checkout.virtual_environment`` builds ``.venv`` from requirements-dev.txt. With the path of another
lock file, it builds the ``.venv`` beside that file, for tools whose requirements conflict with those of the project.
"""

from __future__ import annotations

import hashlib
import importlib.util
import os
import shutil
import subprocess
import sys
import time
from pathlib import Path

from localaws.launcher.console import LocalAwsError, refuse, say
from localaws.launcher.home import locked
from tools.checkout import ROOT

LOCK = ROOT / "requirements-dev.txt"


def provide(lock: Path = LOCK) -> Path:
    """Install the locked packages into the ``.venv`` beside their lock file, unless it has them.

    Returns:
        The folder of the programs in the virtual environment.

    Raises:
        LocalAwsError: this Python cannot make virtual environments, or the installation failed.
    """
    environment = lock.parent / ".venv"
    programs, stamp = environment / "bin", environment / ".complete"
    name = environment.relative_to(ROOT) if environment.is_relative_to(ROOT) else environment
    with locked(lock.parent / ".venv.lock", f"another process is installing packages into {name}; waiting for it"):
        key = hashlib.sha256(lock.read_bytes()).hexdigest()
        if os.access(programs / "python", os.X_OK) and stamp.exists() and stamp.read_text() == key:
            stamp.touch()
            return programs
        started = time.monotonic()
        say(f"installing the locked Python packages into {name} (about half a minute)")
        _create(environment)
        _install(programs / "python", lock)
        stamp.write_text(key)
        say(f"installed the Python packages in {time.monotonic() - started:.0f} s")
    return programs


def _create(environment: Path) -> None:
    if importlib.util.find_spec("ensurepip") is None or importlib.util.find_spec("venv") is None:
        raise LocalAwsError(
            f"{sys.executable} cannot create virtual environments; install its venv module "
            "(on Debian and Ubuntu: the package python3-venv)"
        )
    shutil.rmtree(environment, ignore_errors=True)
    _run([sys.executable, "-m", "venv", str(environment)])


def _install(python: Path, lock: Path) -> None:
    uv = Path(sys.executable).with_name("uv")
    # pip would compile all of pulumi_aws, which takes longer than everything else; Python compiles imported modules.
    pip = [str(python), "-m", "pip", "install", "--no-input", "--no-compile", "--disable-pip-version-check"]
    # uv, which the project's environment contains, takes a fifth of pip's time.
    command = [str(uv), "pip", "install", "--python", str(python)] if uv.exists() else pip
    _run([*command, "--quiet", "--require-hashes", "--requirement", str(lock)])


def _run(command: list[str]) -> None:
    done = subprocess.run(command, stdin=subprocess.DEVNULL, capture_output=True, text=True, check=False)
    if done.returncode != 0:
        said = "\n  ".join((done.stderr or done.stdout).strip().splitlines()[-15:])
        raise LocalAwsError(f"`{Path(command[0]).name} {' '.join(command[1:3])}` failed:\n  {said}")


def main() -> int:
    """Build the environment of the given lock file if needed; return the exit code."""
    try:
        provide(*(Path(lock).resolve() for lock in sys.argv[1:2]))
    except LocalAwsError as error:
        return refuse(error)
    return 0


if __name__ == "__main__":
    sys.exit(main())
