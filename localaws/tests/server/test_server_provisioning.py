"""Tasks of RunTask without room are in PROVISIONING until managed scaling adds instances."""

from __future__ import annotations

from typing import Any

import pytest

from localaws.tests.conftest import Server
from localaws.tests.server.account import Account
from localaws.tests.server.stack import Stack

# A c5.xlarge has room for three tasks with their own interfaces.
ROOM = 3


def run(stack: Stack, count: int, subnets: list[str] | None = None, image: str = "localaws/runs-on") -> dict[str, Any]:
    """Run tasks on the capacity provider; return the answer."""
    definition = stack.aws.task_definition(image)
    network = {"subnets": subnets or stack.subnets, "securityGroups": [stack.security_group]}
    answer: dict[str, Any] = stack.aws.ecs.run_task(
        cluster="main",
        taskDefinition=definition,
        count=count,
        networkConfiguration={"awsvpcConfiguration": network},
        capacityProviderStrategy=[{"capacityProvider": "capacity", "weight": 1}],
    )
    return answer


def statuses(stack: Stack, answer: dict[str, Any]) -> list[str]:
    arns = [task["taskArn"] for task in answer["tasks"]]
    described = stack.aws.ecs.describe_tasks(cluster="main", tasks=arns)["tasks"]
    return [task["lastStatus"] for task in described]


def counts(stack: Stack) -> tuple[int, int]:
    cluster = stack.aws.ecs.describe_clusters(clusters=["main"])["clusters"][0]
    return cluster["runningTasksCount"], cluster["pendingTasksCount"]


@pytest.fixture
def small(aws: Account) -> Stack:
    """Return a stack whose group has at most one instance."""
    return Stack(aws, MaxSize=1)


def test_the_group_grows_for_waiting_tasks_in_one_of_its_zones(stack: Stack) -> None:
    answer = run(stack, ROOM + 1, stack.subnets[:1])
    assert (answer["failures"], statuses(stack, answer)) == ([], ["RUNNING"] * (ROOM + 1))
    zones = {task["availabilityZone"] for task in answer["tasks"]}
    assert zones == {"us-east-1a"}


def test_the_group_grows_again_after_the_loss_of_an_instance(stack: Stack) -> None:
    stack.service(desiredCount=ROOM)
    definition = stack.aws.ecs.register_task_definition(
        family="job", networkMode="awsvpc", containerDefinitions=[{"name": "job", "image": "busybox", "memory": 64}]
    )["taskDefinition"]["taskDefinitionArn"]
    network = {"awsvpcConfiguration": {"subnets": stack.subnets, "securityGroups": [stack.security_group]}}
    for _ in range(3):
        assert len(stack.running_instances()) == 1
        answer = stack.aws.ecs.run_task(
            cluster="main",
            taskDefinition=definition,
            networkConfiguration=network,
            capacityProviderStrategy=[{"capacityProvider": "capacity", "weight": 1}],
        )
        assert (answer["failures"], len(stack.running_instances())) == ([], 2)
        assert statuses(stack, answer) == ["STOPPED"]
        stack.aws.ecs.update_service(cluster="main", service="web", desiredCount=ROOM)


def test_a_task_without_room_waits_until_the_group_can_grow(small: Stack) -> None:
    answer = run(small, ROOM + 2)
    assert answer["failures"] == []
    assert statuses(small, answer) == ["RUNNING"] * ROOM + ["PROVISIONING"] * 2
    waiting = answer["tasks"][-1]
    assert (waiting["desiredStatus"], waiting["capacityProviderName"]) == ("RUNNING", "capacity")
    assert {"containerInstanceArn", "startedAt"}.isdisjoint(waiting)
    assert (waiting["containers"][0]["lastStatus"], waiting["attachments"]) == ("PENDING", [])
    assert counts(small) == (ROOM, 2)
    small.aws.autoscaling.update_auto_scaling_group(AutoScalingGroupName="group", MaxSize=2)
    assert statuses(small, answer) == ["RUNNING"] * (ROOM + 2)
    assert (counts(small), len(small.running_instances())) == ((ROOM + 2, 0), 2)


def test_a_task_that_ends_frees_room_for_a_waiting_task(small: Stack) -> None:
    answer = run(small, ROOM + 1)
    small.aws.ecs.stop_task(cluster="main", task=answer["tasks"][0]["taskArn"])
    assert statuses(small, answer) == ["STOPPED"] + ["RUNNING"] * ROOM
    assert len(small.interfaces_of_tasks()) == ROOM


def test_a_waiting_task_can_be_stopped(small: Stack) -> None:
    answer = run(small, ROOM + 1)
    small.aws.ecs.stop_task(cluster="main", task=answer["tasks"][-1]["taskArn"])
    assert statuses(small, answer) == ["RUNNING"] * ROOM + ["STOPPED"]
    assert counts(small) == (ROOM, 0)


def test_a_task_waits_if_no_instance_can_be_launched(stack: Stack, server: Server) -> None:
    server.request("POST", "/localaws/circumstances", {"noCapacityIn": ["*"]})
    answer = run(stack, 1)
    assert (answer["failures"], statuses(stack, answer)) == ([], ["PROVISIONING"])
    server.request("DELETE", "/localaws/circumstances")
    stack.aws.ecs.tag_resource(resourceArn=answer["tasks"][0]["clusterArn"], tags=[{"key": "a", "value": "b"}])
    assert statuses(stack, answer) == ["RUNNING"]


def test_without_managed_scaling_a_task_without_room_is_a_failure(aws: Account) -> None:
    stack = Stack(aws, MaxSize=1)
    provider = {"managedScaling": {"status": "DISABLED"}, "managedTerminationProtection": "DISABLED"}
    aws.ecs.update_capacity_provider(name="capacity", autoScalingGroupProvider=provider)
    answer = run(stack, 1)
    assert ([failure["reason"] for failure in answer["failures"]], answer["tasks"]) == (["RESOURCE"], [])
