"""What ``pulumi stack export`` prints, as resources."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

# https://www.pulumi.com/docs/iac/concepts/secrets/: how the engine marks a secret in a state.
SIGNATURE = "4dabf18193072939515e22adb298388d"


class NothingToDrawError(Exception):
    """There is no picture of this input; its text is the whole message."""


@dataclass(frozen=True)
class Resource:
    """One resource that is deployed.

    Args:
        token: its type, such as ``aws:ec2/vpc:Vpc``.
        name: its name in the program, which stays the same from one deployment to the next.
        id: its id at AWS.
        outputs: its properties; a secret that cannot be read is None.
    """

    token: str
    name: str
    id: str
    outputs: Mapping[str, Any]

    def get(self, key: str, default: Any = None) -> Any:
        """Return a property, or ``default`` where it is absent, null or unreadable."""
        value = self.outputs.get(key)
        return default if value is None else value


@dataclass(frozen=True)
class State:
    """The resources of one stack.

    Args:
        project: the name of the project.
        stack: the name of the stack.
        resources: those that a provider made, by type and name.
    """

    project: str
    stack: str
    resources: tuple[Resource, ...]

    def all(self, token: str) -> list[Resource]:
        """Return the resources of a type, by name."""
        return [resource for resource in self.resources if resource.token == token]


def read_state(text: str) -> State:
    """Read an exported state.

    Raises:
        NothingToDrawError: it is not one, or nothing is deployed.
    """
    if not text.strip():
        raise NothingToDrawError("there is no state: pipe the output of `pulumi stack export` into this command")
    try:
        entries = json.loads(text)["deployment"].get("resources") or []
        made = [entry for entry in entries if entry.get("custom") and not entry.get("delete")]
        resources = [_resource(entry) for entry in made if entry["type"].startswith("aws:")]
        names = entries[0]["urn"].split("::")[:2] if entries else ["", ""]
    except (ValueError, KeyError, TypeError, AttributeError):
        raise NothingToDrawError("this is no state: it must be what `pulumi stack export` prints") from None
    if not resources:
        raise NothingToDrawError("nothing is deployed in this stack: run `make up` or `pulumi up` first")
    ordered = sorted(resources, key=lambda resource: (resource.token, resource.name))
    return State(names[1], names[0].rpartition(":")[2], tuple(ordered))


def _resource(entry: Mapping[str, Any]) -> Resource:
    outputs = _opened(entry.get("outputs") or {})
    return Resource(entry["type"], entry["urn"].split("::")[3], entry.get("id", ""), outputs)


def _opened(value: Any) -> Any:
    if isinstance(value, dict):
        if SIGNATURE in value:
            return json.loads(value["plaintext"]) if "plaintext" in value else None
        return {key: _opened(item) for key, item in value.items()}
    return [_opened(item) for item in value] if isinstance(value, list) else value
