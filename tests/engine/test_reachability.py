"""The reachability check finds each hole and nothing else.

A public `web` and a private `worker` that allows only `web`, as in prod, with the network's defaults.
"""

from __future__ import annotations

from collections.abc import Callable
from contextlib import ExitStack
from typing import Any

import pytest

from tests.engine import changes, holes
from tests.engine.engine_stack import EngineStack, StackConfig
from tests.engine.reachability.check import Reachability
from tests.engine.reachability.groups import EVERYTHING, tcp
from tests.engine.reachability.members import INSTANCES, load_balancer_of, tasks_of


def add_worker(config: StackConfig) -> None:
    changes.services(config)["worker"] = {"topology": "private-worker", "allowFrom": ["web"], "containerPort": 9000}
    changes.section(config, "cluster")["minSize"] = 2


class Deployment:
    """A healthy deployment, and the ids with which tests open holes in it."""

    def __init__(self, stack: EngineStack) -> None:
        self._client = stack.local_aws.client
        self._vpc_id = stack.vpc_id
        self._services = changes.declared_services(stack.config)
        self.ec2: Any = self._client("ec2")
        in_vpc = [{"Name": "vpc-id", "Values": [stack.vpc_id]}]
        self.tables = self.ec2.describe_route_tables(Filters=in_vpc)["RouteTables"]
        self.gateway = self.ec2.describe_internet_gateways()["InternetGateways"][0]["InternetGatewayId"]
        self.nat_gateways = {
            nat["SubnetId"]: nat["NatGatewayId"] for nat in self.ec2.describe_nat_gateways()["NatGateways"]
        }

    def read(self) -> Reachability:
        return Reachability(self._client, self._vpc_id)

    def findings(self) -> set[str]:
        return self.read().findings(self._services)

    def group_of(self, member: str) -> str:
        (group,) = {group for place in self.read().members[member].places for group in place.groups}
        return group

    def subnets_of(self, member: str) -> list[str]:
        return sorted({place.subnet_id for place in self.read().members[member].places})

    def table_of(self, subnet_id: str) -> str:
        return next(
            str(table["RouteTableId"])
            for table in self.tables
            if any(association.get("SubnetId") == subnet_id for association in table["Associations"])
        )


@pytest.fixture(scope="module")
def deployment(stack_of: Callable[[str], EngineStack]) -> Deployment:
    stack = stack_of("public-api")
    stack.change(add_worker)
    stack.up()
    found = Deployment(stack)
    assert found.findings() == set()
    return found


@pytest.fixture(autouse=True)
def closed_afterwards(deployment: Deployment) -> Any:
    """Assert that a test leaves no hole for the next one."""
    yield
    assert deployment.findings() == set()


def findings_of_open_port(deployment: Deployment, member: str, port: int) -> set[str]:
    """Return the findings for a closed member's group with a port that is open to all addresses."""
    subnets = deployment.read().routing.subnets
    return {
        f"the internet reaches the groups of {member} on tcp {port}",
        *(f"anything in {subnet} reaches {member} on tcp {port}" for subnet in subnets),
    }


def test_the_internet_reaches_the_public_load_balancer_on_its_listeners_port(deployment: Deployment) -> None:
    reached = deployment.read()
    assert reached.internet_reaches(load_balancer_of("web")) == {tcp(80)}
    for closed in (tasks_of("web"), tasks_of("worker"), load_balancer_of("worker"), INSTANCES):
        assert reached.internet_reaches(closed) == frozenset()


@pytest.mark.parametrize("member", [tasks_of("web"), tasks_of("worker"), INSTANCES, load_balancer_of("worker")])
def test_a_rule_for_all_addresses_is_found(deployment: Deployment, member: str) -> None:
    with holes.rule(deployment.ec2, deployment.group_of(member), 22, block=holes.EVERYWHERE):
        assert deployment.findings() == findings_of_open_port(deployment, member, 22)


def test_a_public_port_without_a_listener_is_found(deployment: Deployment) -> None:
    web = load_balancer_of("web")
    with holes.rule(deployment.ec2, deployment.group_of(web), 8080, block=holes.EVERYWHERE):
        found = deployment.findings()
    assert f"the internet reaches {web} on tcp 8080" in found
    assert all(line.endswith(f"reaches {web} on tcp 8080") for line in found)


def test_a_rule_for_instances_on_the_workers_load_balancer_is_found(deployment: Deployment) -> None:
    worker = load_balancer_of("worker")
    with holes.rule(deployment.ec2, deployment.group_of(worker), 80, source=deployment.group_of(INSTANCES)):
        assert deployment.findings() == {f"{INSTANCES} reaches {worker} on tcp 80"}


