"""A resource as the checks see it, with its kind and its inputs."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True, eq=False)
class Resource:
    """``kind`` is the class as the program writes it (``ec2.Vpc``); ``computed`` are outputs that are not inputs.

    The engine sets ``urn``, and ``unknown``, the names of the properties that are known only after an update.
    """

    kind: str
    name: str
    id: str
    inputs: Mapping[str, Any]
    computed: Mapping[str, Any]
    urn: str = ""
    unknown: frozenset[str] = frozenset()

    def __str__(self) -> str:
        return f"{self.kind} {self.name}"

    def at(self, path: str) -> Any:
        """Return the input at a dotted path (``rules.0.status``), or None if the program does not set it."""
        value: Any = self.inputs
        for step in path.split("."):
            try:
                value = value[int(step)] if isinstance(value, list) else value[step]
            except (KeyError, IndexError, TypeError):
                return None
        return value


Resources = Sequence[Resource]


def of_kind(resources: Resources, kind: str) -> list[Resource]:
    """Return the resources of a kind."""
    return [found for found in resources if found.kind == kind]


def zones_of(subnet_ids: Sequence[str], resources: Resources) -> set[str]:
    """Return the availability zones of some of the subnets."""
    return {subnet.at("availabilityZone") for subnet in of_kind(resources, "ec2.Subnet") if subnet.id in subnet_ids}
