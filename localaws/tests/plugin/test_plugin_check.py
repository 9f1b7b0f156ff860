"""``Check`` reports each mistake with its path and fills in the defaults of the real plugin, without calls to AWS."""

from __future__ import annotations

import json
import re
from typing import TYPE_CHECKING, Any

import grpc
import pytest
from pulumi.runtime.proto import provider_pb2

from localaws.plugin.payload import UNKNOWN, to_struct
from localaws.tests.plugin.engine import Engine, refusal, urn

if TYPE_CHECKING:
    from collections.abc import Mapping

VPC = "aws:ec2/vpc:Vpc"
SUBNET = "aws:ec2/subnet:Subnet"
ROLE = "aws:iam/role:Role"
SERVICE = "aws:ecs/service:Service"
TASK = "aws:ecs/taskDefinition:TaskDefinition"
TARGET_GROUP = "aws:lb/targetGroup:TargetGroup"
GROUP = {"port": 80, "protocol": "HTTP", "targetType": "ip", "vpcId": "vpc-1"}
TRUST = json.dumps({"Version": "2012-10-17", "Statement": []})


def test_a_type_without_a_row_is_refused_by_name(offline_engine: Engine) -> None:
    _, failures = offline_engine.check("aws:s3/nosuch:Nosuch", {})
    assert failures == {
        "": "resource type aws:s3/nosuch:Nosuch is not supported by the local stand-in for the AWS plugin"
    }


@pytest.mark.parametrize(
    ("resource_type", "inputs", "path", "reason"),
    [
        (VPC, {"cidrBlok": "10.0.0.0/16"}, "cidrBlok", "Unknown property 'cidrBlok'; allowed are: assign"),
        (SUBNET, {}, "vpcId", "Missing required property 'vpcId'"),
        (VPC, {"enableDnsSupport": "true"}, "enableDnsSupport", "expected a value of type boolean"),
        (VPC, {"cidrBlock": 10}, "cidrBlock", "expected a value of type string for 'cidrBlock', got a number (10)"),
        (VPC, {"cidrBlock": "10.0.0.0/16", "tags": {"a": 1}}, "tags.a", "expected a value of type string"),
        (
            VPC,
            {"cidrBlock": "10.0.0.0/16", "instanceTenancy": "host"},
            "instanceTenancy",
            "one of ['default', 'dedicated']",
        ),
        (VPC, {}, "cidrBlock", "must be specified"),
        (VPC, {"ipv4IpamPoolId": "x"}, "ipv4IpamPoolId", "is not supported by the local stand-in"),
        (TARGET_GROUP, {**GROUP, "port": True}, "port", "expected a value of type integer"),
        (TARGET_GROUP, {**GROUP, "port": 80.5}, "port", "expected a value of type integer"),
        (TARGET_GROUP, {**GROUP, "healthCheck": {"paht": "/"}}, "healthCheck.paht", "Unknown property"),
        (TARGET_GROUP, {**GROUP, "namePrefix": "toolong"}, "namePrefix", "at most 6 characters"),
        (TARGET_GROUP, {**GROUP, "name": "a", "namePrefix": "b"}, "name", "conflicts with namePrefix"),
        (SERVICE, {"loadBalancers": [{"containerName": "web"}]}, "loadBalancers[0].containerPort", "Missing required"),
        (TASK, {"family": "web", "containerDefinitions": "{"}, "containerDefinitions", "is invalid"),
        (TASK, {"family": "web", "containerDefinitions": "{}"}, "containerDefinitions", "a JSON list"),
        (
            "aws:ec2/route:Route",
            {"routeTableId": "rtb-1", "destinationCidrBlock": "0.0.0.0/0"},
            "carrierGatewayId",
            "vpcEndpointId, vpcPeeringConnectionId must be given, got none",
        ),
        (
            "aws:autoscaling/group:Group",
            {
                "minSize": 0,
                "maxSize": 1,
                "launchTemplate": {"id": "lt-1"},
                "instanceRefresh": {"strategy": "Rolling", "preferences": {"alarmSpecification": {"alarms": ["a"]}}},
            },
            "instanceRefresh.preferences.alarmSpecification",
            "is not supported by the local stand-in",
        ),
        ("aws:cloudwatch/logGroup:LogGroup", {"retentionInDays": 31}, "retentionInDays", "got 31"),
    ],
)
def test_a_mistake_is_refused_with_its_path(
    offline_engine: Engine, resource_type: str, inputs: Mapping[str, Any], path: str, reason: str
) -> None:
    _, failures = offline_engine.check(resource_type, dict(inputs))
    assert reason in failures.pop(path)
    assert failures == {}


