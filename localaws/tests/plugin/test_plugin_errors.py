"""Faults, refusals and failures: the messages for the user, and the resources in the state."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import grpc
import pytest

from localaws.plugin.payload import from_struct
from localaws.plugin.rows import TABLE
from localaws.tests.plugin.engine import Engine, initialization_failure, refusal

if TYPE_CHECKING:
    from localaws.tests.conftest import Server
    from localaws.tests.server.account import Account

VPC = "aws:ec2/vpc:Vpc"


def test_an_error_has_the_code_and_message_of_aws_and_no_traceback(engine: Engine) -> None:
    vpc = engine.create(VPC, {"cidrBlock": "10.0.0.0/16"})
    with pytest.raises(grpc.RpcError) as caught:
        engine.create("aws:ec2/subnet:Subnet", {"vpcId": vpc.resource_id, "cidrBlock": "10.1.0.0/24"}, name="one")
    text = refusal(caught.value)
    assert text.startswith("creating EC2 Subnet (one): operation error CreateSubnet, api error InvalidSubnet.Range: ")
    assert "Traceback" not in text


def test_an_invalid_parameter_is_refused_in_one_line(engine: Engine) -> None:
    with pytest.raises(grpc.RpcError) as caught:
        engine.create(
            "aws:ecs/taskDefinition:TaskDefinition",
            {"family": "web", "containerDefinitions": json.dumps([{"name": "web", "imag": "nginx"}])},
        )
    text = refusal(caught.value)
    assert "Unknown parameter" in text
    assert '"imag"' in text
    assert "\n" not in text


@pytest.mark.parametrize("kind", ["throttle", "error500", "drop"])
def test_a_temporary_fault_is_retried(engine: Engine, server: Server, aws: Account, kind: str) -> None:
    server.inject_fault(kind, "CreateVpc", times=2)
    made = engine.create(VPC, {"cidrBlock": "10.0.0.0/16"})
    found = aws.ec2.describe_vpcs(Filters=[{"Name": "cidr", "Values": ["10.0.0.0/16"]}])["Vpcs"]
    assert [vpc["VpcId"] for vpc in found] == [made.resource_id]


def test_a_lost_response_does_not_create_a_second_resource(engine: Engine, server: Server, aws: Account) -> None:
    server.inject_fault("lost", "CreateVpc")
    made = engine.create(VPC, {"cidrBlock": "10.0.0.0/16"})
    found = aws.ec2.describe_vpcs(Filters=[{"Name": "cidr", "Values": ["10.0.0.0/16"]}])["Vpcs"]
    assert [vpc["VpcId"] for vpc in found] == [made.resource_id]


def test_a_deletion_succeeds_despite_a_lost_response(engine: Engine, server: Server, aws: Account) -> None:
    made = engine.create(VPC, {"cidrBlock": "10.0.0.0/16"})
    server.inject_fault("lost", "DeleteVpc")
    engine.delete(made)
    assert aws.ec2.describe_vpcs(Filters=[{"Name": "cidr", "Values": ["10.0.0.0/16"]}])["Vpcs"] == []


def test_a_repeatedly_dropped_connection_is_reported_with_the_operation(engine: Engine, server: Server) -> None:
    server.inject_fault("drop", "CreateVpc", times=None)
    with pytest.raises(grpc.RpcError) as caught:
        engine.create(VPC, {"cidrBlock": "10.0.0.0/16"}, name="network")
    expected = (
        f"creating EC2 VPC (network): operation error CreateVpc, the local AWS at {server.url} closed the connection"
    )
    assert expected in refusal(caught.value)


def test_a_permanent_error_is_reported(engine: Engine, server: Server) -> None:
    server.inject_fault("accessdenied", "CreateVpc", times=None)
    with pytest.raises(grpc.RpcError) as caught:
        engine.create(VPC, {"cidrBlock": "10.0.0.0/16"}, name="network")
    assert "creating EC2 VPC (network): operation error CreateVpc, api error UnauthorizedOperation: " in refusal(
        caught.value
    )


def test_a_failed_read_does_not_remove_the_resource_from_the_state(engine: Engine, server: Server) -> None:
    made = engine.create(VPC, {"cidrBlock": "10.0.0.0/16"})
    server.inject_fault("accessdenied", "DescribeVpcs")
    with pytest.raises(grpc.RpcError) as caught:
        engine.read(made)
    assert (
        f"reading EC2 VPC ({made.resource_id}): operation error DescribeVpcs, api error UnauthorizedOperation: "
        in refusal(caught.value)
    )


def test_a_failed_read_after_the_creation_leaves_the_resource_in_the_state(engine: Engine, server: Server) -> None:
    server.inject_fault("accessdenied", "DescribeVpcs")
    with pytest.raises(grpc.RpcError) as caught:
        engine.create(VPC, {"cidrBlock": "10.0.0.0/16"})
    failed = initialization_failure(caught.value)
    assert failed.id.startswith("vpc-")
    assert from_struct(failed.inputs)["cidrBlock"] == "10.0.0.0/16"


def test_the_error_without_a_server_says_how_to_start_one(offline_engine: Engine) -> None:
    with pytest.raises(grpc.RpcError) as caught:
        offline_engine.create(VPC, {"cidrBlock": "10.0.0.0/16"})
    assert "the local AWS at http://127.0.0.1:1 does not answer; localaws/pulumi starts it" in refusal(caught.value)


def test_a_plugin_without_the_address_of_a_server_refuses_every_call(
    plugin_port: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("AWS_ENDPOINT_URL", raising=False)
    with pytest.raises(grpc.RpcError) as caught:
        Engine(plugin_port).create(VPC, {"cidrBlock": "10.0.0.0/16"})
    assert "this stand-in for the AWS plugin only talks to a local server" in refusal(caught.value)


def test_a_failure_after_the_creation_leaves_the_resource_in_the_state(engine: Engine, aws: Account) -> None:
    attached = aws.vpc()
    with pytest.raises(grpc.RpcError) as caught:
        engine.create("aws:ec2/internetGateway:InternetGateway", {"vpcId": attached})
    failed = initialization_failure(caught.value)
    assert failed.id.startswith("igw-")
    assert from_struct(failed.properties)["ownerId"] == "123456789012"
    assert "creating EC2 Internet Gateway (one): operation error AttachInternetGateway, api error" in failed.reasons[0]
    gateways = aws.ec2.describe_internet_gateways(InternetGatewayIds=[failed.id])["InternetGateways"]
    assert gateways[0]["Attachments"] == []


@pytest.mark.parametrize("import_id", ["nonsense", "a/b", "a:b", "arn:aws:ecs:us-east-1:123456789012:nonsense/a"])
def test_an_import_id_in_another_form_does_not_cause_an_internal_error(engine: Engine, import_id: str) -> None:
    answers = [answer_to_import(engine, resource_type, import_id) for resource_type in TABLE]
    assert [answer for answer in answers if answer != "gone" and f"({import_id})" not in answer] == []
    assert [answer for answer in answers if "internal error" in answer] == []


def answer_to_import(engine: Engine, resource_type: str, import_id: str) -> str:
    try:
        found = engine.imported(resource_type, import_id)
    except grpc.RpcError as error:
        return refusal(error)
    return "gone" if found is None else f"{resource_type} was found"
