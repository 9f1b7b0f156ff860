"""The controls that require a tag with any key."""

from __future__ import annotations

from .control import Control, each
from .resource import Resource, Resources


def is_tagged(resource: Resource, _resources: Resources) -> bool:
    """Whether a resource has a tag."""
    return bool(resource.inputs.get("tags"))


def tagged(control_id: str, what: str, kind: str) -> Control:
    """Return the control that all resources of a kind are tagged."""
    return Control(control_id, "Low", f"{what} are tagged", each(kind, good=is_tagged))
