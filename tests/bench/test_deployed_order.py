"""The dependencies in the state of the program's stacks, those that AWS imposes, and the computed durations."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import pytest

from bench.deployed_order import deletion_levels, imposed_order, name_of, recorded_order
from bench.deployment import LARGEST_OF_FLOOR, phases, run, total
from bench.results import FILE
from tests.harness.build import STACKS

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


def test_a_property_that_refers_to_a_resource_imposes_an_order() -> None:
    imposed = imposed_order(RESOURCES)
    assert imposed[SUBNET] == {VPC}
    assert imposed[GATEWAY] == {SUBNET, ATTACHMENT}
    assert LISTENER in recorded_order(RESOURCES)[GATEWAY]


def test_aws_imposes_the_listener_of_a_service_and_no_dependencies_of_the_program() -> None:
    assert imposed_order(RESOURCES)[SERVICE] == {GROUP, LISTENER}
    assert GATEWAY in recorded_order(RESOURCES)[SERVICE]


def test_only_aws_resources_take_time() -> None:
    assert set(recorded_order(RESOURCES)) == {each["urn"] for each in RESOURCES if each["urn"] != STACK}


def test_the_engine_deletes_resources_in_the_order_of_their_depth() -> None:
    levels = [{name_of(each) for each in level} for level in deletion_levels(RESOURCES)]
    # The target group is deleted in the step of the subnet, although it does not depend on the gateway.
    steps = [{"service"}, {"nat"}, {"listener"}, {"subnet", "attachment", "group"}, {"vpc"}, {"stack"}]
    assert levels == steps
    assert [{name_of(each) for each in level} for level in deletion_levels(RESOURCES[::-1])] == steps


@pytest.mark.parametrize("stack", STACKS)
def test_no_stack_takes_much_longer_than_aws_imposes(stack: str) -> None:
    for phase in phases(stack):
        assert total(phase.floor) > 100
        assert phase.of_floor <= LARGEST_OF_FLOOR, phase.steps


def test_the_results_are_current() -> None:
    results = FILE.read_text(encoding="utf-8")
    assert run() in results, "run `python -m bench deployment` and commit the changes"
