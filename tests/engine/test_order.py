"""The order of creation and deletion in prod, by the engine's state and the server's journal."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import pytest

from tests.engine import changes
from tests.engine import recorded_order as order
from tests.engine.engine_stack import EngineStack
from tests.engine.local_aws import Finished
from tests.engine.recorded_order import RecordedOrder, out_of_order


@dataclass(frozen=True)
class Deployment:
    """The records of three commands on prod: its creation, a destroy that protection stops, and its destroy."""

    recorded: RecordedOrder
    creation: list[str]
    stopped: Finished
    calls_of_stopped: list[str]
    destruction: list[str]


@pytest.fixture(scope="module")
def deployment(stack_of: Callable[[str], EngineStack]) -> Deployment:
    stack = stack_of("prod")
    stack.up()
    creation = operations(stack)
    recorded = RecordedOrder(stack.export())
    stack.local_aws.forget_calls()
    stopped = stack.local_aws.pulumi(*stack.arguments("destroy", "--yes"))
    calls_of_stopped = operations(stack)
    stack.change(changes.unprotect)
    stack.up()
    stack.local_aws.forget_calls()
    stack.destroy()
    return Deployment(recorded, creation, stopped, calls_of_stopped, operations(stack))


def operations(stack: EngineStack) -> list[str]:
    return [call["operation"] for call in stack.local_aws.calls()]


def forwarding_listeners(recorded: RecordedOrder, name: str) -> list[str]:
    """Return the listeners that forward to a target group; others only redirect to HTTPS."""
    groups = set(recorded.of_type(order.TARGET_GROUP, having=name))
    found = [urn for urn in recorded.of_type(order.LISTENER, having=name) if recorded.directly_before(urn) & groups]
    assert found, f"no listener forwards to {name}"
    return found


def test_egress_is_created_from_the_internet_gateway_to_the_private_routes(deployment: Deployment) -> None:
    recorded = deployment.recorded
    attachment = recorded.of_type(order.GATEWAY_ATTACHMENT)
    assert recorded.missing(recorded.of_type(order.EIP), attachment) == set()
    assert recorded.missing(recorded.of_type(order.NAT_GATEWAY), attachment) == set()
    assert recorded.missing(recorded.of_type(order.LOAD_BALANCER, having="public"), attachment) == set()
    for zone in ("1", "2", "3"):
        nat = recorded.of_type(order.NAT_GATEWAY, having=zone)
        assert recorded.missing(nat, recorded.of_type(order.EIP, having=zone)) == set()
        assert recorded.missing(recorded.of_type(order.ROUTE, having=f"private-{zone}"), nat) == set()
    assert out_of_order(deployment.creation, "AttachInternetGateway", "AllocateAddress") == set()
    assert out_of_order(deployment.creation, "AttachInternetGateway", "CreateNatGateway") == set()


def test_instances_and_tasks_wait_for_every_private_route(deployment: Deployment) -> None:
    recorded = deployment.recorded
    routes = [*recorded.of_type(order.ROUTE, having="private"), *recorded.of_type(order.ROUTE_TABLE_ASSOCIATION)]
    assert recorded.missing(recorded.of_type(order.AUTO_SCALING_GROUP), routes) == set()
    assert recorded.missing(recorded.of_type(order.SERVICE), routes) == set()
    for later in ("CreateAutoScalingGroup", "CreateService"):
        assert out_of_order(deployment.creation, "CreateRoute", later) == set()


def test_load_balancers_wait_for_no_private_route(deployment: Deployment) -> None:
    recorded = deployment.recorded
    slow = {*recorded.of_type(order.ROUTE, having="private"), *recorded.of_type(order.NAT_GATEWAY)}
    for balancer in recorded.of_type(order.LOAD_BALANCER):
        assert recorded.before(balancer) & slow == set()


def test_instances_start_after_their_role_is_complete(deployment: Deployment) -> None:
    recorded = deployment.recorded
    attachments = recorded.of_type(order.ROLE_ATTACHMENT, having="cluster-instance")
    profile = recorded.of_type(order.INSTANCE_PROFILE)
    template = recorded.of_type(order.LAUNCH_TEMPLATE)
    assert recorded.missing(profile, attachments) == set()
    assert recorded.missing(template, profile) == set()
    assert recorded.missing(recorded.of_type(order.AUTO_SCALING_GROUP), template) == set()


def test_a_service_waits_for_its_listener_and_the_capacity(deployment: Deployment) -> None:
    recorded = deployment.recorded
    for name in ("web", "worker"):
        service = recorded.of_type(order.SERVICE, having=name)
        assert recorded.missing(service, forwarding_listeners(recorded, name)) == set()
        assert recorded.missing(service, recorded.of_type(order.EGRESS_RULE, having=f"{name}-tasks")) == set()
        assert recorded.missing(service, recorded.of_type(order.ROLE_ATTACHMENT, having=f"{name}-execution")) == set()
        assert recorded.missing(service, recorded.of_type(order.ASSOCIATION)) == set()
    assert out_of_order(deployment.creation, "PutClusterCapacityProviders", "CreateService") == set()


def test_protection_stops_a_destroy_before_it_begins_and_names_the_remedy(deployment: Deployment) -> None:
    assert deployment.stopped.returncode != 0
    said = "remove the `protect` flag from the resource in your Pulumi program and run `pulumi up`, or use the command:"
    assert said in deployment.stopped.output
    unprotected = re.findall(r"`pulumi state unprotect '\S+::([\w-]+)'`", deployment.stopped.output)
    assert {"network-nat-1", "network-task-3", "web-public", "worker-private"} <= set(unprotected)
    assert deployment.calls_of_stopped == []


def test_destroy_deletes_scaling_before_its_services(deployment: Deployment) -> None:
    recorded = deployment.recorded
    for name in ("web", "worker"):
        policies = recorded.of_type(order.SCALING_POLICY, having=name)
        assert recorded.missing(policies, recorded.of_type(order.SERVICE, having=name)) == set()
    assert out_of_order(deployment.destruction, "DeleteScalingPolicy", "DeleteService") == set()


def test_destroy_deletes_services_before_their_capacity(deployment: Deployment) -> None:
    chain = (
        "DeleteService",
        "PutClusterCapacityProviders",
        "DeleteCapacityProvider",
        "DeleteAutoScalingGroup",
        "DeleteCluster",
    )
    assert out_of_order(deployment.destruction, *chain) == set()
    for later in ("DeleteLaunchTemplate", "DeleteInstanceProfile"):
        assert out_of_order(deployment.destruction, "DeleteAutoScalingGroup", later) == set()


def test_destroy_deletes_egress_last(deployment: Deployment) -> None:
    for earlier in ("DeleteService", "DeleteAutoScalingGroup"):
        assert out_of_order(deployment.destruction, earlier, "DeleteNatGateway") == set()
    chain = ("DeleteNatGateway", "ReleaseAddress", "DetachInternetGateway", "DeleteVpc")
    assert out_of_order(deployment.destruction, *chain) == set()


def test_the_order_in_a_journal_compares_the_last_and_the_first_call() -> None:
    assert out_of_order(["A", "A", "B"], "A", "B") == set()
    assert out_of_order(["A", "B", "A"], "A", "B") == {"B came before A"}
    assert out_of_order(["A"], "A", "B") == {"no call of B"}


def test_a_missing_dependency_is_reported_with_both_resources() -> None:
    state: list[dict[str, Any]] = [
        {"urn": "urn:pulumi:s::p::a::first"},
        {"urn": "urn:pulumi:s::p::b::second", "dependencies": ["urn:pulumi:s::p::a::first"]},
        {"urn": "urn:pulumi:s::p::c::third", "propertyDependencies": {"key": ["urn:pulumi:s::p::b::second"]}},
    ]
    recorded = RecordedOrder(state)
    first, third = recorded.of_type("a"), recorded.of_type("c")
    assert recorded.missing(third, first) == set()
    assert recorded.missing(first, third) == {f"{first[0]} does not wait for {third[0]}"}
