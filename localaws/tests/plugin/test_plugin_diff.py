"""``Diff`` reports exactly the changes, in place or as replacements, without calls to AWS."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import grpc
import pytest

from localaws.plugin.payload import UNKNOWN
from localaws.tests.plugin.engine import Resource, refusal

if TYPE_CHECKING:
    from localaws.tests.plugin.engine import Engine

SUBNETS = {"subnets": ["subnet-1", "subnet-2"], "securityGroups": ["sg-1"]}
SPREAD = {"type": "spread", "field": "attribute:ecs.availability-zone"}
BINPACK = {"type": "binpack", "field": "cpu"}
SERVICE = "aws:ecs/service:Service"
TASK = "aws:ecs/taskDefinition:TaskDefinition"
ROLE = "aws:iam/role:Role"
TEMPLATE = "aws:ec2/launchTemplate:LaunchTemplate"
BASE: dict[str, dict[str, Any]] = {
    SERVICE: {
        "name": "web",
        "cluster": "main",
        "taskDefinition": "web:1",
        "desiredCount": 2,
        "capacityProviderStrategies": [{"capacityProvider": "a", "weight": 1}, {"capacityProvider": "b", "weight": 2}],
        "networkConfiguration": SUBNETS,
        "orderedPlacementStrategies": [SPREAD, BINPACK],
    },
    TASK: {
        "family": "web",
        "containerDefinitions": json.dumps(
            [
                {
                    "name": "web",
                    "image": "nginx",
                    "environment": [{"name": "A", "value": "1"}, {"name": "B", "value": "2"}],
                }
            ]
        ),
    },
    ROLE: {
        "name": "role",
        "assumeRolePolicy": json.dumps({"Statement": [{"Action": ["sts:AssumeRole"], "Effect": "Allow"}]}),
    },
    TEMPLATE: {
        "name": "host",
        "instanceType": "c5.large",
        "imageId": "ami-1",
        "blockDeviceMappings": [{"deviceName": "/dev/xvda", "ebs": {"volumeSize": 30, "iops": 3000}}],
    },
    "aws:ec2/vpc:Vpc": {"cidrBlock": "10.0.0.0/16", "tags": {"a": "1"}},
    "aws:lb/loadBalancer:LoadBalancer": {"namePrefix": "web-", "subnets": ["subnet-1", "subnet-2"]},
}


def in_state(engine: Engine, resource_type: str, **outputs: Any) -> Resource:
    """Return the resource as in the state after a creation that did not change the inputs."""
    checked = engine.checked(resource_type, BASE[resource_type])
    plain = {name: value for name, value in checked.items() if not name.startswith("__")}
    return Resource(resource_type, "id-1", checked, {**plain, **outputs})


def paths(answer: Any) -> dict[str, str]:
    return {path: detail.Kind.Name(detail.kind) for path, detail in answer.detailedDiff.items()}


@pytest.mark.parametrize("resource_type", sorted(BASE))
def test_the_same_inputs_are_not_a_change(offline_engine: Engine, resource_type: str) -> None:
    answer = offline_engine.diff(in_state(offline_engine, resource_type), BASE[resource_type])
    assert answer.changes == answer.DIFF_NONE
    assert paths(answer) == {}


def changed(engine: Engine, resource_type: str, /, **override: Any) -> dict[str, str]:
    inputs = {name: value for name, value in {**BASE[resource_type], **override}.items() if value is not None}
    return paths(engine.diff(in_state(engine, resource_type), inputs))


def test_a_change_is_reported_with_its_path(offline_engine: Engine) -> None:
    assert changed(offline_engine, "aws:ec2/vpc:Vpc", tags={"a": "2", "b": "3"}) == {
        "tags.a": "UPDATE",
        "tags.b": "ADD",
        "tagsAll.a": "UPDATE",
        "tagsAll.b": "ADD",
    }
    assert changed(offline_engine, "aws:ec2/vpc:Vpc", tags={}) == {"tags.a": "DELETE", "tagsAll.a": "DELETE"}
    assert changed(offline_engine, "aws:ec2/vpc:Vpc", cidrBlock="10.1.0.0/16") == {"cidrBlock": "UPDATE_REPLACE"}


def test_another_order_is_a_change_of_a_list_and_not_of_a_set(offline_engine: Engine) -> None:
    strategies = BASE[SERVICE]["capacityProviderStrategies"][::-1]
    network = {"subnets": ["subnet-2", "subnet-1"], "securityGroups": ["sg-1"]}
    assert changed(offline_engine, SERVICE, capacityProviderStrategies=strategies, networkConfiguration=network) == {}
    assert set(changed(offline_engine, SERVICE, orderedPlacementStrategies=[BINPACK, SPREAD])) == {
        "orderedPlacementStrategies[0].field",
        "orderedPlacementStrategies[0].type",
        "orderedPlacementStrategies[1].field",
        "orderedPlacementStrategies[1].type",
    }
    assert changed(offline_engine, SERVICE, networkConfiguration={**SUBNETS, "subnets": ["subnet-1"]}) == {
        "networkConfiguration.subnets": "UPDATE"
    }


def test_a_policy_is_compared_by_its_meaning(offline_engine: Engine) -> None:
    same = json.dumps({"Statement": {"Effect": "Allow", "Action": "sts:AssumeRole"}}, indent=2)
    other = json.dumps({"Statement": [{"Action": ["sts:AssumeRole"], "Effect": "Deny"}]})
    assert changed(offline_engine, ROLE, assumeRolePolicy=same) == {}
    assert changed(offline_engine, ROLE, assumeRolePolicy=other) == {"assumeRolePolicy": "UPDATE"}


def containers(**members: Any) -> str:
    environment = [{"name": "B", "value": "2"}, {"name": "A", "value": "1"}]
    return json.dumps([{"name": "web", "image": "nginx", "environment": environment, **members}], indent=1)


def test_container_definitions_are_compared_without_the_defaults_of_aws(offline_engine: Engine) -> None:
    same = containers(essential=True, cpu=0, mountPoints=[], volumesFrom=[])
    assert changed(offline_engine, TASK, containerDefinitions=same) == {}
    for members in ({"image": "nginx:2"}, {"essential": False}, {"cpu": 1}, {"portMappings": [{"containerPort": 80}]}):
        assert changed(offline_engine, TASK, containerDefinitions=containers(**members)) == {
            "containerDefinitions": "UPDATE_REPLACE"
        }


def test_containers_are_compared_by_name_and_with_the_defaults_of_a_health_check(offline_engine: Engine) -> None:
    proxy: dict[str, Any] = {"name": "proxy", "image": "envoy", "healthCheck": {"command": ["CMD", "true"]}}
    filled = {**proxy, "healthCheck": {**proxy["healthCheck"], "interval": 30, "timeout": 5, "retries": 3}}
    web = {"name": "web", "image": "nginx"}
    state = in_state(offline_engine, TASK, containerDefinitions=json.dumps([web, filled]))
    assert paths(offline_engine.diff(state, {**BASE[TASK], "containerDefinitions": json.dumps([proxy, web])})) == {}
    started = {**proxy, "healthCheck": {**proxy["healthCheck"], "startPeriod": 10}}
    changed_containers = {**BASE[TASK], "containerDefinitions": json.dumps([web, started])}
    assert paths(offline_engine.diff(state, changed_containers)) == {"containerDefinitions": "UPDATE_REPLACE"}


def test_a_value_that_aws_added_is_not_a_change(offline_engine: Engine) -> None:
    state = in_state(offline_engine, TASK, networkMode="bridge", arn="arn:1")
    assert paths(offline_engine.diff(state, BASE[TASK])) == {}


def test_a_value_added_outside_the_program_is_a_change(offline_engine: Engine) -> None:
    state = in_state(offline_engine, SERVICE, healthCheckGracePeriodSeconds=30)
    assert paths(offline_engine.diff(state, BASE[SERVICE])) == {"healthCheckGracePeriodSeconds": "DELETE"}


def test_a_removed_input_is_a_change_despite_values_that_aws_added(
    offline_engine: Engine,
) -> None:
    disks = [{"deviceName": "/dev/xvda", "ebs": {"volumeSize": 30}}]
    assert changed(offline_engine, TEMPLATE, blockDeviceMappings=disks) == {"blockDeviceMappings[0].ebs.iops": "DELETE"}
    filled = [{"deviceName": "/dev/xvda", "ebs": {"volumeSize": 30, "iops": 3000, "throughput": 125}}]
    state = in_state(offline_engine, TEMPLATE, blockDeviceMappings=filled)
    assert paths(offline_engine.diff(state, BASE[TEMPLATE])) == {}


def test_an_unknown_value_is_planned_as_a_change(offline_engine: Engine) -> None:
    assert changed(offline_engine, SERVICE, taskDefinition=UNKNOWN) == {"taskDefinition": "UPDATE"}
    assert changed(offline_engine, SERVICE, cluster=UNKNOWN) == {"cluster": "UPDATE_REPLACE"}


def test_a_strategy_changes_in_place_only_with_force_new_deployment(offline_engine: Engine) -> None:
    strategies = [{"capacityProvider": "a", "weight": 1}]
    path = "capacityProviderStrategies"
    for others in (strategies, UNKNOWN, None):
        with pytest.raises(grpc.RpcError) as caught:
            changed(offline_engine, SERVICE, capacityProviderStrategies=others)
        assert "force_new_deployment should be true when capacity_provider_strategy is being updated" in refusal(
            caught.value
        )
        forced = changed(offline_engine, SERVICE, capacityProviderStrategies=others, forceNewDeployment=True)
        assert forced == {path: "DELETE" if others is None else "UPDATE", "forceNewDeployment": "ADD"}


def test_triggers_start_a_deployment_only_with_force_new_deployment(offline_engine: Engine) -> None:
    text = {"forceNew": "a"}
    assert changed(offline_engine, SERVICE, triggers=text) == {}
    forced = changed(offline_engine, SERVICE, triggers=text, forceNewDeployment=True)
    assert set(forced) == {"triggers", "forceNewDeployment"}
    state = in_state(offline_engine, SERVICE, triggers=text, forceNewDeployment=True)
    other = {**BASE[SERVICE], "triggers": {"forceNew": "b"}, "forceNewDeployment": True}
    assert paths(offline_engine.diff(state, other)) == {"triggers.forceNew": "UPDATE"}
    assert paths(offline_engine.diff(state, {**BASE[SERVICE], "forceNewDeployment": True})) == {}


def test_a_network_load_balancer_cannot_lose_a_subnet_in_place(offline_engine: Engine) -> None:
    balancer = "aws:lb/loadBalancer:LoadBalancer"
    assert changed(offline_engine, balancer, subnets=["subnet-1"]) == {"subnets": "UPDATE"}
    state = in_state(offline_engine, balancer, loadBalancerType="network")
    answer = offline_engine.diff(state, {**BASE[balancer], "loadBalancerType": "network", "subnets": ["subnet-1"]})
    assert paths(answer)["subnets"] == "UPDATE_REPLACE"


def test_a_resource_with_a_fixed_name_is_deleted_before_its_replacement(offline_engine: Engine) -> None:
    named = offline_engine.diff(in_state(offline_engine, SERVICE), {**BASE[SERVICE], "cluster": "other"})
    assert named.deleteBeforeReplace
    automatic = {name: value for name, value in BASE[SERVICE].items() if name != "name"}
    checked = offline_engine.checked(SERVICE, automatic)
    state = Resource(SERVICE, "id-1", checked, {name: value for name, value in checked.items() if name[0] != "_"})
    answer = offline_engine.diff(state, {**automatic, "cluster": "other"})
    assert list(answer.replaces) == ["cluster"]
    assert not answer.deleteBeforeReplace


def test_an_attachment_is_deleted_before_its_replacement(offline_engine: Engine) -> None:
    attachment = "aws:iam/rolePolicyAttachment:RolePolicyAttachment"
    inputs = {"role": "a", "policyArn": "arn:aws:iam::aws:policy/A"}
    state = Resource(attachment, "a/A", offline_engine.checked(attachment, inputs), dict(inputs))
    answer = offline_engine.diff(state, {**inputs, "policyArn": "arn:aws:iam::aws:policy/B"})
    assert list(answer.replaces) == ["policyArn"]
    assert answer.deleteBeforeReplace


def test_the_version_of_a_changed_template_is_unknown_in_a_preview(offline_engine: Engine) -> None:
    state = in_state(offline_engine, TEMPLATE, latestVersion=1, defaultVersion=1)
    planned = offline_engine.update(state, {**BASE[TEMPLATE], "instanceType": "c5.xlarge"}, preview=True)
    assert planned.outputs["latestVersion"] is UNKNOWN
    assert planned.outputs["defaultVersion"] == 1
    state = in_state(offline_engine, TEMPLATE, latestVersion=1, defaultVersion=1, updateDefaultVersion=True)
    inputs = {**BASE[TEMPLATE], "updateDefaultVersion": True}
    planned = offline_engine.update(state, {**inputs, "imageId": "ami-2"}, preview=True)
    assert planned.outputs["defaultVersion"] is UNKNOWN
    planned = offline_engine.update(state, {**inputs, "tags": {"a": "b"}}, preview=True)
    assert planned.outputs["latestVersion"] == 1


def test_a_preview_of_a_creation_returns_the_values_that_do_not_come_from_aws(offline_engine: Engine) -> None:
    planned = offline_engine.preview_create("aws:ec2/vpc:Vpc", BASE["aws:ec2/vpc:Vpc"])
    assert planned["arn"] is UNKNOWN
    assert planned["cidrBlock"] == "10.0.0.0/16"
    assert planned["enableDnsSupport"] is True
    assert planned["tagsAll"] == {"a": "1"}
    balancer = "aws:lb/loadBalancer:LoadBalancer"
    assert offline_engine.preview_create(balancer, BASE[balancer])["name"] is UNKNOWN
