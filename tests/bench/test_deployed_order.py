"""The dependencies that the program's stacks record, and those that AWS imposes."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import pytest

from bench import reference_stacks
from bench.critical_path import critical_path, reversed_graph
from bench.deployed_order import deletion_levels, imposed_order, kind_of, name_of, recorded_order
from bench.latencies import create_seconds, delete_seconds
from tests.harness.build import build_stack

LARGEST_OF_FLOOR = 1.1
STACK = "urn:pulumi:dev::project::pulumi:pulumi:Stack::stack"


def urn(kind: str, name: str) -> str:
    return f"urn:pulumi:dev::project::project:index:Component${kind}::{name}"


def resource(kind: str, logical: str, /, *, needs: Sequence[str] = (), **properties: Sequence[str]) -> dict[str, Any]:
    """Return a resource as in the engine's state; ``properties`` refer to other resources."""
    named = [each for urns in properties.values() for each in urns]
    return {
        "urn": urn(kind, logical),
        "custom": True,
        "parent": STACK,
        "dependencies": [*needs, *named],
        "propertyDependencies": {key: list(urns) for key, urns in properties.items()},
    }


VPC, SUBNET = urn("aws:ec2/vpc:Vpc", "vpc"), urn("aws:ec2/subnet:Subnet", "subnet")
ATTACHMENT = urn("aws:ec2/internetGatewayAttachment:InternetGatewayAttachment", "attachment")
GATEWAY = urn("aws:ec2/natGateway:NatGateway", "nat")
GROUP, LISTENER = urn("aws:lb/targetGroup:TargetGroup", "group"), urn("aws:lb/listener:Listener", "listener")
SERVICE = urn("aws:ecs/service:Service", "service")
RESOURCES: list[dict[str, Any]] = [
    {"urn": STACK, "custom": False},
    resource("aws:ec2/vpc:Vpc", "vpc"),
    resource("aws:ec2/subnet:Subnet", "subnet", vpcId=[VPC]),
    resource("aws:ec2/internetGatewayAttachment:InternetGatewayAttachment", "attachment", vpcId=[VPC]),
    resource("aws:ec2/natGateway:NatGateway", "nat", needs=[ATTACHMENT], subnetId=[SUBNET], tags=[LISTENER]),
    resource("aws:lb/targetGroup:TargetGroup", "group", vpcId=[VPC]),
    resource("aws:lb/listener:Listener", "listener", defaultActions=[GROUP]),
    resource("aws:ecs/service:Service", "service", needs=[GATEWAY], loadBalancers=[GROUP], name=[VPC]),
]


def test_a_property_imposes_an_order_if_it_refers_to_a_resource() -> None:
    imposed = imposed_order(RESOURCES)
    assert imposed[SUBNET] == {VPC}
    assert imposed[GATEWAY] == {SUBNET, ATTACHMENT}
    assert LISTENER in recorded_order(RESOURCES)[GATEWAY]


def test_a_service_needs_its_listener_and_not_the_dependencies_that_the_program_adds() -> None:
    assert imposed_order(RESOURCES)[SERVICE] == {GROUP, LISTENER}
    assert GATEWAY in recorded_order(RESOURCES)[SERVICE]


def test_only_resources_of_aws_take_time() -> None:
    assert set(recorded_order(RESOURCES)) == {each["urn"] for each in RESOURCES if each["urn"] != STACK}


def test_the_engine_deletes_by_the_depth_of_a_resource() -> None:
    levels = [{name_of(each) for each in level} for level in deletion_levels(RESOURCES)]
    # The target group is deleted in the step of the subnet, although it does not depend on the gateway.
    steps = [{"service"}, {"nat"}, {"listener"}, {"subnet", "attachment", "group"}, {"vpc"}, {"stack"}]
    assert levels == steps
    assert [{name_of(each) for each in level} for level in deletion_levels(RESOURCES[::-1])] == steps


def test_the_reference_is_slower_than_its_slowest_stack() -> None:
    assert reference_stacks.creation_seconds() > create_seconds("aws:lb/loadBalancer:LoadBalancer") + create_seconds(
        "aws:ec2/natGateway:NatGateway"
    )


def registered(stack: str) -> list[dict[str, Any]]:
    """Return the resources of a shipped stack as the engine's state contains them."""
    return [
        {
            "urn": each.urn,
            "custom": each.custom,
            "parent": each.parent,
            "dependencies": sorted(each.depends_on),
            "replaceWith": list(each.replace_with),
            "propertyDependencies": {name: sorted(urns) for name, urns in each.property_dependencies.items()},
        }
        for each in build_stack(stack)
    ]


@pytest.mark.parametrize("stack", ["dev", "public-api", "prod"])
def test_no_stack_waits_much_longer_than_aws_imposes(stack: str) -> None:
    resources = registered(stack)
    seconds = {each["urn"]: create_seconds(kind_of(each["urn"])) for each in resources}
    recorded = critical_path(recorded_order(resources), seconds)
    imposed = critical_path(imposed_order(resources), seconds)
    assert imposed.seconds > create_seconds("aws:lb/loadBalancer:LoadBalancer")
    assert recorded.seconds <= imposed.seconds * LARGEST_OF_FLOOR, [name_of(each) for each in recorded.nodes]


@pytest.mark.parametrize("stack", ["dev", "public-api", "prod"])
def test_no_slow_resource_is_alone_in_a_step_of_the_deletion(stack: str) -> None:
    resources = registered(stack)
    seconds = {each["urn"]: delete_seconds(kind_of(each["urn"])) for each in resources}
    imposed = critical_path(reversed_graph(imposed_order(resources)), seconds)
    steps = [max(step, key=lambda urn: seconds.get(urn, 0.0)) for step in deletion_levels(resources)]
    shown = [(name_of(urn), seconds[urn]) for urn in steps if seconds.get(urn)]
    assert sum(second for _, second in shown) <= imposed.seconds * LARGEST_OF_FLOOR, shown
