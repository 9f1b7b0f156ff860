"""The lanes of parallel lines."""

from __future__ import annotations

from collections.abc import Hashable, Mapping
from typing import TypeVar

Name = TypeVar("Name", bound=Hashable)


def assign_lanes(extents: Mapping[Name, tuple[float, float]]) -> dict[Name, int]:
    """Assign each extent the first lane in which it overlaps no other, starting with the shortest extent."""
    lanes: dict[Name, int] = {}
    for name in sorted(extents, key=lambda name: (extents[name][1] - extents[name][0], extents[name], str(name))):
        first, last = extents[name]
        taken = {lane for other, lane in lanes.items() if extents[other][0] <= last and first <= extents[other][1]}
        lanes[name] = next(lane for lane in range(len(taken) + 1) if lane not in taken)
    return lanes


def positions_between(count: int, first: float, last: float) -> list[float]:
    """Return ``count`` evenly spaced places between two bounds."""
    step = (last - first) / (count + 1)
    return [first + step * (number + 1) for number in range(count)]
