"""Tools built once for each user and version, kept in ``${XDG_CACHE_HOME:-$HOME/.cache}/localaws``."""

from __future__ import annotations

import hashlib
import platform
import shutil
import tempfile
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path

from localaws.launcher.home import Home, locked


def user_folder(environ: Mapping[str, str]) -> Path:
    """Return the folder of all tools."""
    base = environ.get("XDG_CACHE_HOME") or (f"{environ['HOME']}/.cache" if environ.get("HOME") else "")
    return Path(base, "localaws") if base else Home.from_environment(environ).path / "cache"


def folder(environ: Mapping[str, str], name: str, modules: Sequence[Path]) -> Path:
    """Return the folder of the tool ``name``, whose key is the machine and the requirements of the Go ``modules``."""
    required = b"".join((module / file).read_bytes() for module in modules for file in ("go.mod", "go.sum"))
    key = hashlib.sha256(required).hexdigest()[:12]
    return user_folder(environ) / f"{name}-{platform.system()}-{platform.machine()}-{key}".lower()


def built_once(target: Path, title: str, build: Callable[[Path], None]) -> Path:
    """Return the folder ``target``, filled by ``build`` unless it exists; concurrent processes build once.

    Args:
        target: the folder, created atomically when ``build`` is done.
        title: the name of the tool in the message while another process builds it.
        build: writes the files into the given folder.
    """
    if target.exists():
        return target
    with locked(target.with_name(f"{target.name}.lock"), f"another process is building {title}; waiting for it"):
        if target.exists():
            return target
        unfinished = f"{target.name}.building-"
        # Left by a killed build: this process has the lock, so no other build is running.
        for stale in target.parent.glob(f"{unfinished}*"):
            shutil.rmtree(stale, ignore_errors=True)
        with tempfile.TemporaryDirectory(dir=target.parent, prefix=unfinished) as name:
            partial = Path(name, "bin")
            partial.mkdir()
            build(partial)
            partial.rename(target)
    return target