def test_all_mistakes_are_reported_at_once(offline_engine: Engine) -> None:
    _, failures = offline_engine.check(SUBNET, {"cidr": "x", "mapPublicIpOnLaunch": "yes"})
    assert set(failures) == {"cidr", "mapPublicIpOnLaunch", "vpcId"}


def test_unknown_values_are_accepted_at_any_depth(offline_engine: Engine) -> None:
    inputs = {**GROUP, "vpcId": UNKNOWN, "healthCheck": {"path": UNKNOWN}, "tags": UNKNOWN}
    checked = offline_engine.checked(TARGET_GROUP, inputs)
    assert checked["vpcId"] is UNKNOWN
    assert checked["healthCheck"] == {"path": UNKNOWN}
    assert checked["tagsAll"] is UNKNOWN


def test_a_secret_is_checked_by_its_value(offline_engine: Engine) -> None:
    secret = {"4dabf18193072939515e22adb298388d": "1b47061264138c4ac30d75fd1eb44270", "value": 7}
    _, failures = offline_engine.check(VPC, {"cidrBlock": secret})
    assert "got a number (7)" in failures["cidrBlock"]


def test_the_defaults_of_the_provider_are_filled_in_and_marked(offline_engine: Engine) -> None:
    checked = offline_engine.checked(VPC, {"cidrBlock": "10.0.0.0/16"})
    assert checked["enableDnsSupport"] is True
    assert checked["instanceTenancy"] == "default"
    assert checked["region"] == "us-east-1"
    assert checked["__defaults"] == ["enableDnsSupport", "instanceTenancy", "region"]


def test_an_iam_resource_has_no_region(offline_engine: Engine) -> None:
    assert "region" not in offline_engine.checked(ROLE, {"assumeRolePolicy": TRUST})


def test_an_unnamed_resource_gets_the_logical_name_and_seven_hex_digits(offline_engine: Engine) -> None:
    checked = offline_engine.checked(TARGET_GROUP, GROUP)
    assert re.fullmatch(r"one-[0-9a-f]{7}", checked["name"])
    assert "name" in checked["__defaults"]


def test_an_automatic_name_is_kept_and_changed_for_a_replacement(offline_engine: Engine) -> None:
    first = offline_engine.checked(TARGET_GROUP, GROUP)
    assert offline_engine.checked(TARGET_GROUP, GROUP, first)["name"] == first["name"]
    assert offline_engine.checked(TARGET_GROUP, GROUP)["name"] != first["name"]


def test_a_previously_given_name_is_not_kept_as_an_automatic_one(offline_engine: Engine) -> None:
    named = offline_engine.checked(TARGET_GROUP, {**GROUP, "name": "mine"})
    assert "name" not in named["__defaults"]
    assert offline_engine.checked(TARGET_GROUP, GROUP, named)["name"].startswith("one-")


def test_a_resource_with_a_prefix_gets_its_name_at_creation(offline_engine: Engine) -> None:
    checked = offline_engine.checked(TARGET_GROUP, {**GROUP, "namePrefix": "web-"})
    assert "name" not in checked


@pytest.mark.parametrize(
    ("resource_type", "inputs", "limit"),
    [(TARGET_GROUP, GROUP, 32), (ROLE, {"assumeRolePolicy": TRUST}, 64), (SERVICE, {}, 255)],
)
def test_a_logical_name_too_long_for_the_random_suffix_is_refused(
    offline_engine: Engine, resource_type: str, inputs: dict[str, Any], limit: int
) -> None:
    longest = "n" * (limit - 8)
    checked, failures = offline_engine.check(resource_type, inputs, name=longest)
    assert (failures, len(checked["name"])) == ({}, limit)
    _, failures = offline_engine.check(resource_type, inputs, name=longest + "n")
    assert failures == {"name": f"name '{longest}n-' plus 7 random chars is longer than maximum length {limit}"}


def test_the_family_of_a_task_definition_is_required(offline_engine: Engine) -> None:
    _, failures = offline_engine.check(TASK, {"containerDefinitions": "[]"})
    assert failures == {"family": "Missing required property 'family'"}


