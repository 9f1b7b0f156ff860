"""EventBridge Scheduler: refused and stored properties of a schedule and its group."""

from __future__ import annotations

import json
from typing import Any

import pytest

from localaws.tests.server.account import Account, assert_contains, refused

ACCOUNT = "123456789012"
GROUP = f"arn:aws:scheduler:us-east-1:{ACCOUNT}:schedule-group/report"
CLUSTER = f"arn:aws:ecs:us-east-1:{ACCOUNT}:cluster/main"
DEFINITION = f"arn:aws:ecs:us-east-1:{ACCOUNT}:task-definition/report:1"


def role(aws: Account, source: str = GROUP, service: str = "scheduler.amazonaws.com") -> str:
    condition = {"StringEquals": {"aws:SourceAccount": ACCOUNT, "aws:SourceArn": source}}
    statement = {
        "Effect": "Allow",
        "Principal": {"Service": service},
        "Action": "sts:AssumeRole",
        "Condition": condition,
    }
    trust = json.dumps({"Version": "2012-10-17", "Statement": [statement]})
    return str(aws.iam.create_role(RoleName="schedule", AssumeRolePolicyDocument=trust)["Role"]["Arn"])


def given(role_arn: str, **changed: Any) -> dict[str, Any]:
    """Return the parameters of a valid schedule, with changes."""
    ecs = {
        "TaskDefinitionArn": DEFINITION,
        "CapacityProviderStrategy": [{"capacityProvider": "capacity", "weight": 1}],
        "NetworkConfiguration": {"awsvpcConfiguration": {"Subnets": ["subnet-1"]}},
    }
    return {
        "Name": "report",
        "GroupName": "report",
        "ScheduleExpression": "cron(0 3 * * ? *)",
        "ScheduleExpressionTimezone": "Europe/Berlin",
        "FlexibleTimeWindow": {"Mode": "OFF"},
        "Target": {"Arn": CLUSTER, "RoleArn": role_arn, "EcsParameters": ecs},
        **changed,
    }


def test_a_schedule_is_stored_unchanged(aws: Account) -> None:
    scheduler = aws.client("scheduler")
    scheduler.create_schedule_group(Name="report", Tags=[{"Key": "team", "Value": "shop"}])
    parameters = given(role(aws))
    scheduler.create_schedule(**parameters)
    found = scheduler.get_schedule(Name="report", GroupName="report")
    assert_contains(found, parameters)
    assert found["Target"]["RetryPolicy"] == {"MaximumEventAgeInSeconds": 86400, "MaximumRetryAttempts": 185}
    assert (found["State"], found["ActionAfterCompletion"]) == ("ENABLED", "NONE")
    scheduler.update_schedule(**{**parameters, "ScheduleExpression": "rate(1 hour)", "State": "DISABLED"})
    found = scheduler.get_schedule(Name="report", GroupName="report")
    assert (found["ScheduleExpression"], found["State"]) == ("rate(1 hour)", "DISABLED")
    scheduler.delete_schedule_group(Name="report")
    with refused("ResourceNotFoundException"):
        scheduler.get_schedule(Name="report", GroupName="report")


@pytest.mark.parametrize(
    ("changed", "code", "message"),
    [
        ({"GroupName": "other"}, "ResourceNotFoundException", "Schedule group other does not exist"),
        ({"ScheduleExpression": "cron(0 3 * * *)"}, "ValidationException", "Invalid Schedule Expression cron"),
        ({"ScheduleExpressionTimezone": "Europe/Nowhere"}, "ValidationException", "Timezone Europe/Nowhere"),
        ({"FlexibleTimeWindow": {"Mode": "FLEXIBLE"}}, "ValidationException", "MaximumWindowInMinutes"),
    ],
)
def test_a_schedule_that_never_occurs_is_refused(
    aws: Account, changed: dict[str, Any], code: str, message: str
) -> None:
    scheduler = aws.client("scheduler")
    scheduler.create_schedule_group(Name="report")
    with refused(code, message):
        scheduler.create_schedule(**given(role(aws), **changed))
    assert scheduler.list_schedules()["Schedules"] == []


def test_an_invalid_target_of_a_schedule_is_refused(aws: Account) -> None:
    scheduler = aws.client("scheduler")
    scheduler.create_schedule_group(Name="report")
    right = given(role(aws))
    target = right["Target"]
    with refused("ValidationException", "EcsParameters"):
        scheduler.create_schedule(**{**right, "Target": {"Arn": CLUSTER, "RoleArn": target["RoleArn"]}})
    both = {**target["EcsParameters"], "LaunchType": "EC2"}
    with refused("ValidationException", "both a launch type and capacity provider strategy"):
        scheduler.create_schedule(**{**right, "Target": {**target, "EcsParameters": both}})


@pytest.mark.parametrize(
    ("source", "service"),
    [
        (GROUP, "events.amazonaws.com"),
        (f"arn:aws:scheduler:us-east-1:{ACCOUNT}:schedule-group/default", "scheduler.amazonaws.com"),
        (f"arn:aws:scheduler:us-east-1:{ACCOUNT}:schedule/report/report", "scheduler.amazonaws.com"),
    ],
)
def test_a_role_that_the_scheduler_cannot_assume_is_refused(aws: Account, source: str, service: str) -> None:
    scheduler = aws.client("scheduler")
    scheduler.create_schedule_group(Name="report")
    with refused("ValidationException", "must allow AWS EventBridge Scheduler to assume the role"):
        scheduler.create_schedule(**given(role(aws, source, service)))


def test_a_second_group_of_a_name_and_deletion_of_the_default_group_are_refused(aws: Account) -> None:
    scheduler = aws.client("scheduler")
    scheduler.create_schedule_group(Name="report")
    with refused("ConflictException"):
        scheduler.create_schedule_group(Name="report")
    with refused("ValidationException"):
        scheduler.delete_schedule_group(Name="default")
    with refused("ResourceNotFoundException"):
        scheduler.delete_schedule_group(Name="other")
