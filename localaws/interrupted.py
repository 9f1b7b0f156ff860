"""Settle what a killed command left open: creations that the engine began and whose end it did not see.

The engine notes a creation in the state before it asks the plugin, and again when the plugin answers; killed in
between, it knows neither whether there is a resource nor its id. `pulumi refresh` drops such notes or leaves them,
but adopts nothing: the 3.259 engine never acts on `--import-pending-creates`. The stand-in for the AWS plugin
outlives the engine, finishes what it was asked for and writes down each resource's id; from that this module writes
the state that the engine would have written. On AWS there is no such list: see README.
"""

from __future__ import annotations

import json
import subprocess
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from localaws.console import LocalAwsError, say


def has_open_creations(state_file: Path) -> bool:
    """Whether the state of a stack has creations of which the engine did not see the end."""
    try:
        latest = json.loads(state_file.read_text())["checkpoint"].get("latest") or {}
    except FileNotFoundError:
        return False
    return any(operation["type"] == "creating" for operation in latest.get("pending_operations") or [])


def settle(cli: Path, environ: Mapping[str, str], folder: Path, stack: str, record: Path) -> None:
    """Adopt the resources of open creations that ``record`` lists, and drop the other notes.

    Args:
        cli: the Pulumi CLI.
        environ: its environment.
        folder: the project's folder.
        stack: the stack.
        record: a line of JSON with ``urn``, ``id`` and ``outputs`` for each resource that the plugin created.

    Raises:
        LocalAwsError: the CLI refuses to write the state.
    """
    exported = json.loads(_run(cli, environ, folder, "stack", "export", "--stack", stack))
    adopted, dropped = adopt(exported["deployment"], _created(record))
    _run(cli, environ, folder, "stack", "import", "--stack", stack, given=json.dumps(exported))
    for urn in adopted:
        say(f"adopted {_short(urn)}, which the killed command had created")
    for urn in dropped:
        say(f"dropped {_short(urn)}, which the killed command had not created yet")


def adopt(deployment: dict[str, Any], created: Mapping[str, dict[str, Any]]) -> tuple[list[str], list[str]]:
    """Make open creations in ``deployment`` resources if they are ``created``, else forget them.

    ``created`` holds ids and outputs by URN.

    Returns:
        The URNs of the first and of the second.
    """
    adopted: list[str] = []
    dropped: list[str] = []
    others = []
    resources = deployment.setdefault("resources", [])
    for operation in deployment.get("pending_operations") or []:
        resource = operation["resource"]
        if operation["type"] != "creating":
            others.append(operation)
        elif resource["urn"] not in created:
            dropped.append(resource["urn"])
        else:
            _retire_replaced(resources, resource["urn"])
            resources.append({**resource, **created[resource["urn"]]})
            adopted.append(resource["urn"])
    deployment["pending_operations"] = others
    return adopted, dropped


def _retire_replaced(resources: list[dict[str, Any]], urn: str) -> None:
    # As the engine does once a replacement is there: the one that it replaces is left to be deleted.
    for resource in resources:
        if resource["urn"] == urn:
            resource["delete"] = True


def _created(record: Path) -> dict[str, dict[str, Any]]:
    try:
        lines = record.read_text().splitlines()
    except FileNotFoundError:
        return {}
    return {entry["urn"]: entry for entry in map(json.loads, lines)}


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
