"""Resolves the pending creations of a killed command, whose result the engine did not receive.

The engine records a creation in the state before it calls the plugin, and again when the plugin answers. If it is
killed in between, it does not know whether the resource exists, nor its id. `pulumi refresh` deletes or keeps these
records, but adopts no resource: engine 3.274.1 ignores `--import-pending-creates`. The stand-in for the AWS plugin
continues after the engine is killed, finishes its requests and records each resource's id. From these records, this
module writes the state that the engine would have written. On AWS, there are no such records: see README.

Each command has its own record, so a second command does not use the record of a running `up`.
"""

from __future__ import annotations

import fcntl
import json
import subprocess
import time
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from localaws.launcher import stacks
from localaws.launcher.console import LocalAwsError, say
from localaws.launcher.home import Home
from localaws.launcher.processes import is_alive
from localaws.launcher.project import ProjectCopy

SECONDS_FOR_PLUGIN_TO_END = 60
PAUSE_SECONDS = 0.1


@dataclass(frozen=True)
class Interrupted:
    """The pending creations and the records of killed commands for one stack.

    Args:
        state: the file of the stack's state.
        records: the folder with a file for each command, in which its plugin records each created resource in a line of
            JSON with ``urn``, ``id`` and ``outputs``.
    """

    state: Path
    records: Path

    @classmethod
    def of(cls, home: Home, project: ProjectCopy, stack: str) -> Interrupted:
        """Return the state and the records of ``stack``."""
        return cls(stacks.state_file(home, project, stack), home.state / "created" / project.name / stack)

    def record_of(self, process: int) -> Path:
        """Return the file for the command that runs as ``process``."""
        return self.records / f"{process}.jsonl"

    def has_pending_creations(self) -> bool:
        """Whether the state has pending creations.

        Raises:
            LocalAwsError: the state is broken.
        """
        try:
            latest = json.loads(self.state.read_text())["checkpoint"].get("latest") or {}
            return any(operation["type"] == "creating" for operation in latest.get("pending_operations") or [])
        except FileNotFoundError:
            return False
        except (ValueError, KeyError, TypeError, AttributeError) as error:
            raise LocalAwsError(self._remedy()) from error

    def _remedy(self) -> str:
        backup = self.state.with_name(f"{self.state.name}.bak")
        restore = f"copy {backup}, the state before the last change, over it, or " if backup.exists() else ""
        return (
            f"{self.state} is empty, truncated or not a state of Pulumi: "
            f"{restore}run `make stop`, which deletes the local AWS and every stack on it"
        )

    def forget(self) -> None:
        """Delete the records of ended commands, unless one of their creations is pending."""
        if self.has_pending_creations():
            return
        for record in self.records.glob("*.jsonl"):
            if not is_alive(int(record.stem)) and _is_complete(record):
                record.unlink(missing_ok=True)

    def settle(self, cli: Path, environ: Mapping[str, str], folder: Path, stack: str) -> None:
        """Adopt the recorded resources of pending creations, and delete the other pending creations.

        Args:
            cli: the Pulumi CLI.
            environ: its environment.
            folder: the project's folder.
            stack: the stack.

        Raises:
            LocalAwsError: the killed command's plugin does not end, or the CLI refuses to write the state.
        """
        if not self.has_pending_creations():
            return
        created = self._created()
        exported = json.loads(_run(cli, environ, folder, "stack", "export", "--stack", stack))
        changes = adopt(exported["deployment"], created)
        _run(cli, environ, folder, "stack", "import", "--stack", stack, given=json.dumps(exported))
        for line in changes:
            say(line)

    def _created(self) -> list[dict[str, Any]]:
        records = list(self.records.glob("*.jsonl"))
        for record in records:
            _wait_for_plugin(record)
        records.sort(key=lambda record: record.stat().st_mtime)
        return [entry for record in records for entry in _entries(record)]


def adopt(deployment: dict[str, Any], created: Sequence[Mapping[str, Any]]) -> list[str]:
    """Turn pending creations in ``deployment`` into resources if they are ``created``, otherwise remove them.

    ``created`` contains URNs, ids and outputs, oldest first.

    Returns:
        A message for each.
    """
    changes: list[str] = []
    others = []
    resources = deployment.setdefault("resources", [])
    known = {resource.get("id") for resource in resources}
    for operation in deployment.get("pending_operations") or []:
        resource = operation["resource"]
        if operation["type"] != "creating":
            others.append(operation)
            continue
        of_resource = [entry for entry in created if entry["urn"] == resource["urn"]]
        unknown = [entry for entry in of_resource if entry["id"] not in known]
        known |= {entry["id"] for entry in unknown}
        if not unknown:
            changes.append(f"dropped {_short(resource['urn'])}, which the killed command had not created yet")
        for entry in unknown:
            if entry is of_resource[-1]:
                _retire_replaced(resources, resource["urn"])
                resources.append({**resource, **entry})
                changes.append(f"adopted {_short(resource['urn'])}, which the killed command had created")
            else:
                resources.append({**resource, **entry, "delete": True})
                changes.append(f"adopted {_short(resource['urn'])} {entry['id']} to be deleted: there is a newer one")
    deployment["pending_operations"] = others
    return changes


def _retire_replaced(resources: list[dict[str, Any]], urn: str) -> None:
    # The engine also marks the old resource for deletion after it creates a replacement.
    for resource in resources:
        if resource["urn"] == urn:
            resource["delete"] = True


def _entries(record: Path) -> Iterator[dict[str, Any]]:
    for line in record.read_text().splitlines():
        try:
            yield json.loads(line)
        except ValueError:
            say(f"{record} is incomplete, because its plugin was killed: look up the resource of its last line by hand")


def _wait_for_plugin(record: Path) -> None:
    deadline = time.monotonic() + SECONDS_FOR_PLUGIN_TO_END
    said = False
    while not _is_complete(record):
        if time.monotonic() > deadline:
            raise LocalAwsError("the AWS plugin of the killed command is still running; try again when it has ended")
        if not said:
            say("waiting for the AWS plugin of the killed command to finish its requests")
            said = True
        time.sleep(PAUSE_SECONDS)


def _is_complete(record: Path) -> bool:
    """Whether no plugin has the record locked."""
    with record.open() as file:
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            return False
    return True


def _short(urn: str) -> str:
    kind, name = urn.split("::")[2:4]
    return f"{kind.rpartition('$')[2]} {name}"


def _run(cli: Path, environ: Mapping[str, str], folder: Path, *arguments: str, given: str | None = None) -> str:
    done = subprocess.run(
        [cli, *arguments, "--non-interactive"],
        env=dict(environ),
        cwd=folder,
        input=given or "",
        capture_output=True,
        text=True,
        check=False,
    )
    if done.returncode != 0:
        raise LocalAwsError(f"`pulumi {' '.join(arguments[:2])}` failed: {done.stderr.strip()}")
    return done.stdout
