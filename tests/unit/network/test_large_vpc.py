"""Each setting of the network creates its resources."""

from __future__ import annotations

from typing import Any

import pytest

from components import LargeVpc, LargeVpcArgs, Region
from tests.harness.aws_functions import ZONES
from tests.harness.build import build_component
from tests.harness.recording import Recording
from tests.harness.registration import UNSET

NO_NAT = ("ecr.api", "ecr.dkr", "ecs", "ecs-agent", "ecs-telemetry", "logs")


def network(**args: Any) -> Recording:
    return build_component(lambda: LargeVpc("network", LargeVpcArgs(**args), region=Region()))


def gateways_of_zones(recording: Recording) -> list[str]:
    """Return the NAT gateway of each private route table, by the names of tables and gateways."""
    gateways = {gateway.id: gateway.name for gateway in recording.all("ec2.NatGateway")}
    tables = {table.id: table.name for table in recording.all("ec2.RouteTable")}
    routes = [route for route in recording.all("ec2.Route") if route.at("natGatewayId") is not UNSET]
    return [f"{tables[route.at('routeTableId')]} > {gateways[route.at('natGatewayId')]}" for route in routes]


@pytest.mark.parametrize("zones", [2, 3, 4])
def test_one_per_az_routes_each_zone_through_its_own_gateway(zones: int) -> None:
    assert gateways_of_zones(network(availability_zones=zones)) == [
        f"network-private-{number} > network-nat-{number}" for number in range(1, zones + 1)
    ]


@pytest.mark.parametrize("zones", [2, 3, 4])
def test_single_routes_all_zones_through_the_first_gateway(zones: int) -> None:
    recording = network(availability_zones=zones, nat_gateways="single")
    assert recording.names("ec2.Eip") == ["network-nat-1"]
    assert gateways_of_zones(recording) == [
        f"network-private-{number} > network-nat-1" for number in range(1, zones + 1)
    ]


def test_none_creates_no_gateway_and_no_route_to_the_internet_from_private_subnets() -> None:
    recording = network(nat_gateways="none", interface_endpoints=NO_NAT)
    assert recording.names("ec2.NatGateway") == recording.names("ec2.Eip") == []
    assert recording.names("ec2.Route") == ["network-public"]


def test_given_elastic_ips_are_used_in_the_order_of_the_zones() -> None:
    recording = network(eip_allocation_ids=("eipalloc-a", "eipalloc-b"))
    assert recording.names("ec2.Eip") == []
    assert [gateway.at("allocationId") for gateway in recording.all("ec2.NatGateway")] == ["eipalloc-a", "eipalloc-b"]


def test_a_gateway_with_a_given_address_waits_for_the_attachment() -> None:
    recording = network(eip_allocation_ids=("eipalloc-a", "eipalloc-b"))
    attachment = recording.one("ec2.InternetGatewayAttachment")
    assert [attachment in recording.waits_for(found) for found in recording.all("ec2.NatGateway")] == [True, True]


def test_each_gateway_is_in_the_public_subnet_of_its_zone() -> None:
    recording = network(availability_zones=3)
    subnets = {subnet.id: subnet.name for subnet in recording.all("ec2.Subnet")}
    assert [subnets[found.at("subnetId")] for found in recording.all("ec2.NatGateway")] == [
        f"network-public-{number}" for number in (1, 2, 3)
    ]


def test_a_number_of_zones_selects_the_first_zones_of_the_region() -> None:
    recording = network(availability_zones=4)
    for role in ("public", "private"):
        zones = [
            recording.one("ec2.Subnet", f"network-{role}-{number}").at("availabilityZone") for number in range(1, 5)
        ]
        assert zones == list(ZONES[:4])


def test_named_zones_keep_their_positions() -> None:
    recording = network(availability_zones=("us-east-1d", "us-east-1a"))
    first, second = (recording.one("ec2.Subnet", f"network-private-{number}") for number in (1, 2))
    assert (first.at("availabilityZone"), first.at("cidrBlock")) == ("us-east-1d", "10.0.128.0/18")
    assert (second.at("availabilityZone"), second.at("cidrBlock")) == ("us-east-1a", "10.0.192.0/18")


@pytest.mark.parametrize(
    ("block", "public"),
    [("10.0.0.0/16", "10.0.0.0/18"), ("172.20.0.0/18", "172.20.0.0/20"), ("10.9.0.0/20", "10.9.0.0/22")],
)
def test_the_subnets_are_parts_of_the_configured_block(block: str, public: str) -> None:
    recording = network(cidr_block=block)
    assert recording.one("ec2.Vpc").at("cidrBlock") == block
    assert recording.one("ec2.Subnet", "network-public-1").at("cidrBlock") == public


def test_only_public_subnets_assign_public_addresses() -> None:
    recording = network(split_task_subnets=True)
    giving = [subnet.name for subnet in recording.all("ec2.Subnet") if subnet.at("mapPublicIpOnLaunch") is True]
    assert giving == ["network-public-1", "network-public-2"]


