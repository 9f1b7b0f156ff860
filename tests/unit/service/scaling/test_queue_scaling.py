"""Scaling by a queue: the metric, the account of the queue, and zero tasks."""

from __future__ import annotations

from typing import Any

import pytest

from tests.harness.build import PLATFORM, build, refuse
from tests.harness.recording import Recording

QUEUE = {"name": "orders", "messagesPerTask": 10}
ARN = "arn:aws:sqs:us-east-1:123456789012:orders"


def config(**queue: Any) -> dict[str, Any]:
    scaling = {"minCount": 0, "maxCount": 20, "queue": queue}
    worker = {"topology": "private-worker", "loadBalancer": "none", "desiredCount": 0, "scaling": scaling}
    return {"platform": PLATFORM, "services": {"worker": worker}}


def tracking(recording: Recording) -> Any:
    policy = recording.one("appautoscaling.Policy", "worker-queue")
    return policy.at("targetTrackingScalingPolicyConfiguration")


@pytest.mark.parametrize("queue", [{"name": "orders"}, {"arn": ARN}])
def test_the_messages_of_the_queue_are_divided_by_the_tasks_of_the_service(queue: dict[str, str]) -> None:
    recording = build(config(**queue, messagesPerTask=10))
    found = tracking(recording)
    assert found["targetValue"] == 10
    metrics = {each["id"]: each for each in found["customizedMetricSpecification"]["metrics"]}
    assert [name for name, each in metrics.items() if each["returnData"]] == ["backlog"]
    measured = {
        name: (each["metricStat"]["metric"], each["metricStat"]["stat"])
        for name, each in metrics.items()
        if name != "backlog"
    }
    of_queue = [{"name": "QueueName", "value": "orders"}]
    assert measured["waiting"][0] == {
        "namespace": "AWS/SQS",
        "metricName": "ApproximateNumberOfMessagesVisible",
        "dimensions": of_queue,
    }
    assert measured["inflight"][0]["metricName"] == "ApproximateNumberOfMessagesNotVisible"
    tasks = measured["tasks"][0]
    assert (tasks["namespace"], tasks["metricName"]) == ("ECS/ContainerInsights", "RunningTaskCount")
    assert {each["name"]: each["value"] for each in tasks["dimensions"]}["ServiceName"] == "worker"


def test_a_queue_and_custom_metrics_scale_within_the_bounds_of_the_schedules() -> None:
    given = config(**QUEUE)
    scaling = given["services"]["worker"]["scaling"]
    scaling["metrics"] = {"age": {"namespace": "Shop", "metricName": "Age", "target": 60}}
    scaling["schedules"] = {"day": {"schedule": "cron(0 8 * * ? *)", "minCount": 2, "maxCount": 40}}
    recording = build(given)
    target = recording.one("appautoscaling.Target")
    assert recording.names("appautoscaling.Policy") == ["worker-metric-age", "worker-queue"]
    action = recording.one("appautoscaling.ScheduledAction", "worker-day")
    assert action.at("scalableTargetAction") == {"minCapacity": 2, "maxCapacity": 40}
    assert action.at("resourceId") == target.at("resourceId")
    assert (target.at("minCapacity"), target.ignore_changes) == (0, ("minCapacity", "maxCapacity"))


def test_without_tasks_any_message_exceeds_the_target() -> None:
    found = tracking(build(config(**QUEUE)))
    (expression,) = [
        each["expression"] for each in found["customizedMetricSpecification"]["metrics"] if "expression" in each
    ]
    # As CloudWatch computes it.
    for tasks, messages, wanted in ((0, 1, 20), (0, 0, 0), (4, 40, 10), (1, 0, 0)):
        written = expression.replace("IF(", "if_(").replace("FILL(", "fill(")
        names = {
            "if_": lambda condition, yes, no: yes if condition else no,
            "fill": lambda value, zero: value or zero,
            "tasks": tasks,
            "waiting": messages,
            "inflight": 0,
        }
        assert eval(written, names) == wanted


@pytest.mark.parametrize(
    ("queue", "key", "words"),
    [
        ({"messagesPerTask": 1}, "name", "name or arn is required"),
        ({"name": "orders", "arn": ARN, "messagesPerTask": 1}, "arn", "one of the two is allowed"),
        ({"name": "or ders", "messagesPerTask": 1}, "name", "the name of an SQS queue"),
        ({"name": "orders", "messagesPerTask": 0}, "messagesPerTask", "1"),
        ({"arn": ARN.replace("us-east-1", "eu-west-1"), "messagesPerTask": 1}, "arn", "a queue in us-east-1"),
        ({"arn": ARN.replace("123456789012", "210987654321"), "messagesPerTask": 1}, "arn", "of the account"),
        ({"name": "nobody", "messagesPerTask": 1}, "name", "the account has no such queue"),
    ],
)
def test_an_invalid_queue_is_refused(queue: dict[str, Any], key: str, words: str) -> None:
    (mistake,) = refuse(config(**queue))
    assert mistake.startswith(f"services.worker.scaling.queue.{key}: "), mistake
    assert words in mistake
