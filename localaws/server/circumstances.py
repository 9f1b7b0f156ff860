"""Circumstances that a test sets: zones without capacity, instances that keep draining, raised quotas."""

from __future__ import annotations

from dataclasses import dataclass, field, fields
from typing import Any

EVERYWHERE = "*"


@dataclass
class Circumstances:
    """``no_capacity_in``: zones where no launch succeeds, ``*`` for all.

    ``instances_drain``: whether draining never ends. ``quotas``: values by quota code that differ from AWS's defaults.
    """

    no_capacity_in: tuple[str, ...] = ()
    instances_drain: bool = False
    quotas: dict[str, float] = field(default_factory=dict)

    def has_capacity(self, zone: str) -> bool:
        """Whether an instance can be launched in the zone."""
        return not {zone, EVERYWHERE} & set(self.no_capacity_in)


_NAMES = {"noCapacityIn": "no_capacity_in", "instancesDrain": "instances_drain", "quotas": "quotas"}
present = Circumstances()


def set_to(given: dict[str, Any]) -> None:
    """Set all circumstances, with defaults for missing ones. Raises ``ValueError`` or ``TypeError`` if invalid."""
    for name in given:
        if name not in _NAMES:
            raise ValueError(f"unknown key {name!r}; allowed are {', '.join(_NAMES)}")
    zones, drain = given.get("noCapacityIn", []), given.get("instancesDrain", False)
    if not isinstance(zones, list) or not all(isinstance(zone, str) for zone in zones):
        raise ValueError(f'noCapacityIn is {zones!r}; it must be a list of zones\' names, or ["*"]')
    if not isinstance(drain, bool):
        raise TypeError(f"instancesDrain is {drain!r}; it must be true or false")
    quotas = given.get("quotas", {})
    if not isinstance(quotas, dict) or not all(isinstance(value, int | float) for value in quotas.values()):
        raise TypeError(f"quotas is {quotas!r}; it must be an object of numbers by quota code")
    present.no_capacity_in, present.instances_drain, present.quotas = tuple(zones), drain, quotas


def clear() -> None:
    """Reset all circumstances to their defaults."""
    defaults = Circumstances()
    for each in fields(Circumstances):
        setattr(present, each.name, getattr(defaults, each.name))


def listed() -> dict[str, Any]:
    """Return the current circumstances."""
    return {name: getattr(present, attribute) for name, attribute in _NAMES.items()}
