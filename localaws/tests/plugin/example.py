"""The example of a row: a resource, a change in place, a replacement, and a change outside Pulumi."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from localaws.tests.plugin.engine import Resource


def resource_id(resource: Resource) -> str:
    """Return the id, which is the import id of most resources."""
    return resource.resource_id


@dataclass(frozen=True)
class Example:
    """``change`` and ``replace`` override inputs; ``drift`` changes the property ``drifted`` through the API."""

    inputs: dict[str, Any]
    change: dict[str, Any] = field(default_factory=dict)
    replace: dict[str, Any] = field(default_factory=dict)
    drift: Callable[[Resource], object] | None = None
    drifted: str = ""
    import_id: Callable[[Resource], str] = resource_id
