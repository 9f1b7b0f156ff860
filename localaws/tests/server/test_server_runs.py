"""Tasks that end by themselves: their log, their exit code, and the freed capacity."""

from __future__ import annotations

from typing import Any

import pytest

from localaws.tests.server.account import Account, refused
from localaws.tests.server.stack import Stack

LOG = {
    "logDriver": "awslogs",
    "options": {"awslogs-group": "job", "awslogs-region": "us-east-1", "awslogs-stream-prefix": "job"},
}


def run(stack: Stack, image: str = "busybox", **parameters: Any) -> str:
    """Run a task without a port on the capacity provider."""
    container = {"name": "job", "image": image, "memory": 128, "command": ["report", "a b"], "logConfiguration": LOG}
    definition = stack.aws.ecs.register_task_definition(
        family="job", networkMode="awsvpc", containerDefinitions=[container]
    )["taskDefinition"]["taskDefinitionArn"]
    network = {"awsvpcConfiguration": {"subnets": stack.subnets, "securityGroups": [stack.security_group]}}
    answer = stack.aws.ecs.run_task(
        cluster="main",
        taskDefinition=definition,
        networkConfiguration=network,
        capacityProviderStrategy=[{"capacityProvider": "capacity", "weight": 1}],
        **parameters,
    )
    assert answer["failures"] == []
    return str(answer["tasks"][0]["taskArn"])


def described(aws: Account, arn: str) -> dict[str, Any]:
    task: dict[str, Any] = aws.ecs.describe_tasks(cluster="main", tasks=[arn])["tasks"][0]
    return task


@pytest.mark.parametrize(("image", "code", "outcome"), [("busybox", 0, "succeeded"), ("localaws/fails", 1, "failed")])
def test_a_task_without_a_port_ends_once_it_is_described(stack: Stack, image: str, code: int, outcome: str) -> None:
    aws = stack.aws
    aws.logs.create_log_group(logGroupName="job")
    arn = run(stack, image)
    assert aws.ecs.list_tasks(cluster="main")["taskArns"] == [arn]
    task = described(aws, arn)
    assert (task["lastStatus"], task["stopCode"], task["capacityProviderName"]) == (
        "STOPPED",
        "EssentialContainerExited",
        "capacity",
    )
    assert task["containers"][0]["exitCode"] == code
    stream = f"job/job/{arn.rpartition('/')[2]}"
    events = aws.logs.get_log_events(logGroupName="job", logStreamName=stream)["events"]
    assert [event["message"] for event in events] == [f"local AWS: report 'a b' {outcome}"]
    assert stack.interfaces_of_tasks() == []


def test_the_command_can_be_overridden(stack: Stack) -> None:
    stack.aws.logs.create_log_group(logGroupName="job")
    overrides = {"containerOverrides": [{"name": "job", "command": ["other"]}]}
    arn = run(stack, overrides=overrides)
    described(stack.aws, arn)
    stream = stack.aws.logs.describe_log_streams(logGroupName="job")["logStreams"][0]["logStreamName"]
    events = stack.aws.logs.get_log_events(logGroupName="job", logStreamName=stream)["events"]
    assert [event["message"] for event in events] == ["local AWS: other succeeded"]


def test_a_started_task_runs_until_the_next_change(stack: Stack) -> None:
    arn = run(stack)
    stack.aws.ecs.describe_clusters(clusters=["main"])
    assert stack.aws.ecs.list_tasks(cluster="main")["taskArns"] == [arn]
    stack.aws.ec2.create_vpc(CidrBlock="10.9.0.0/16")
    assert stack.aws.ecs.list_tasks(cluster="main")["taskArns"] == []


def test_the_provider_and_security_group_of_a_running_task_cannot_be_deleted(stack: Stack) -> None:
    aws = stack.aws
    arn = run(stack, "localaws/runs-on")
    assert described(aws, arn)["lastStatus"] == "RUNNING"
    with refused("ResourceInUseException", "in use"):
        aws.ecs.put_cluster_capacity_providers(cluster="main", capacityProviders=[], defaultCapacityProviderStrategy=[])
    with refused("DependencyViolation"):
        aws.ec2.delete_security_group(GroupId=stack.security_group)
    aws.ecs.stop_task(cluster="main", task=arn)
    aws.ecs.put_cluster_capacity_providers(cluster="main", capacityProviders=[], defaultCapacityProviderStrategy=[])
    aws.ec2.delete_security_group(GroupId=stack.security_group)
