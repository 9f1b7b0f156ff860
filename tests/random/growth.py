"""Configurations that grow by one service or one zone."""

from __future__ import annotations

import copy
from ipaddress import IPv4Network
from typing import Any

from hypothesis import assume
from hypothesis import strategies as st
from hypothesis.strategies import DrawFn

from components.service.awsvpc_service_args import AwsvpcServiceArgs
from components.stack.name_checks import check_composed_names
from tests.harness.aws_functions import ZONES
from tests.harness.composed_names import endings
from tests.harness.recording import Recording

from .address_blocks import following_block
from .configurations import configurations, draw_service, fit_service
from .rules import allocation_ids, zone_count
from .schema_strategies import Values

Pair = tuple[Values, Values]
"""A configuration before and after its growth."""

ENDINGS = sorted(ending for ending in endings() if ending.islower())
"""Suffixes that the program adds to a service's name and that are valid in names of services."""

LONGEST_NAME = 63
"""The longest name that every kind of discovery accepts."""

MUST_GROW = {
    "autoscaling.Group": {"vpcZoneIdentifiers"},
    "cloudwatch.Dashboard": {"dashboardBody"},
    "ec2.VpcEndpoint": {"subnetIds"},
    "ec2.VpcSecurityGroupRulesExclusive": {"egressRuleIds", "ingressRuleIds"},
    "ecs.Service": {"networkConfiguration"},
    "lb.LoadBalancer": {"subnets"},
    "scheduler.Schedule": {"target"},
}
"""Inputs that list zones, services, or rules for the blocks of zones, and keep their items when they grow."""


@st.composite
def with_another_service(draw: DrawFn) -> Pair:
    """Draw a configuration, and the same with another service, first or last in the file.

    The new service often has the name of a resource of an existing service.
    """
    before = draw(configurations().filter(lambda config: "services" in config))
    after = copy.deepcopy(before)
    called = draw(st.sampled_from(sorted(before["services"]))) + draw(st.sampled_from(ENDINGS))
    taken = {*before["services"], *before.get("jobs", {})}
    name = called if len(called) < LONGEST_NAME and called not in taken else "new"
    another = {name: draw_service(draw)}
    after["services"] = {**another, **after["services"]} if draw(st.booleans()) else {**after["services"], **another}
    fit_service(draw, after, name)
    args = {key: AwsvpcServiceArgs.from_stack_file(value) for key, value in after["services"].items()}
    assume(not check_composed_names(args))
    return before, after


@st.composite
def with_another_zone(draw: DrawFn) -> Pair:
    """Draw a configuration with its own network, and the same with another zone."""
    before = draw(configurations().filter(has_room))
    after = copy.deepcopy(before)
    vpc = after.setdefault("vpc", {})
    zones = vpc.get("availabilityZones", 2)
    is_count = isinstance(zones, int)
    vpc["availabilityZones"] = zones + 1 if is_count else [*zones, min(set(ZONES) - set(zones))]
    if vpc.get("eipAllocationIds") is not None:
        vpc["eipAllocationIds"] = allocation_ids(vpc)
    return before, after


def has_room(config: Values) -> bool:
    """Whether the network belongs to this stack and can have another zone."""
    vpc = config.get("vpc", {})
    if config.get("platform") is not None or zone_count(vpc) == 4:
        return False
    following = following_block(vpc.get("cidrBlock", "10.0.0.0/16"))
    second = vpc.get("secondaryCidrBlock") or following
    return second is not None and not (vpc.get("splitTaskSubnets") and _overlap(second, vpc["taskCidrBlock"]))


def _overlap(one: str, other: str) -> bool:
    return IPv4Network(one).overlaps(IPv4Network(other))


def changed(before: Recording, after: Recording) -> list[str]:
    """Return the changes of existing resources, without the lists that must grow."""
    changes = []
    for urn, was in before.registrations.items():
        now = after.registrations.get(urn)
        if now is None:
            changes.append(f"{was} is missing")
            continue
        keys = {key for key in {*was.inputs, *now.inputs} if was.inputs.get(key) != now.inputs.get(key)}
        growing = {
            key for key in keys & MUST_GROW.get(was.kind, set()) if keeps_all(was.inputs.get(key), now.inputs.get(key))
        }
        changes += [f"{was}: {key}" for key in sorted(keys - growing)]
    return changes


def keeps_all(before: Any, after: Any) -> bool:
    """Whether a list keeps all its items; other values are ignored."""
    return not isinstance(before, list) or (isinstance(after, list) and all(item in after for item in before))
