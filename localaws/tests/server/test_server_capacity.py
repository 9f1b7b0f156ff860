"""Managed scaling: groups grow and shrink with their tasks, and instances join their cluster."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from localaws.tests.server.stack import Stack, messages

if TYPE_CHECKING:
    from localaws.tests.server.account import Account


@pytest.mark.parametrize(
    ("count", "cpu", "memory", "instances"),
    [
        (3, 256, 512, 1),  # a c5.xlarge has 4 interfaces, one of them for itself
        (4, 256, 512, 2),
        (7, 256, 512, 3),
        (4, 2048, 512, 2),  # 4 vCPUs hold two tasks of 2
        (3, 256, 5000, 3),  # 8 GiB hold one task of 5
    ],
)
def test_the_group_grows_to_the_size_that_its_tasks_need(
    stack: Stack, count: int, cpu: int, memory: int, instances: int
) -> None:
    stack.service(stack.aws.task_definition(cpu=cpu, memory=memory), desiredCount=count)
    assert stack.described()["runningCount"] == count
    assert len(stack.running_instances()) == instances


def test_trunking_allows_more_tasks_on_an_instance(aws: Account) -> None:
    aws.ecs.put_account_setting_default(name="awsvpcTrunking", value="enabled")
    stack = Stack(aws)
    stack.service(aws.task_definition(cpu=128, memory=128), desiredCount=12)
    assert stack.described()["runningCount"] == 12
    assert len(stack.running_instances()) == 1


def test_instances_are_spread_over_zones_and_protected_like_their_group(stack: Stack) -> None:
    stack.service(desiredCount=12)
    instances = stack.running_instances()
    zones = sorted(each["Placement"]["AvailabilityZone"] for each in instances)
    assert zones == ["us-east-1a", "us-east-1a", "us-east-1b", "us-east-1b"]
    assert {each["ProtectedFromScaleIn"] for each in stack.aws.described_group()["Instances"]} == {True}


def test_the_maximum_size_limits_the_running_tasks(aws: Account) -> None:
    stack = Stack(aws, MaxSize=1)
    stack.service(desiredCount=5)
    service = stack.described()
    assert (service["runningCount"], service["deployments"][0]["rolloutState"]) == (3, "IN_PROGRESS")
    unplaced = next(message for message in messages(service) if "was unable to place a task" in message)
    assert 'encountered error "RESOURCE:ENI"' in unplaced
    aws.autoscaling.update_auto_scaling_group(AutoScalingGroupName="group", MaxSize=2)
    assert stack.described()["deployments"][0]["rolloutState"] == "COMPLETED"


def test_the_group_shrinks_with_the_desired_count(stack: Stack) -> None:
    stack.service(desiredCount=7)
    stack.aws.ecs.update_service(cluster="main", service="web", desiredCount=2)
    assert len(stack.tasks()) == len(stack.targets()) == len(stack.interfaces_of_tasks()) == 2
    assert len(stack.running_instances()) <= 2
    before = len(stack.described()["deployments"])
    stack.aws.ecs.update_service(cluster="main", service="web", desiredCount=0)
    assert stack.running_instances() == []
    assert stack.container_instances() == []
    assert stack.aws.described_group()["DesiredCapacity"] == 0
    assert before == len(stack.described()["deployments"]) == 1


def test_scale_in_protection_keeps_instances_without_managed_protection(aws: Account) -> None:
    stack = Stack(aws)
    aws.ecs.update_capacity_provider(
        name="capacity", autoScalingGroupProvider={"managedTerminationProtection": "DISABLED"}
    )
    stack.service(desiredCount=7)
    aws.ecs.update_service(cluster="main", service="web", desiredCount=0)
    assert len(stack.running_instances()) == 3


def test_a_target_capacity_below_100_keeps_a_reserve(aws: Account) -> None:
    stack = Stack(aws)
    aws.ecs.update_capacity_provider(
        name="capacity", autoScalingGroupProvider={"managedScaling": {"targetCapacity": 50}}
    )
    stack.service(desiredCount=3)
    assert len(stack.running_instances()) == 2


def test_instances_with_another_cluster_in_their_user_data_do_not_join(aws: Account) -> None:
    vpc = aws.vpc()
    subnets = aws.subnets(vpc)
    aws.cluster()
    aws.associate(aws.capacity_provider(aws.group(subnets, aws.launch_template("other"))))
    aws.service(aws.task_definition(), subnets, [aws.security_group(vpc)])
    assert aws.ecs.list_container_instances(cluster="main")["containerInstanceArns"] == []
    service = aws.ecs.describe_services(cluster="main", services=["web"])["services"][0]
    assert (service["runningCount"], service["deployments"][0]["rolloutState"]) == (0, "IN_PROGRESS")
    assert "No Container Instances were found in your cluster." in messages(service)[0]
    assert len(aws.described_group()["Instances"]) == 1


def test_instances_without_permission_do_not_join(aws: Account) -> None:
    stack = Stack(aws)
    policy = aws.iam.list_attached_role_policies(RoleName="host")["AttachedPolicies"][0]["PolicyArn"]
    aws.iam.detach_role_policy(RoleName="host", PolicyArn=policy)
    stack.service()
    assert stack.container_instances() == []
    aws.iam.attach_role_policy(RoleName="host", PolicyArn=policy)
    assert stack.described()["deployments"][0]["rolloutState"] == "COMPLETED"
