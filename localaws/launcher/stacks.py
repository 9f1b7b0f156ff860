"""The stacks on the local AWS: the stack of a command, its creation, and outdated state."""

from __future__ import annotations

import datetime as dt
import hashlib
import json
import shutil
import socket
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from localaws.launcher import server_process
from localaws.launcher.command_line import CommandLine
from localaws.launcher.console import LocalAwsError, say
from localaws.launcher.home import Home, write_whole
from localaws.launcher.processes import is_alive
from localaws.launcher.project import PROJECT_FILE, ProjectCopy
from localaws.launcher.server_process import Server

DEFAULT = "dev"


def chosen(command: CommandLine, project: ProjectCopy, home: Home, environ: Mapping[str, str]) -> str | None:
    """Return the stack of ``command``: the given one, the selected one, or ``dev``."""
    named = command.stack or environ.get("PULUMI_STACK") or _selected(project, home)
    if named:
        # The name of the only organization of the file backend.
        return named.removeprefix(f"organization/{project.name}/")
    return DEFAULT if DEFAULT in project.stacks else None


def ensure(home: Home, project: ProjectCopy, stack: str) -> None:
    """Create ``stack`` if it has a file but no state yet.

    Raises:
        LocalAwsError: there is no such stack file.
    """
    file = state_file(home, project, stack)
    if file.exists():
        return
    if stack not in project.stacks:
        raise LocalAwsError(
            f"there is no stack {stack!r}: {project.source} has no Pulumi.{stack}.yaml; its stacks are "
            f"{', '.join(project.stacks) or 'none'}"
        )
    file.parent.mkdir(parents=True, exist_ok=True)
    write_whole(home.state / ".pulumi" / "meta.yaml", "version: 1\n")
    write_whole(file, json.dumps(_empty_state(project, stack)))


def _empty_state(project: ProjectCopy, stack: str) -> dict[str, Any]:
    """Return the state that `pulumi stack init` writes. The CLI takes most of a second, because it derives a key."""
    now = dt.datetime.now(dt.timezone.utc).isoformat()
    manifest = {"time": now, "magic": "", "version": ""}  # an empty version has an empty magic
    latest = {"manifest": manifest, "secrets_providers": project.encryption.state, "metadata": {}}
    return {"version": 3, "checkpoint": {"stack": f"organization/{project.name}/{stack}", "latest": latest}}


def unlock(home: Home, project: ProjectCopy, stack: str) -> None:
    """Delete the locks that killed commands left on ``stack``, which would block every later command."""
    for file in _locks(home, project, stack):
        pid = _holder(file)
        if pid and not is_alive(pid):
            file.unlink(missing_ok=True)
            say(f"removed the lock that the ended process {pid} left on the stack {stack!r}")


def in_use(home: Home, project: ProjectCopy, stack: str) -> bool:
    """Whether another command works on ``stack``."""
    return bool(_locks(home, project, stack))


def _locks(home: Home, project: ProjectCopy, stack: str) -> list[Path]:
    return list((home.state / ".pulumi" / "locks").glob(f"**/{project.name}/{stack}/*.json"))


def _holder(lock: Path) -> int | None:
    try:
        content = json.loads(lock.read_text())
    except (FileNotFoundError, ValueError):
        return None
    return int(content["pid"]) if content.get("hostname") == socket.gethostname() else None


def forget_if_restarted(home: Home, server: Server) -> None:
    """Clear the state of every stack if it describes a server that no longer exists."""
    if server_process.holds_state_of(home, server):
        return
    backend = home.state / ".pulumi"
    gone = sorted(f"{file.parent.name}/{file.stem}" for file in backend.glob("stacks/*/*.json"))
    shutil.rmtree(backend, ignore_errors=True)
    if gone:
        say(f"the server was restarted and is empty: cleared the local state of {', '.join(gone)}")
    server_process.note_state_of(home, server)


def state_file(home: Home, project: ProjectCopy, stack: str) -> Path:
    """The file of the stack's state."""
    return home.state / ".pulumi" / "stacks" / project.name / f"{stack}.json"


def _selected(project: ProjectCopy, home: Home) -> str | None:
    # The file with the selection of `stack select` (workspace.go of the CLI's SDK).
    key = hashlib.sha1(str(project.folder / PROJECT_FILE).encode(), usedforsecurity=False).hexdigest()
    file = home.pulumi_home / "workspaces" / f"{project.name}-{key}-workspace.json"
    try:
        settings = json.loads(file.read_text())
    except (FileNotFoundError, ValueError):
        return None
    if not isinstance(settings, dict):
        return None
    by_backend = settings.get("stacks") or {}
    selected = next(iter(by_backend.values()), None) or settings.get("stack")
    return selected if isinstance(selected, str) else None
