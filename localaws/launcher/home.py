"""The folder of the local AWS's files, ``$LOCALAWS_HOME``; built tools are in the user's cache."""

from __future__ import annotations

import contextlib
import fcntl
import os
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

from localaws.launcher.console import LocalAwsError, say

LOCALAWS = Path(__file__).resolve().parent.parent
ROOT = LOCALAWS.parent
"""The folder that contains ``localaws``: the root of its imports, and the default project."""
DEFAULT_PORT = 5055
STAND_IN, REAL = "stand-in", "real"


@dataclass(frozen=True)
class Home:
    """The folder and the port of one local AWS.

    Args:
        path: the folder with the server's log, Pulumi's home, the stacks' state and the copies of their files.
        port: the port of the server on 127.0.0.1.
        real_plugin: whether commands use Pulumi's own AWS plugin instead of the stand-in.
    """

    path: Path
    port: int
    real_plugin: bool = False

    @classmethod
    def from_environment(cls, environ: Mapping[str, str]) -> Home:
        """Read ``LOCALAWS_HOME`` (relative to :data:`ROOT`), ``LOCALAWS_PORT`` and ``LOCALAWS_PLUGIN``.

        Raises:
            LocalAwsError: the port is not a number from 1 to 65535, or the plugin is unknown.
        """
        text = environ.get("LOCALAWS_PORT") or str(DEFAULT_PORT)
        if not (text.isascii() and text.isdigit() and 1 <= int(text) <= 65535):
            raise LocalAwsError(f"LOCALAWS_PORT is {text!r}; it must be a number from 1 to 65535")
        plugin = environ.get("LOCALAWS_PLUGIN") or STAND_IN
        if plugin not in {STAND_IN, REAL}:
            raise LocalAwsError(f"LOCALAWS_PLUGIN is {plugin!r}; it must be {REAL!r}, Pulumi's own, or {STAND_IN!r}")
        return cls(ROOT / (environ.get("LOCALAWS_HOME") or ".localaws"), int(text), plugin == REAL)

    @property
    def endpoint(self) -> str:
        """The address of the server."""
        return f"http://127.0.0.1:{self.port}"

    @property
    def pulumi_home(self) -> Path:
        """Pulumi's home. Each AWS plugin needs its own, because both have the same name and version."""
        return self.path / ("pulumi-real" if self.real_plugin else "pulumi")

    @property
    def state(self) -> Path:
        """The folder of the file backend, with the state of every stack on this server."""
        return self.path / "state"


def keep_private(folder: Path) -> None:
    """Create ``folder`` for only its owner, or restrict an existing one: states contain secrets.

    Raises:
        LocalAwsError: the user cannot write there.
    """
    with _writing(folder):
        folder.mkdir(parents=True, exist_ok=True)
        folder.chmod(0o700)


@contextlib.contextmanager
def _writing(place: Path) -> Iterator[None]:
    """Report a folder that the user cannot write to, such as a read-only home."""
    try:
        yield
    except OSError as error:
        raise LocalAwsError(
            f"cannot write to {place}: {error.strerror}; set LOCALAWS_HOME and XDG_CACHE_HOME, the folder of the"
            " built tools, to folders that you can write to"
        ) from error


def write_whole(file: Path, text: str) -> None:
    """Write a file atomically, so that a killed process leaves either the old or the new content."""
    partial = file.with_name(f".{file.name}.{os.getpid()}")
    partial.write_text(text)
    partial.replace(file)


@contextlib.contextmanager
def locked(path: Path, waiting: str | None = None) -> Iterator[None]:
    """Hold the lock file at ``path``; print ``waiting`` if another process holds it.

    Raises:
        LocalAwsError: the user cannot write there.
    """
    with _writing(path.parent):
        path.parent.mkdir(parents=True, exist_ok=True)
        opened = path.open("a")
    with opened as file:
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            if waiting:
                say(waiting)
            fcntl.flock(file, fcntl.LOCK_EX)
        yield


def user_environment() -> dict[str, str]:
    """Return the user's environment, without the folder that ``localaws/pulumi`` adds to ``PYTHONPATH``."""
    environ = dict(os.environ)
    first, _, rest = environ.get("PYTHONPATH", "").partition(os.pathsep)
    if first == str(ROOT):
        del environ["PYTHONPATH"]
        if rest:
            environ["PYTHONPATH"] = rest
    return environ
