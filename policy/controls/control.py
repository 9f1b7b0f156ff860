"""A control: its requirement and its check."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Literal

from .resource import Resource, Resources

Predicate = Callable[[Resource, Resources], bool]
"""Checks one resource, given all others."""

Result = Literal["pass", "not applicable", "no"]

GUIDE = "https://docs.aws.amazon.com/securityhub/latest/userguide"


def always(_resource: Resource, _resources: Resources) -> bool:
    return True


@dataclass(frozen=True)
class Check:
    """Every resource of one of ``kinds`` to which it ``applies`` must be ``good``."""

    kinds: tuple[str, ...]
    good: Predicate
    applies: Predicate = always

    def checked(self, resources: Resources) -> list[Resource]:
        """Return the resources that the control checks."""
        return [found for found in resources if found.kind in self.kinds and self.applies(found, resources)]

    def failures(self, resources: Resources) -> list[Resource]:
        """Return the resources that fail; during a preview, without those with too many unknown values."""
        found = []
        for resource in resources:
            try:
                if resource.kind in self.kinds and self.applies(resource, resources):
                    found += [] if self.good(resource, resources) else [resource]
            except (TypeError, ValueError):
                if not any(known.unknown for known in resources):
                    raise
        return found

    def failing(self, resources: Resources) -> tuple[str, ...]:
        """Return the resources that fail, as ``kind name``."""
        return tuple(sorted(map(str, self.failures(resources))))

    def result(self, resources: Resources) -> Result:
        """Return the control's result."""
        if not self.checked(resources):
            return "not applicable"
        return "no" if self.failing(resources) else "pass"


def each(*kinds: str, good: Predicate, applies: Predicate = always) -> Check:
    """Return the check of every resource of these kinds."""
    return Check(kinds, good, applies)


def has(path: str, *values: object) -> Predicate:
    """Return the check that an input is one of ``values``, of which None is a missing input."""
    return lambda resource, _resources: resource.at(path) in values


def has_none(path: str, *values: object) -> Predicate:
    """Return the check that an input is none of ``values``."""
    return lambda resource, _resources: resource.at(path) not in values


@dataclass(frozen=True)
class Control:
    """A row of the table. ``failing`` are exactly the resources of prod that fail, and ``because`` is the reason.

    ``severity`` is Security Hub's; ``asks`` is the control in this project's words.
    """

    id: str
    severity: Literal["Low", "Medium", "High", "Critical"]
    asks: str
    check: Check
    result: Result = "pass"
    because: str = ""
    failing: tuple[str, ...] = ()
    turned_on_by: str = ""
    """The setting with which prod passes, if a stack with default settings fails."""

    @property
    def link(self) -> str:
        """The address of AWS's own description."""
        service, _, number = self.id.lower().partition(".")
        return f"{GUIDE}/{service}-controls.html#{service}-{number}"