def test_a_rule_for_one_subnet_on_the_workers_load_balancer_is_found(deployment: Deployment) -> None:
    worker, subnet = load_balancer_of("worker"), deployment.subnets_of(tasks_of("web"))[0]
    block = str(deployment.read().routing.subnets[subnet].block)
    with holes.rule(deployment.ec2, deployment.group_of(worker), 80, block=block):
        assert deployment.findings() == {f"anything in {subnet} reaches {worker} on tcp 80"}


def test_callers_without_their_rule_are_found(deployment: Deployment) -> None:
    with holes.no_rule(deployment.ec2, deployment.group_of(load_balancer_of("worker"))):
        assert deployment.findings() == {f"{tasks_of('web')} does not reach {load_balancer_of('worker')} on tcp 80"}


def test_a_load_balancer_that_cannot_reach_its_tasks_is_found(deployment: Deployment) -> None:
    with holes.no_rule(deployment.ec2, deployment.group_of(tasks_of("worker"))):
        found = deployment.findings()
    assert found == {f"{load_balancer_of('worker')} does not reach {tasks_of('worker')} on tcp 9000"}


def test_a_load_balancer_with_open_egress_is_found(deployment: Deployment) -> None:
    caller = load_balancer_of("worker")
    with holes.egress(deployment.ec2, deployment.group_of(caller)):
        assert deployment.findings() == {f"the group of {caller} reaches the internet on {EVERYTHING}"}


def test_a_public_load_balancer_without_open_ports_is_found(deployment: Deployment) -> None:
    with holes.no_rule(deployment.ec2, deployment.group_of(load_balancer_of("web"))):
        assert f"the internet does not reach {load_balancer_of('web')} on tcp 80" in deployment.findings()


@pytest.mark.parametrize("block", ["203.0.113.0/24", "0.0.0.0/1"])
def test_a_private_route_to_the_internet_gateway_is_found(deployment: Deployment, block: str) -> None:
    subnet = deployment.subnets_of(INSTANCES)[0]
    inside = (tasks_of("web"), tasks_of("worker"), load_balancer_of("worker"), INSTANCES)
    with holes.route(deployment.ec2, deployment.table_of(subnet), block, deployment.gateway):
        assert deployment.findings() == {f"{name} in {subnet} have a route to an internet gateway" for name in inside}


def test_a_route_through_nat_in_another_zone_is_found(deployment: Deployment) -> None:
    first, second = deployment.subnets_of(INSTANCES)
    routing = deployment.read().routing
    zone = routing.subnets[first].zone
    elsewhere = next(nat for subnet, nat in deployment.nat_gateways.items() if routing.subnets[subnet].zone == zone)
    with holes.other_nat_gateway(deployment.ec2, deployment.table_of(second), elsewhere):
        assert deployment.findings() == {
            f"{name} in {second} reach the internet through NAT in {zone}"
            for name in (INSTANCES, tasks_of("web"), tasks_of("worker"))
        }


def test_public_addresses_of_instances_are_found(deployment: Deployment) -> None:
    subnet = deployment.subnets_of(INSTANCES)[0]
    with holes.public_addresses(deployment.ec2, subnet):
        assert deployment.findings() == {f"{INSTANCES} in {subnet} have a public address"}


def test_an_address_a_route_and_a_rule_together_let_the_internet_in(deployment: Deployment) -> None:
    subnet = deployment.subnets_of(INSTANCES)[0]
    with ExitStack() as opened:
        opened.enter_context(holes.public_addresses(deployment.ec2, subnet))
        opened.enter_context(holes.route(deployment.ec2, deployment.table_of(subnet), "0.0.0.0/1", deployment.gateway))
        opened.enter_context(holes.rule(deployment.ec2, deployment.group_of(INSTANCES), 22, block="198.51.100.0/24"))
        assert deployment.read().internet_reaches(INSTANCES) == {tcp(22)}


def test_an_instance_outside_the_group_is_found(deployment: Deployment) -> None:
    public = deployment.subnets_of(load_balancer_of("web"))[0]
    with holes.instance(deployment.ec2, public, deployment.group_of(load_balancer_of("web"))) as interface:
        found = deployment.findings()
    assert f"{interface} in {public} have a public address" in found
    assert f"the internet reaches the groups of {interface} on tcp 80" in found
    assert all(interface in line for line in found)
