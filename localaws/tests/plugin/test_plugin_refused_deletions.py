"""The plugin does not retry deletions that the provider does not retry."""

from __future__ import annotations

from typing import TYPE_CHECKING

import grpc
import pytest

from localaws.tests.plugin.engine import Engine, Resource, refusal

if TYPE_CHECKING:
    from localaws.tests.conftest import Server
    from localaws.tests.server.account import Account


def assert_requested_once(engine: Engine, server: Server, resource: Resource, operation: str, code: str) -> None:
    server.request("DELETE", "/localaws/calls")
    with pytest.raises(grpc.RpcError) as caught:
        engine.delete(resource)
    assert f"api error {code}" in refusal(caught.value)
    calls = [call["operation"] for call in server.request("GET", "/localaws/calls")]
    assert calls.count(operation) == 1


def test_a_refused_release_of_an_address_is_not_retried(engine: Engine, server: Server, aws: Account) -> None:
    address = engine.create("aws:ec2/eip:Eip", {"domain": "vpc"})
    subnet = aws.subnets(aws.vpc())[0]
    gateway = aws.ec2.create_nat_gateway(SubnetId=subnet, AllocationId=address.resource_id)["NatGateway"][
        "NatGatewayId"
    ]
    assert_requested_once(engine, server, address, "ReleaseAddress", "InvalidIPAddress.InUse")
    aws.ec2.delete_nat_gateway(NatGatewayId=gateway)
    engine.delete(address)


def test_an_address_of_a_deleted_gateway_is_released_despite_an_outdated_state(engine: Engine, aws: Account) -> None:
    address = engine.create("aws:ec2/eip:Eip", {"domain": "vpc"})
    gateway = aws.ec2.create_nat_gateway(SubnetId=aws.subnets(aws.vpc())[0], AllocationId=address.resource_id)
    refreshed = engine.read(address)
    assert refreshed is not None
    assert refreshed.outputs["associationId"]
    aws.ec2.delete_nat_gateway(NatGatewayId=gateway["NatGateway"]["NatGatewayId"])
    engine.delete(refreshed)
    assert aws.ec2.describe_addresses()["Addresses"] == []


def test_a_refused_disassociation_of_a_block_is_not_retried(engine: Engine, server: Server, aws: Account) -> None:
    vpc = aws.vpc()
    block = engine.create(
        "aws:ec2/vpcIpv4CidrBlockAssociation:VpcIpv4CidrBlockAssociation", {"vpcId": vpc, "cidrBlock": "10.1.0.0/16"}
    )
    aws.ec2.create_subnet(VpcId=vpc, CidrBlock="10.1.0.0/24")
    assert_requested_once(engine, server, block, "DisassociateVpcCidrBlock", "InvalidCidrBlock.InUse")


def test_a_refused_deletion_of_a_namespace_is_not_retried(engine: Engine, server: Server, aws: Account) -> None:
    namespace = engine.create(
        "aws:servicediscovery/privateDnsNamespace:PrivateDnsNamespace", {"name": "services.internal", "vpc": aws.vpc()}
    )
    records = {"NamespaceId": namespace.resource_id, "DnsRecords": [{"Type": "A", "TTL": 10}]}
    aws.client("servicediscovery").create_service(Name="web", DnsConfig=records)
    assert_requested_once(engine, server, namespace, "DeleteNamespace", "ResourceInUse")
