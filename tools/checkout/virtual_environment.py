"""Build ``.venv`` from the lock file, once for each content of it."""

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

VIRTUAL_ENVIRONMENT = ROOT / ".venv"
PYTHON = VIRTUAL_ENVIRONMENT / "bin" / "python"
LOCK = ROOT / "requirements-dev.txt"
STAMP = VIRTUAL_ENVIRONMENT / ".complete"


def provide() -> None:
    """Install the locked packages into ``.venv`` unless it has them.

    Raises:
        LocalAwsError: this Python cannot make virtual environments, or the installation failed.
    """
    with locked(ROOT / ".venv.lock", "another process is installing the Python packages; waiting for it"):
        if _complete():
            STAMP.touch()
            return
        started = time.monotonic()
        say("installing the locked Python packages into .venv (about half a minute)")
        _create()
        _install()
        STAMP.write_text(_key())
        say(f"installed the Python packages in {time.monotonic() - started:.0f} s")


def _key() -> str:
    return hashlib.sha256(LOCK.read_bytes()).hexdigest()


def _complete() -> bool:
    return os.access(PYTHON, os.X_OK) and STAMP.exists() and STAMP.read_text() == _key()


def _create() -> None:
    if importlib.util.find_spec("ensurepip") is None or importlib.util.find_spec("venv") is None:
        raise LocalAwsError(
            f"{sys.executable} cannot create virtual environments; install its venv module "
            "(on Debian and Ubuntu: the package python3-venv)"
        )
    shutil.rmtree(VIRTUAL_ENVIRONMENT, ignore_errors=True)
    _run([sys.executable, "-m", "venv", str(VIRTUAL_ENVIRONMENT)])


def _install() -> None:
    # pip would compile all of pulumi_aws, which takes longer than everything else; Python compiles imported modules.
    options = ["--quiet", "--no-input", "--no-compile", "--disable-pip-version-check", "--require-hashes"]
    _run([str(PYTHON), "-m", "pip", "install", *options, "--requirement", str(LOCK)])


def _run(command: list[str]) -> None:
    done = subprocess.run(command, stdin=subprocess.DEVNULL, capture_output=True, text=True, check=False)
    if done.returncode != 0:
        said = "\n  ".join((done.stderr or done.stdout).strip().splitlines()[-15:])
        raise LocalAwsError(f"`{Path(command[0]).name} {' '.join(command[1:3])}` failed:\n  {said}")


def main() -> int:
    """Build ``.venv`` if needed; return the exit code."""
    try:
        provide()
    except LocalAwsError as error:
        return refuse(error)
    return 0


if __name__ == "__main__":
    sys.exit(main())