def test_split_task_subnets_have_their_own_block_and_use_the_gateway_of_their_zone() -> None:
    recording = network(split_task_subnets=True)
    assert recording.one("ec2.VpcIpv4CidrBlockAssociation").at("cidrBlock") == "100.64.0.0/16"
    for number, block in ((1, "100.64.0.0/18"), (2, "100.64.64.0/18")):
        subnet = recording.one("ec2.Subnet", f"network-task-{number}")
        table = recording.one("ec2.RouteTable", f"network-private-{number}")
        assert subnet.at("cidrBlock") == block
        assert recording.one("ec2.RouteTableAssociation", subnet.name).at("routeTableId") == table.id


def test_the_block_of_the_tasks_is_a_setting() -> None:
    recording = network(split_task_subnets=True, task_cidr_block="10.64.0.0/16")
    assert recording.one("ec2.Subnet", "network-task-1").at("cidrBlock") == "10.64.0.0/18"


def test_a_task_block_without_the_split_creates_nothing() -> None:
    assert network(task_cidr_block="10.64.0.0/16").listed == network().listed


@pytest.mark.parametrize("args", [{}, {"availability_zones": 4}, {"nat_gateways": "single"}])
def test_every_private_table_has_the_s3_endpoint_by_default(args: dict[str, Any]) -> None:
    assert gateway_endpoints(network(**args)) == {"com.amazonaws.us-east-1.s3"}


@pytest.mark.parametrize("services", [("s3", "dynamodb"), ("dynamodb",)])
def test_every_private_table_has_each_gateway_endpoint(services: tuple[str, ...]) -> None:
    recording = network(gateway_endpoints=services)
    assert gateway_endpoints(recording) == {f"com.amazonaws.us-east-1.{service}" for service in services}


def gateway_endpoints(recording: Recording) -> set[str]:
    """Return the services of the gateway endpoints, each with an association for every private table."""
    private = {table.id for table in recording.all("ec2.RouteTable") if "-private-" in table.name}
    endpoints = recording.all("ec2.VpcEndpoint")
    for endpoint in endpoints:
        assert (endpoint.at("vpcEndpointType"), endpoint.at("privateDnsEnabled")) == ("Gateway", UNSET)
        associations = recording.all("ec2.VpcEndpointRouteTableAssociation")
        led = {found.at("routeTableId") for found in associations if found.at("vpcEndpointId") == endpoint.id}
        assert led == private
    return {endpoint.at("serviceName") for endpoint in endpoints}


def test_interface_endpoints_have_private_dns_and_one_group_open_to_the_vpc_on_443() -> None:
    recording = network(interface_endpoints=("ecr.api", "logs"), split_task_subnets=True, availability_zones=3)
    endpoints = [found for found in recording.all("ec2.VpcEndpoint") if found.at("vpcEndpointType") == "Interface"]
    group = recording.one("ec2.SecurityGroup")
    assert [found.at("serviceName") for found in endpoints] == [
        "com.amazonaws.us-east-1.ecr.api",
        "com.amazonaws.us-east-1.logs",
    ]
    subnets = [recording.one("ec2.Subnet", f"network-private-{number}").id for number in (1, 2, 3)]
    for endpoint in endpoints:
        assert endpoint.at("privateDnsEnabled") is True
        assert endpoint.at("securityGroupIds") == [group.id]
        assert endpoint.at("subnetIds") == subnets
    rules = recording.all("vpc.SecurityGroupIngressRule")
    assert {rule.at("securityGroupId") for rule in rules} == {group.id}
    assert {(rule.at("ipProtocol"), rule.at("fromPort"), rule.at("toPort")) for rule in rules} == {("tcp", 443, 443)}
    assert {rule.at("cidrIpv4") for rule in rules} == {"10.0.0.0/16", "10.1.0.0/16", "100.64.0.0/16"}


def test_an_interface_endpoint_is_only_in_the_zones_that_support_it() -> None:
    recording = network(interface_endpoints=("not-in-b",), availability_zones=3)
    (endpoint,) = [found for found in recording.all("ec2.VpcEndpoint") if found.at("vpcEndpointType") == "Interface"]
    assert endpoint.at("subnetIds") == [
        recording.one("ec2.Subnet", f"network-private-{number}").id for number in (1, 3)
    ]


def test_the_rules_of_the_default_security_group_are_removed() -> None:
    group = network().one("ec2.DefaultSecurityGroup")
    # Explicit lists, because the provider otherwise keeps rules that are added later.
    assert (group.inputs["ingress"], group.inputs["egress"]) == ([], [])


def test_every_subnet_has_exactly_one_route_table() -> None:
    recording = network(split_task_subnets=True, availability_zones=4)
    subnets = sorted(found.id for found in recording.all("ec2.Subnet"))
    assert sorted(found.at("subnetId") for found in recording.all("ec2.RouteTableAssociation")) == subnets
