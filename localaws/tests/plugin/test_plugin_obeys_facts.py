"""Behaviour of the plugin that follows from the facts of a type: plans, zero values, retries, timeouts."""

from __future__ import annotations

import dataclasses
from types import SimpleNamespace
from typing import Any

import botocore.exceptions
import grpc
import pytest
from pulumi.runtime.proto import provider_pb2

from localaws.plugin.api import DEFAULT_PATIENCE_SECONDS, Api, Clients, RefusedError
from localaws.plugin.check import ProviderConfig
from localaws.plugin.engine_messages import EngineMessages
from localaws.plugin.facts.document import facts_of
from localaws.plugin.facts.sent import sent
from localaws.plugin.facts.timeouts import go_duration
from localaws.plugin.operations import Operations
from localaws.plugin.payload import to_struct
from localaws.plugin.rows import TABLE
from localaws.tests.plugin.engine import Engine, Resource, refusal, urn

BALANCER = "aws:lb/loadBalancer:LoadBalancer"
ROUTE = "aws:ec2/route:Route"
RULE = "aws:vpc/securityGroupIngressRule:SecurityGroupIngressRule"
SUBNET = "aws:ec2/subnet:Subnet"
TARGET_GROUP = "aws:lb/targetGroup:TargetGroup"
VPC = "aws:ec2/vpc:Vpc"
RULE_INPUTS = {"securityGroupId": "sg-1", "ipProtocol": "tcp", "fromPort": 80, "toPort": 80}


def resource(engine: Engine, resource_type: str, inputs: dict[str, Any], **outputs: Any) -> Resource:
    checked = engine.checked(resource_type, inputs)
    return Resource(resource_type, "one", checked, {**checked, **outputs})


def aws_error(code: str, message: str = "") -> Exception:
    answer: Any = {"Error": {"Code": code, "Message": message}}
    return botocore.exceptions.ClientError(answer, "Operation")


@pytest.mark.parametrize("name", ["port", "protocol", "vpcId"])
def test_a_preview_fails_if_the_real_provider_refuses_the_plan(offline_engine: Engine, name: str) -> None:
    inputs = {"port": 80, "protocol": "HTTP", "targetType": "ip", "vpcId": "vpc-1"}
    del inputs[name]
    with pytest.raises(grpc.RpcError) as caught:
        offline_engine.preview_create(TARGET_GROUP, inputs)
    assert refusal(caught.value) == f'planning ELBv2 Target Group: "{name}": required unless targetType is lambda'
    assert offline_engine.preview_create(TARGET_GROUP, {"targetType": "lambda"})


def test_an_update_fails_if_the_real_provider_refuses_its_plan(offline_engine: Engine) -> None:
    inputs = {"port": 80, "protocol": "HTTP", "targetType": "ip", "vpcId": "vpc-1"}
    made = resource(offline_engine, TARGET_GROUP, inputs)
    with pytest.raises(grpc.RpcError) as caught:
        offline_engine.diff(made, {**inputs, "healthCheck": {"protocol": "TCP"}})
    assert "not TCP if protocol is HTTP or HTTPS" in refusal(caught.value)


def test_a_change_replaces_only_under_the_conditions_in_the_facts(offline_engine: Engine) -> None:
    made = resource(offline_engine, RULE, {**RULE_INPUTS, "cidrIpv4": "10.0.0.0/8"})
    assert list(offline_engine.diff(made, {**RULE_INPUTS, "cidrIpv4": "10.0.0.0/16"}).replaces) == []
    other_kind = offline_engine.diff(made, {**RULE_INPUTS, "prefixListId": "pl-1"})
    assert list(other_kind.replaces) == ["cidrIpv4", "prefixListId"]


def test_more_subnets_do_not_replace_a_network_load_balancer(offline_engine: Engine) -> None:
    def given(*subnets: str, **others: Any) -> dict[str, Any]:
        return {"name": "web", "loadBalancerType": "network", "subnets": list(subnets), **others}

    made = resource(offline_engine, BALANCER, given("subnet-1"))
    assert list(offline_engine.diff(made, given("subnet-2", "subnet-3")).replaces) == []
    assert list(offline_engine.diff(made, given("subnet-2")).replaces) == ["subnets"]
    with_group = offline_engine.diff(made, given("subnet-1", securityGroups=["sg-1"]))
    assert list(with_group.replaces) == ["securityGroups"]


def test_a_property_that_the_provider_ignores_is_not_a_change_and_not_sent(offline_engine: Engine) -> None:
    given = {"name": "web", "subnets": ["subnet-1"]}
    facts = facts_of(BALANCER)
    # AWS always balances an Application Load Balancer across zones, and reports it.
    made = resource(offline_engine, BALANCER, given, enableCrossZoneLoadBalancing=True)
    assert made.inputs["enableCrossZoneLoadBalancing"] is False
    assert list(offline_engine.diff(made, given).diffs) == []
    assert "enableCrossZoneLoadBalancing" not in sent(facts, "create", made.inputs)
    network = resource(offline_engine, BALANCER, {**given, "loadBalancerType": "network"})
    assert "enableCrossZoneLoadBalancing" in sent(facts, "create", network.inputs)
    assert "idleTimeout" not in sent(facts, "create", network.inputs)


