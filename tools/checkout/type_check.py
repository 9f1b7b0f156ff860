"""Runs mypy. A new checkout starts with the user's last cache: without one, mypy takes half a minute."""

from __future__ import annotations

import contextlib
import hashlib
import json
import os
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator, Mapping
from pathlib import Path

from localaws.launcher import tool_cache
from localaws.launcher.console import LocalAwsError
from localaws.launcher.home import locked, user_environment
from tools.checkout import ROOT

CACHE = ROOT / ".mypy_cache"
FILES = "files.json"


def run(environ: Mapping[str, str], mypy: list[str]) -> int:
    """Run the command ``mypy``, and return its exit code."""
    shared = tool_cache.user_folder(environ) / f"mypy-{_key()}"
    is_new = not CACHE.exists()
    is_taken = is_new and _take(shared)
    code = subprocess.run(mypy, cwd=ROOT, check=False).returncode
    if is_taken and code > 1:  # not type errors: mypy itself failed, perhaps because of the cache
        shutil.rmtree(CACHE)
        code = subprocess.run(mypy, cwd=ROOT, check=False).returncode
    if is_new and code == 0:
        _give(shared)
    return code


def _key() -> str:
    # mypy itself compares its version, its options, and the content of each file.
    return hashlib.sha256((ROOT / "requirements-dev.txt").read_bytes()).hexdigest()[:12]


def _take(shared: Path) -> bool:
    with contextlib.suppress(OSError, LocalAwsError), locked(shared.parent / "mypy.lock"):
        if shared.exists() and not _looks_unchanged(json.loads((shared / FILES).read_text())):
            try:
                shutil.copytree(shared, CACHE)
            except BaseException:
                shutil.rmtree(CACHE, ignore_errors=True)  # mypy fails if half of a file is missing
                raise
            return True
    return False


def _give(shared: Path) -> None:
    with (
        contextlib.suppress(OSError, LocalAwsError),  # the next checkout takes longer
        locked(shared.parent / "mypy.lock"),
        tempfile.TemporaryDirectory(dir=shared.parent) as name,
    ):
        copy = shutil.copytree(CACHE, Path(name, "cache"))
        (copy / FILES).write_text(json.dumps(dict(_described())))
        # Also those of other requirements, because each has 100 MB.
        for old in shared.parent.glob("mypy-*"):
            shutil.rmtree(old)
        copy.rename(shared)


def _looks_unchanged(recorded: Mapping[str, list[object]]) -> bool:
    """Whether mypy would not read a changed file, because it has the same size and time as in the other checkout."""
    return any(
        name in recorded and recorded[name][:2] == described[:2] and recorded[name] != described
        for name, described in _described()
    )


def _described() -> Iterator[tuple[str, list[object]]]:
    for folder, folders, files in os.walk(ROOT):
        folders[:] = [name for name in folders if not name.startswith(".") and name != "node_modules"]
        for file in (Path(folder, name) for name in files if name.endswith(".py")):
            status = file.stat()
            digest = hashlib.sha256(file.read_bytes()).hexdigest()
            yield str(file.relative_to(ROOT)), [status.st_size, int(status.st_mtime), digest]


if __name__ == "__main__":
    sys.exit(run(user_environment(), [sys.executable, "-m", "mypy", *sys.argv[1:]]))
