"""ECS's refusals and defaults for a task's containers: dependencies, log routers, roles, capabilities, GPUs."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from localaws.tests.server.account import REGION, refused
from localaws.tests.server.stack import Stack

if TYPE_CHECKING:
    from localaws.tests.server.account import Account

ROLE = "arn:aws:iam::123456789012:role/execution"
SECRET_ARN = f"arn:aws:secretsmanager:{REGION}:123456789012:secret:key-abcdef"
GPU_PARAMETER = "/aws/service/ecs/optimized-ami/amazon-linux-2023/gpu/recommended/image_id"
WEB: dict[str, Any] = {"name": "web", "image": "nginx", "memory": 128, "portMappings": [{"containerPort": 80}]}
PREPARE: dict[str, Any] = {"name": "prepare", "image": "busybox", "memory": 128, "essential": False}
CHECKED = {**PREPARE, "healthCheck": {"command": ["CMD", "true"]}}
FILE = {"type": "s3", "value": "arn:aws:s3:::bucket/file.env"}
FIRELENS = {"logConfiguration": {"logDriver": "awsfirelens"}}
ROUTER = {"firelensConfiguration": {"type": "fluentbit"}}


def register(aws: Account, *containers: dict[str, Any], **task: Any) -> dict[str, Any]:
    settings: dict[str, Any] = {"family": "web", "networkMode": "awsvpc", "cpu": "256", "memory": "512", **task}
    registered = aws.ecs.register_task_definition(containerDefinitions=list(containers), **settings)
    return dict(registered["taskDefinition"])


def waits(container: dict[str, Any], condition: str, name: str = "prepare") -> dict[str, Any]:
    return {**container, "dependsOn": [{"containerName": name, "condition": condition}]}


@pytest.mark.parametrize(
    ("containers", "message"),
    [
        ([waits(WEB, "START", "other"), PREPARE], "invalid dependency 'other'"),
        ([waits(WEB, "START", "web"), PREPARE], "invalid dependency 'web'"),
        ([waits(WEB, "HEALTHY"), PREPARE], "no health check"),
        ([waits(WEB, "SUCCESS"), {**PREPARE, "essential": True}], "cannot be an essential container"),
        ([waits(WEB, "COMPLETE"), {**PREPARE, "essential": True}], "cannot be an essential container"),
        ([waits(WEB, "START"), waits(PREPARE, "START", "web")], "cycle"),
        ([WEB, {**PREPARE, **ROUTER}], "at least one container has to be configured with the awsfirelens log driver"),
        ([{**WEB, **FIRELENS}, PREPARE], "a firelens configuration object must be configured"),
        ([{**WEB, **FIRELENS, **ROUTER}, {**PREPARE, **ROUTER}], "Only one container"),
        ([{**WEB, "environmentFiles": [FILE]}], "environment files"),
        ([{**WEB, "environmentFiles": [FILE] * 11}], "at most 10"),
        ([{**WEB, "environmentFiles": [{**FILE, "value": "file.env"}]}], "Invalid ARN"),
        ([{**WEB, "repositoryCredentials": {"credentialsParameter": SECRET_ARN}}], "repository credentials"),
        (
            [
                {
                    **WEB,
                    "logConfiguration": {
                        "logDriver": "splunk",
                        "secretOptions": [{"name": "splunk-token", "valueFrom": SECRET_ARN}],
                    },
                }
            ],
            "log configuration secrets",
        ),
        ([{**WEB, "linuxParameters": {"capabilities": {"drop": ["NET"]}}}], "Invalid capability 'NET'"),
        ([{**WEB, "dockerSecurityOptions": ["seccomp:none"]}], "Invalid docker security option"),
        ([{**WEB, "resourceRequirements": [{"type": "GPU", "value": "0"}]}], "Invalid GPU count"),
    ],
)
def test_invalid_containers_are_refused(aws: Account, containers: list[dict[str, Any]], message: str) -> None:
    role = {"executionRoleArn": ROLE} if "at most" in message or "ARN" in message else {}
    with refused("ClientException", message):
        register(aws, *containers, **role)


def test_valid_containers_are_registered(aws: Account) -> None:
    register(aws, waits(WEB, "SUCCESS"), PREPARE)
    register(aws, waits(WEB, "HEALTHY"), CHECKED)
    register(aws, {**WEB, **FIRELENS}, {**PREPARE, **ROUTER})
    register(aws, {**WEB, "environmentFiles": [FILE]}, executionRoleArn=ROLE)
    assert register(aws, {**WEB, "dockerSecurityOptions": ["no-new-privileges"]})["revision"] == 5


def test_capabilities_are_returned_with_both_lists(aws: Account) -> None:
    parameters = {"capabilities": {"drop": ["ALL"]}, "initProcessEnabled": True}
    [container] = register(aws, {**WEB, "linuxParameters": parameters})["containerDefinitions"]
    assert container["linuxParameters"]["capabilities"] == {"add": [], "drop": ["ALL"]}
    [container] = register(aws, {**WEB, "linuxParameters": {"capabilities": {}}})["containerDefinitions"]
    assert "capabilities" not in container["linuxParameters"]


def test_a_container_that_others_wait_for_has_ended_once_the_task_runs(aws: Account) -> None:
    stack = Stack(aws)
    stack.service(register(aws, waits(WEB, "SUCCESS"), PREPARE)["taskDefinitionArn"])
    states = [
        {each["name"]: (each["lastStatus"], each.get("exitCode")) for each in task["containers"]}
        for task in stack.tasks()
    ]
    assert states == [{"web": ("RUNNING", None), "prepare": ("STOPPED", 0)}] * 2


def test_a_task_gets_gpus_of_an_instance_with_gpus_and_their_driver(aws: Account) -> None:
    image = aws.ssm.get_parameter(Name=GPU_PARAMETER)["Parameter"]["Value"]
    stack = Stack(aws, "g4dn.xlarge", image_id=image, MinSize=2)
    wanted = {**WEB, "resourceRequirements": [{"type": "GPU", "value": "1"}]}
    definition = register(aws, wanted)["taskDefinitionArn"]
    stack.service(definition)
    hosts = stack.container_instances()
    assert [host["runningTasksCount"] for host in hosts] == [1, 1]
    for host in hosts:
        registered, left = (
            {each["name"]: each.get("stringSetValue") for each in host[kind]}["GPU"]
            for kind in ("registeredResources", "remainingResources")
        )
        assert (len(registered), left) == (1, [])
    aws.ecs.update_service(cluster="main", service="web", desiredCount=0)
    left = [
        each for host in stack.container_instances() for each in host["remainingResources"] if each["name"] == "GPU"
    ]
    assert [len(each["stringSetValue"]) for each in left] == [1, 1]


@pytest.mark.parametrize("instance_type", ["c5.xlarge", "g4dn.xlarge"])
def test_a_task_with_gpus_is_not_placed_without_gpus_or_their_driver(aws: Account, instance_type: str) -> None:
    stack = Stack(aws, instance_type)
    wanted = {**WEB, "resourceRequirements": [{"type": "GPU", "value": "1"}]}
    stack.service(register(aws, wanted)["taskDefinitionArn"])
    assert stack.tasks() == []
    assert any("RESOURCE:GPU" in event["message"] for event in stack.described()["events"])