def test_zero_values_that_the_provider_omits_are_not_sent() -> None:
    group = {"slowStart": 0, "deregistrationDelay": 0, "healthCheck": {}, "stickiness": {"type": "lb_cookie"}}
    kept = {"deregistrationDelay": 0, "stickiness": {"type": "lb_cookie"}}
    assert sent(facts_of(TARGET_GROUP), "create", group) == kept
    assert sent(facts_of(TARGET_GROUP), "update", group) == {**kept, "slowStart": 0}


def test_only_errors_that_the_provider_retries_are_retried() -> None:
    rules = [{"codes": ["InUse"], "message": "by a listener", "for": "2m"}]
    api = Api(Clients(), "us-east-1", 0.3, rules)
    answers = iter([aws_error("InUse", "it is in use by a listener"), aws_error("InUse", "by another")])

    def call() -> None:
        raise next(answers)

    with pytest.raises(botocore.exceptions.ClientError, match="by another"):
        api.retry({"InUse"}, call)
    with pytest.raises(ValueError, match="does not retry \\['Other'\\]"):
        api.retry({"Other"}, call)


def test_a_flow_log_retries_with_a_role_that_cannot_be_assumed_yet(monkeypatch: pytest.MonkeyPatch) -> None:
    answers = iter([aws_error("InvalidParameter", "Unable to assume given IAM role"), {"FlowLogIds": ["fl-1"]}])
    flow_log = "aws:ec2/flowLog:FlowLog"

    def create(**_: Any) -> Any:
        answer = next(answers)
        if isinstance(answer, Exception):
            raise answer
        return answer

    api = Api(Clients(), "us-east-1", 5, facts_of(flow_log).operation("create")["retries"])
    monkeypatch.setattr(Api, "ec2", SimpleNamespace(create_flow_logs=create), raising=False)
    assert TABLE[flow_log].create(api, {"vpcId": "vpc-1", "trafficType": "ALL"}) == "fl-1"


def test_another_record_type_replaces_the_record(offline_engine: Engine) -> None:
    given = {"zoneId": "Z1", "name": "www", "type": "A", "records": ["192.0.2.1"], "ttl": 60}
    made = resource(offline_engine, "aws:route53/record:Record", given)
    changed = {**given, "type": "CNAME", "records": ["example.org"]}
    assert list(offline_engine.diff(made, changed).replaces) == ["type"]


@pytest.mark.parametrize(
    ("resource_type", "code", "is_gone"),
    [
        (RULE, "InvalidSecurityGroupRuleId.NotFound", True),
        (RULE, "InvalidPermission.NotFound", False),
        (ROUTE, "InvalidRoute.NotFound", True),
        (ROUTE, "InvalidRouteTableID.NotFound", False),
    ],
)
def test_a_deletion_ignores_only_the_errors_in_the_facts(resource_type: str, code: str, *, is_gone: bool) -> None:
    def refuse(*_: Any) -> None:
        raise aws_error(code)

    row = dataclasses.replace(TABLE[resource_type], delete=refuse)
    operations = Operations(ProviderConfig(region="us-east-1"))
    if is_gone:
        operations.delete(row, "id-1", {})
    else:
        with pytest.raises(RefusedError, match=code):
            operations.delete(row, "id-1", {})


@pytest.mark.parametrize(
    ("resource_type", "inputs", "warned"),
    [
        (VPC, {"cidrBlock": "10.0.0.0/16"}, True),
        (SUBNET, {"vpcId": "vpc-1", "cidrBlock": "10.0.0.0/24"}, False),
        # The bridge has no data about resources of the plugin framework.
        (RULE, {"securityGroupId": "sg-1", "ipProtocol": "-1", "cidrIpv4": "10.0.0.0/8"}, False),
    ],
)
def test_an_unsupported_timeout_causes_a_warning(
    offline_engine: Engine,
    monkeypatch: pytest.MonkeyPatch,
    resource_type: str,
    inputs: dict[str, Any],
    *,
    warned: bool,
) -> None:
    said: list[str] = []
    monkeypatch.setattr(EngineMessages, "warn", lambda *call: said.append(call[-1]))
    checked = to_struct(offline_engine.checked(resource_type, inputs))
    request = provider_pb2.CreateRequest(urn=urn(resource_type), properties=checked, preview=True, timeout=1200)
    offline_engine.stub.Create(request)
    assert said == (["Resource does not support customTimeouts, ignoring: create=20m0s"] if warned else [])


@pytest.mark.parametrize(("resource_type", "patience"), [(SUBNET, 0.5), (VPC, DEFAULT_PATIENCE_SECONDS)])
def test_only_a_supported_timeout_shortens_a_wait(resource_type: str, patience: float) -> None:
    operations = Operations(ProviderConfig(region="us-east-1"))
    assert operations.api({}, 0.5, TABLE[resource_type], "delete").patience == patience


@pytest.mark.parametrize(("seconds", "text"), [(45, "45s"), (90, "1m30s"), (3600, "1h0m0s"), (0.5, "0.5s")])
def test_a_duration_is_written_as_the_bridge_writes_it(seconds: float, text: str) -> None:
    assert go_duration(seconds) == text
