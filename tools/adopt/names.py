"""The overrides that keep the names of imported resources, for which Pulumi would generate new names."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from typing import Any

from tools.plan import NO_PLAN
from tools.state import UnreadableError

NAMES = ("name", "namePrefix")


def overrides(text: str) -> list[dict[str, Any]]:
    """Return an override for each resource that a plan would replace for its name.

    Args:
        text: the output of ``pulumi preview --json`` after the import.

    Raises:
        UnreadableError: it is not a plan.
    """
    try:
        steps = json.loads(text)["steps"]
        return sorted(_overrides(steps), key=lambda found: (found["resource"], found["name"]))
    except (ValueError, KeyError, TypeError, AttributeError):
        raise UnreadableError(NO_PLAN) from None


def _overrides(steps: list[Mapping[str, Any]]) -> Iterator[dict[str, Any]]:
    for step in steps:
        if step["op"] != "replace" or not _changed(step):
            continue
        old, new = step["oldState"], step["newState"]
        properties = {"name": old["outputs"]["name"]}
        if "namePrefix" in (new.get("inputs") or {}):
            properties["namePrefix"] = None
        yield {"resource": old["type"], "name": step["urn"].split("::")[3], "properties": properties}


def _changed(step: Mapping[str, Any]) -> bool:
    reasons = {*(step.get("replaceReasons") or []), *(step.get("diffReasons") or [])}
    return not reasons.isdisjoint(NAMES)
