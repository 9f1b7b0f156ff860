"""Finds resources on AWS that are missing in the engine's state, so no command deletes them."""

from __future__ import annotations

from tests.engine.engine_stack import EngineStack
from tests.engine.inventory import MADE_BY_AWS, inventory

ALARM_OF_A_SCALING_POLICY = "TargetTracking-"


def orphans(stack: EngineStack) -> set[tuple[str, str]]:
    """Return every resource that is missing in the state, by kind and identifier."""
    known = {
        identifier
        for resource in stack.export()
        for identifier in (resource.get("id"), *(resource.get("outputs", {}).get(name) for name in ("arn", "name")))
    }
    return {
        (kind, identifier)
        for kind, identifier in inventory(stack.local_aws.client)
        if identifier not in known and kind not in MADE_BY_AWS and not identifier.startswith(ALARM_OF_A_SCALING_POLICY)
    }
