"""Examples of schedules that run tasks, and of queues that feed them."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

from localaws.tests.plugin.example import Example

if TYPE_CHECKING:
    from collections.abc import Callable

    from localaws.tests.server.account import Account

ACCOUNT = "123456789012"


def _role(aws: Account) -> str:
    statement = {
        "Effect": "Allow",
        "Principal": {"Service": "scheduler.amazonaws.com"},
        "Action": "sts:AssumeRole",
        "Condition": {"StringEquals": {"aws:SourceAccount": ACCOUNT}},
    }
    trust = json.dumps({"Version": "2012-10-17", "Statement": [statement]})
    return str(aws.iam.create_role(RoleName="schedule", AssumeRolePolicyDocument=trust)["Role"]["Arn"])


def _schedule(aws: Account) -> Example:
    scheduler, role = aws.client("scheduler"), _role(aws)
    scheduler.create_schedule_group(Name="report")

    def target(revision: int, **changed: Any) -> dict[str, Any]:
        return {
            "arn": f"arn:aws:ecs:us-east-1:{ACCOUNT}:cluster/main",
            "roleArn": role,
            "retryPolicy": {"maximumRetryAttempts": 0},
            "ecsParameters": {
                "taskDefinitionArn": f"arn:aws:ecs:us-east-1:{ACCOUNT}:task-definition/report:{revision}",
                "capacityProviderStrategies": [{"capacityProvider": "capacity", "weight": 1}],
                "networkConfiguration": {"subnets": ["subnet-2", "subnet-1"], "securityGroups": ["sg-1"]},
                "placementStrategies": [{"type": "binpack", "field": "cpu"}],
                "enableEcsManagedTags": True,
                "propagateTags": "TASK_DEFINITION",
            },
            **changed,
        }

    def disable(_: Any) -> None:
        found = scheduler.get_schedule(GroupName="report", Name="report")
        kept = ("GroupName", "Name", "ScheduleExpression", "FlexibleTimeWindow", "Target")
        scheduler.update_schedule(**{name: found[name] for name in kept}, State="DISABLED")

    return Example(
        {
            "name": "report",
            "groupName": "report",
            "scheduleExpression": "cron(0 3 * * ? *)",
            "scheduleExpressionTimezone": "Europe/Berlin",
            "flexibleTimeWindow": {"mode": "OFF"},
            "startDate": "2030-01-01T00:00:00Z",
            "description": "report",
            "target": target(1),
        },
        change={
            "scheduleExpression": "rate(1 hour)",
            "flexibleTimeWindow": {"mode": "FLEXIBLE", "maximumWindowInMinutes": 5},
            "target": target(2, retryPolicy={"maximumRetryAttempts": 2, "maximumEventAgeInSeconds": 60}),
        },
        replace={"name": "other"},
        drift=disable,
        drifted="state",
        import_id=lambda _: "report/report",
    )


def _group(aws: Account) -> Example:
    scheduler = aws.client("scheduler")

    def tag(made: Any) -> None:
        scheduler.tag_resource(ResourceArn=made.outputs["arn"], Tags=[{"Key": "Name", "Value": "other"}])

    return Example(
        {"name": "report", "tags": {"Name": "one"}},
        change={"tags": {"Name": "two"}},
        replace={"name": "other"},
        drift=tag,
        drifted="tags",
    )


def _queue(aws: Account) -> Example:
    sqs = aws.client("sqs")
    dead = sqs.create_queue(QueueName="dead")["QueueUrl"]
    arn = sqs.get_queue_attributes(QueueUrl=dead, AttributeNames=["QueueArn"])["Attributes"]["QueueArn"]

    def redrive(count: int) -> str:
        return json.dumps({"deadLetterTargetArn": arn, "maxReceiveCount": count})

    return Example(
        {"name": "orders", "visibilityTimeoutSeconds": 60, "redrivePolicy": redrive(3), "tags": {"Name": "one"}},
        change={
            "visibilityTimeoutSeconds": 0,
            "delaySeconds": 5,
            "redrivePolicy": redrive(4),
            "tags": {"Name": "two"},
        },
        replace={"name": "other"},
        drift=lambda made: sqs.set_queue_attributes(
            QueueUrl=made.resource_id, Attributes={"MessageRetentionPeriod": "60"}
        ),
        drifted="messageRetentionSeconds",
    )


EXAMPLES: dict[str, Callable[[Account], Example]] = {
    "aws:scheduler/schedule:Schedule": _schedule,
    "aws:scheduler/scheduleGroup:ScheduleGroup": _group,
    "aws:sqs/queue:Queue": _queue,
}
