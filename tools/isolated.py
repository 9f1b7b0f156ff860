"""Separate virtual environments for tools whose requirements conflict with the project's.

A folder with a ``requirements.txt`` gets a ``.venv``: ``python -m tools.isolated tests/checkov``.
"""

from __future__ import annotations

import hashlib
import subprocess
import sys
from pathlib import Path

from localaws.launcher.console import LocalAwsError, refuse, say
from localaws.launcher.home import locked

UV = Path(sys.executable).with_name("uv")


def install(folder: Path) -> Path:
    """Install the folder's lock file into its ``.venv``, unless it is installed; return the folder of programs.

    Raises:
        LocalAwsError: the installation failed.
    """
    lock, environment = folder / "requirements.txt", folder / ".venv"
    stamp, programs = environment / ".complete", environment / "bin"
    key = hashlib.sha256(lock.read_bytes()).hexdigest()
    with locked(folder / ".venv.lock", f"another process is installing {folder.name}; waiting for it"):
        if not stamp.exists() or stamp.read_text() != key:
            say(f"installing the packages of {folder.name} into a separate environment")
            _uv("venv", "--quiet", "--clear", "--python", sys.executable, str(environment))
            _uv("pip", "sync", "--quiet", "--require-hashes", "--python", str(programs / "python"), str(lock))
            stamp.write_text(key)
    return programs


def _uv(*arguments: str) -> None:
    done = subprocess.run([UV, *arguments], capture_output=True, text=True, check=False)
    if done.returncode != 0:
        raise LocalAwsError(f"`uv {' '.join(arguments[:2])}` failed:\n  {done.stderr.strip()}")


def main() -> int:
    """Prepare the environment of each given folder, and return the exit code."""
    try:
        for folder in sys.argv[1:]:
            install(Path(folder).resolve())
    except LocalAwsError as error:
        return refuse(error)
    return 0


if __name__ == "__main__":
    sys.exit(main())
