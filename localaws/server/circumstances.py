"""Circumstances under which a test puts instances: zones without capacity, and instances that go on draining."""

from __future__ import annotations

from dataclasses import dataclass, fields
from typing import Any

EVERYWHERE = "*"


@dataclass
class Circumstances:
    """``no_capacity_in``: zones where no launch succeeds, ``*`` for all.

    ``instances_drain``: whether draining takes longer than anyone waits.
    """

    no_capacity_in: tuple[str, ...] = ()
    instances_drain: bool = False

    def has_capacity(self, zone: str) -> bool:
        """Whether an instance can be launched in the zone."""
        return not {zone, EVERYWHERE} & set(self.no_capacity_in)


_NAMES = {"noCapacityIn": "no_capacity_in", "instancesDrain": "instances_drain"}
present = Circumstances()


def set_to(given: dict[str, Any]) -> None:
    """Set all circumstances: those not given are as usual. ``ValueError`` or ``TypeError`` says what is wrong."""
    for name in given:
        if name not in _NAMES:
            raise ValueError(f"unknown key {name!r}; allowed are {', '.join(_NAMES)}")
    zones, drain = given.get("noCapacityIn", []), given.get("instancesDrain", False)
    if not isinstance(zones, list) or not all(isinstance(zone, str) for zone in zones):
        raise ValueError(f'noCapacityIn is {zones!r}; it must be a list of zones\' names, or ["*"]')
    if not isinstance(drain, bool):
        raise TypeError(f"instancesDrain is {drain!r}; it must be true or false")
    present.no_capacity_in, present.instances_drain = tuple(zones), drain


def clear() -> None:
    """Return to the usual circumstances."""
    usual = Circumstances()
    for field in fields(Circumstances):
        setattr(present, field.name, getattr(usual, field.name))


def listed() -> dict[str, Any]:
    """The present circumstances, as they are given."""
    return {name: getattr(present, attribute) for name, attribute in _NAMES.items()}
