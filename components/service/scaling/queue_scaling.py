"""Scaling by the messages of a queue, from and to zero tasks."""

from __future__ import annotations

from typing import Annotated, Any

import pulumi
from pydantic import Field, ValidationInfo, field_validator, model_validator

from ...foundation.args import Args, Matching, arn_of, refusal_at
from ...foundation.arn_checks import is_own
from ...foundation.deferred import Input
from ...foundation.metric_namespaces import CONTAINER_INSIGHTS
from ...foundation.refusal import Problem
from ...foundation.region import NotFoundError, Region

QUEUE_NAME = r"[A-Za-z0-9_-]{1,75}(\.fifo)?"
"""https://docs.aws.amazon.com/AWSSimpleQueueService/latest/APIReference/API_CreateQueue.html"""

_QUEUE = arn_of("an SQS queue", "sqs", QUEUE_NAME, "NAME")
QueueArn = Input[Annotated[str, _QUEUE]]

QUEUE_NAMESPACE, MESSAGES = "AWS/SQS", "ApproximateNumberOfMessages"
TASKS = "RunningTaskCount"


class QueueScalingArgs(Args):
    """A queue whose messages decide how many tasks run. With `minCount: 0`, none run while it is empty."""

    name: Annotated[str, Matching(QUEUE_NAME, "the name of an SQS queue is")] | None = None
    """The queue's name, in the stack's account and region. Either `name` or `arn`."""

    arn: QueueArn | None = None
    """The queue's ARN, in the stack's account and region."""

    messages_per_task: Annotated[int, Field(ge=1)]
    """The target number of messages per task, including those in progress."""

    @field_validator("arn")
    @classmethod
    def _named_once(cls, value: object, info: ValidationInfo) -> object:
        if value is not None and info.data.get("name") is not None:
            raise ValueError("name is also set; only one of the two is allowed")
        return value

    @model_validator(mode="after")
    def _named(self) -> QueueScalingArgs:
        if self.name is None and self.arn is None:
            raise refusal_at("name", "name or arn is required")
        return self

    @property
    def queue_name(self) -> pulumi.Input[str]:
        """The queue's name, which is its dimension in CloudWatch."""
        if self.name is not None:
            return self.name
        return pulumi.Output.from_input(self.arn or "").apply(lambda arn: str(arn).rpartition(":")[2])


def check_queue(args: QueueScalingArgs, region: Region) -> list[Problem]:
    """Find a queue that does not exist, or whose metrics are in another region or account."""
    key = "name" if args.arn is None else "arn"
    value = args.name if args.arn is None else args.arn
    if not isinstance(value, str):
        return []
    if key == "arn" and not is_own(value, region):
        allowed = f"a queue in {region.name} of the account {region.account_id} is allowed, with its metrics"
        return [Problem(("arn",), value, allowed)]
    try:
        region.queue_arn(value.rpartition(":")[2])
    except NotFoundError:
        return [Problem((key,), value, "the account has no such queue in the region")]
    return []


def backlog(args: QueueScalingArgs, cluster_name: pulumi.Input[str], service_name: pulumi.Input[str]) -> dict[str, Any]:
    """Return the metric of a target tracking policy: messages for each running task.

    Messages in flight count, so no task is stopped while it processes the last message. Without a task, any message
    counts as twice the target, so that Application Auto Scaling starts the first task. After that, it uses the running
    tasks. https://docs.aws.amazon.com/AmazonECS/latest/developerguide/service-autoscaling-targettracking.html
    """
    of_queue = {"QueueName": args.queue_name}
    of_service = {"ClusterName": cluster_name, "ServiceName": service_name}
    messages, target = "(waiting + inflight)", args.messages_per_task
    wanted = f"IF(FILL(tasks, 0) > 0, {messages} / FILL(tasks, 1), IF({messages} > 0, {2 * target}, 0))"
    return {
        "metrics": [
            _measured("waiting", QUEUE_NAMESPACE, f"{MESSAGES}Visible", of_queue, "Maximum"),
            _measured("inflight", QUEUE_NAMESPACE, f"{MESSAGES}NotVisible", of_queue, "Maximum"),
            _measured("tasks", CONTAINER_INSIGHTS, TASKS, of_service, "Average"),
            {"id": "backlog", "expression": wanted, "label": "messages for each task", "return_data": True},
        ]
    }


def _measured(
    query: str, namespace: str, name: str, dimensions: dict[str, pulumi.Input[str]], stat: str
) -> dict[str, Any]:
    of_service = [{"name": key, "value": value} for key, value in dimensions.items()]
    metric = {"namespace": namespace, "metric_name": name, "dimensions": of_service}
    return {"id": query, "metric_stat": {"metric": metric, "stat": stat}, "return_data": False}
