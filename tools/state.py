"""Reads the resources of a stack from the output of ``pulumi stack export`` or ``pulumi preview --json``."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

# https://www.pulumi.com/docs/iac/concepts/secrets/: how the engine marks a secret in a state.
SIGNATURE = "4dabf18193072939515e22adb298388d"

PROVIDER = "pulumi:providers:aws"


class UnreadableError(Exception):
    """The input cannot be read; the text of the error is the whole message."""


@dataclass(frozen=True)
class Resource:
    """One resource of a stack.

    Args:
        token: its type, such as ``aws:ec2/vpc:Vpc``.
        name: its name in the program, which stays the same from one deployment to the next.
        id: its id at AWS; its URN if it is only planned.
        outputs: its properties; a secret that cannot be read is None.
    """

    token: str
    name: str
    id: str
    outputs: Mapping[str, Any]

    def get(self, key: str, default: Any = None) -> Any:
        """Return a property, or ``default`` if it is absent, null or unreadable."""
        value = self.outputs.get(key)
        return default if value is None else value


@dataclass(frozen=True)
class State:
    """The resources of one stack.

    Args:
        project: the name of the project.
        stack: the name of the stack.
        region: the AWS provider's region; None if the input does not contain it.
        resources: those of the AWS provider, by type and name.
    """

    project: str
    stack: str
    region: str | None
    resources: tuple[Resource, ...]

    def all(self, token: str) -> list[Resource]:
        """Return the resources of a type, by name."""
        return [resource for resource in self.resources if resource.token == token]


def read_state(text: str) -> State:
    """Read an exported state.

    Raises:
        UnreadableError: it is not a state, or nothing is deployed.
    """
    if not text.strip():
        raise UnreadableError("the input is empty: pipe the output of `pulumi stack export` into this command")
    try:
        entries = json.loads(text)["deployment"].get("resources") or []
        state = state_of([entry for entry in entries if not entry.get("delete")])
    except (ValueError, KeyError, TypeError, AttributeError):
        raise UnreadableError("this is not a state: the output of `pulumi stack export` is needed") from None
    if not state.resources:
        raise UnreadableError("nothing is deployed in this stack: run `make up` or `pulumi up` first")
    return state


def state_of(entries: Iterable[Mapping[str, Any]]) -> State:
    """Return the state with these entries, which have the engine's form of resources."""
    entries = list(entries)
    aws = [entry for entry in entries if entry.get("custom") and not entry.get("external")]
    resources = [_resource(entry) for entry in aws if entry["type"].startswith("aws:")]
    regions = [(entry.get("inputs") or {}).get("region") for entry in entries if entry["type"] == PROVIDER]
    names = entries[0]["urn"].split("::")[:2] if entries else ["", ""]
    ordered = sorted(resources, key=lambda resource: (resource.token, resource.name))
    region = next(iter(filter(None, regions)), None)
    return State(names[1], names[0].rpartition(":")[2], region, tuple(ordered))


def _resource(entry: Mapping[str, Any]) -> Resource:
    outputs = _opened(entry.get("outputs") or {})
    return Resource(entry["type"], entry["urn"].split("::")[3], entry.get("id", ""), outputs)


def _opened(value: Any) -> Any:
    if isinstance(value, dict):
        if SIGNATURE in value:
            return json.loads(value["plaintext"]) if "plaintext" in value else None
        return {key: _opened(item) for key, item in value.items()}
    return [_opened(item) for item in value] if isinstance(value, list) else value
