"""The protected instances of a removed zone are replaced before the subnets of the zone are deleted."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable

import pytest

from tests.engine import changes
from tests.engine.described import Account
from tests.engine.engine_stack import EngineStack
from tests.engine.lifecycle import settled

ZONES = ("us-east-1a", "us-east-1b", "us-east-1c")


@pytest.fixture(scope="module")
def stack(stack_of: Callable[[str], EngineStack]) -> EngineStack:
    """Return a stack with an instance in each of three zones."""
    stack = stack_of("dev")
    stack.change(changes.add_zone)
    stack.change(lambda config: changes.section(config, "cluster").update(minSize=len(ZONES)))
    stack.change(lambda config: changes.resize(config, name="worker", count=len(ZONES)))
    stack.up()
    return stack


def instances_by_zone(stack: EngineStack) -> Counter[str]:
    return Counter(instance["Placement"]["AvailabilityZone"] for instance in Account(stack).instances())


def test_the_instances_of_the_zone_are_replaced_in_the_others(stack: EngineStack) -> None:
    assert instances_by_zone(stack) == dict.fromkeys(ZONES, 1)
    stack.change(lambda config: changes.section(config, "vpc").update(availabilityZones=2))
    stack.up()
    assert sorted(instances_by_zone(stack).values()) == [1, 2]
    assert set(instances_by_zone(stack)) == set(ZONES[:2])
    settled(stack)