def autonaming(engine: Engine, proposed: str = "", *, disable: bool = False) -> Any:
    options = provider_pb2.CheckRequest.AutonamingOptions
    mode = options.DISABLE if disable else options.PROPOSE
    given = options(proposed_name=proposed, mode=mode)
    return engine.stub.Check(provider_pb2.CheckRequest(urn=urn(TARGET_GROUP), news=to_struct(GROUP), autonaming=given))


def test_the_naming_settings_of_the_engine_apply(offline_engine: Engine) -> None:
    assert autonaming(offline_engine, "dev-one").inputs.fields["name"].string_value == "dev-one"
    assert "longer than maximum length 32" in autonaming(offline_engine, "n" * 33).failures[0].reason
    assert "automatic naming is disabled" in autonaming(offline_engine, disable=True).failures[0].reason


def test_default_tags_are_in_tags_all_and_not_in_tags(plugin_port: int) -> None:
    engine = Engine(plugin_port, defaultTags=json.dumps({"tags": {"team": "core", "env": "dev"}}))
    checked = engine.checked(VPC, {"cidrBlock": "10.0.0.0/16", "tags": {"env": "own"}})
    assert checked["tags"] == {"env": "own"}
    assert checked["tagsAll"] == {"team": "core", "env": "own"}


def test_an_auto_scaling_group_gets_no_default_tags(plugin_port: int) -> None:
    engine = Engine(plugin_port, defaultTags={"tags": {"team": "core"}})
    checked = engine.checked(
        "aws:autoscaling/group:Group", {"minSize": 0, "maxSize": 1, "launchTemplate": {"id": "lt-1", "version": "1"}}
    )
    assert "tagsAll" not in checked
    assert "tags" not in checked


@pytest.mark.parametrize(
    ("settings", "path", "reason"),
    [
        ({"regio": "us-east-1"}, "regio", "aws:regio is not a setting of the AWS provider"),
        ({"ignoreTags": {"keys": ["a"]}}, "ignoreTags", "is not supported by the local stand-in"),
        ({"defaultTags": {"tag": {}}}, "defaultTags", "must be an object with 'tags'"),
        ({"defaultTags": {"tags": {"a": 1}}}, "defaultTags", "a map of strings"),
    ],
)
def test_an_invalid_provider_setting_is_refused(
    offline_engine: Engine, settings: dict[str, Any], path: str, reason: str
) -> None:
    answer = offline_engine.stub.CheckConfig(provider_pb2.CheckRequest(news=to_struct(settings)))
    assert [failure.property for failure in answer.failures] == [path]
    assert reason in answer.failures[0].reason


@pytest.mark.usefixtures("offline_engine")
def test_a_provider_without_a_region_is_refused_before_any_call(
    plugin_port: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("AWS_REGION", raising=False)
    monkeypatch.delenv("AWS_DEFAULT_REGION", raising=False)
    engine = Engine(plugin_port, region="")
    with pytest.raises(grpc.RpcError) as caught:
        engine.invoke("aws:index/getCallerIdentity:getCallerIdentity")
    assert refusal(caught.value).endswith(
        "no AWS region is configured; set one with: pulumi config set aws:region us-east-1"
    )


@pytest.mark.parametrize(("group", "refused"), [("1", False), ("2", True)])
def test_both_forms_of_the_target_group_of_an_action_must_agree(
    offline_engine: Engine, group: str, *, refused: bool
) -> None:
    arn = "arn:aws:elasticloadbalancing:us-east-1:111122223333:targetgroup/web/"
    action = {
        "type": "forward",
        "targetGroupArn": f"{arn}1",
        "forward": {"targetGroups": [{"arn": f"{arn}{group}"}]},
    }
    balancer = "arn:aws:elasticloadbalancing:us-east-1:111122223333:loadbalancer/app/web/1"
    _, failures = offline_engine.check(
        "aws:lb/listener:Listener", {"loadBalancerArn": balancer, "port": 80, "defaultActions": [action]}
    )
    assert list(failures) == (["defaultActions[0]"] if refused else [])


@pytest.mark.parametrize("kind", ["authenticate-cognito", "authenticate-oidc", "jwt-validation", "redirect"])
def test_an_action_without_the_block_of_its_type_is_refused(offline_engine: Engine, kind: str) -> None:
    balancer = "arn:aws:elasticloadbalancing:us-east-1:111122223333:loadbalancer/app/web/1"
    _, failures = offline_engine.check(
        "aws:lb/listener:Listener", {"loadBalancerArn": balancer, "port": 80, "defaultActions": [{"type": kind}]}
    )
    assert list(failures) == ["defaultActions[0]"]
