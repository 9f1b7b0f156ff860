"""Service scaling: policies and their alarms, scalable targets and scheduled actions."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import grpc
import pytest

from localaws.plugin import api
from localaws.tests.plugin.engine import refusal
from localaws.tests.plugin.examples_scaling import API_KEY, KEY

if TYPE_CHECKING:
    from localaws.tests.plugin.engine import Engine, Resource
    from localaws.tests.server.account import Account

TARGET = "aws:appautoscaling/target:Target"
POLICY = "aws:appautoscaling/policy:Policy"
ACTION = "aws:appautoscaling/scheduledAction:ScheduledAction"
LABEL = "app/web/0123456789abcdef/targetgroup/web/fedcba9876543210"


@pytest.fixture(autouse=True)
def _short_patience(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(api, "DEFAULT_PATIENCE_SECONDS", 0.3)


@pytest.fixture
def target(engine: Engine, aws: Account) -> Resource:
    aws.cluster()
    vpc_id = aws.vpc()
    aws.service(aws.task_definition(), aws.subnets(vpc_id), [aws.security_group(vpc_id)], desiredCount=0)
    return engine.create(TARGET, {**KEY, "minCapacity": 1, "maxCapacity": 4})


def tracking(metric: str, value: float, label: str | None = None, **options: Any) -> dict[str, Any]:
    specification = {"predefinedMetricType": metric, **({"resourceLabel": label} if label else {})}
    configuration = {"predefinedMetricSpecification": specification, "targetValue": value, **options}
    return {
        **KEY,
        "name": "web",
        "policyType": "TargetTrackingScaling",
        "targetTrackingScalingPolicyConfiguration": configuration,
    }


def alarms(aws: Account) -> dict[str, dict[str, Any]]:
    """Return alarms by their ARN."""
    return {each["AlarmArn"]: each for each in aws.client("cloudwatch").describe_alarms()["MetricAlarms"]}


@pytest.mark.usefixtures("target")
def test_a_policy_creates_alarms_that_are_deleted_with_it(engine: Engine, aws: Account) -> None:
    policy = engine.create(POLICY, tracking("ECSServiceAverageCPUUtilization", 60))
    made = alarms(aws)
    assert sorted(policy.outputs["alarmArns"]) == sorted(made)
    by_kind = {("High" if "AlarmHigh" in each["AlarmName"] else "Low"): each for each in made.values()}
    assert {kind: each["Threshold"] for kind, each in by_kind.items()} == {"High": 60.0, "Low": 54.0}
    assert {each["MetricName"] for each in made.values()} == {"CPUUtilization"}
    dimensions = [{"Name": "ClusterName", "Value": "main"}, {"Name": "ServiceName", "Value": "web"}]
    assert all(each["Dimensions"] == dimensions for each in made.values())
    assert all(each["AlarmActions"] == [policy.outputs["arn"]] for each in made.values())
    engine.delete(policy)
    assert alarms(aws) == {}


@pytest.mark.usefixtures("target")
def test_a_changed_policy_keeps_its_arn_and_replaces_its_alarms(engine: Engine, aws: Account) -> None:
    policy = engine.create(POLICY, tracking("ECSServiceAverageCPUUtilization", 60))
    updated = engine.update(policy, tracking("ECSServiceAverageMemoryUtilization", 70, disableScaleIn=True))
    assert updated.outputs["arn"] == policy.outputs["arn"]
    assert [each["MetricName"] for each in alarms(aws).values()] == ["MemoryUtilization"]
    assert updated.outputs["alarmArns"] == list(alarms(aws))


@pytest.mark.usefixtures("target")
def test_the_alarms_count_the_requests_of_the_target_group(engine: Engine, aws: Account) -> None:
    engine.create(POLICY, tracking("ALBRequestCountPerTarget", 100, LABEL))
    dimensions = [{"Name": "TargetGroup", "Value": "targetgroup/web/fedcba9876543210"}]
    assert {each["MetricName"] for each in alarms(aws).values()} == {"RequestCountPerTarget"}
    assert all(each["Dimensions"] == dimensions for each in alarms(aws).values())


def test_policies_and_scheduled_actions_are_deleted_with_the_target(
    engine: Engine, aws: Account, target: Resource
) -> None:
    policy = engine.create(POLICY, tracking("ECSServiceAverageCPUUtilization", 60))
    schedule = {"schedule": "cron(0 8 * * ? *)", "scalableTargetAction": {"minCapacity": 0}}
    action = engine.create(ACTION, {**KEY, "name": "night", **schedule})
    engine.delete(target)
    assert alarms(aws) == {}
    assert (engine.read(policy), engine.read(action)) == (None, None)
    engine.delete(policy)
    engine.delete(action)
    engine.delete(target)


def test_a_policy_without_a_scalable_target_is_refused(engine: Engine) -> None:
    with pytest.raises(grpc.RpcError) as caught:
        engine.create(POLICY, tracking("ECSServiceAverageCPUUtilization", 60))
    assert "ObjectNotFoundException: No scalable target registered for service namespace: ecs" in refusal(caught.value)


@pytest.mark.usefixtures("target")
def test_a_scalable_target_with_invalid_bounds_is_refused(aws: Account) -> None:
    scaling = aws.client("application-autoscaling")
    with pytest.raises(scaling.exceptions.ValidationException, match="Maximum capacity cannot be less"):
        scaling.register_scalable_target(**API_KEY, MinCapacity=5)
    other = {**API_KEY, "ResourceId": "service/main/other"}
    with pytest.raises(scaling.exceptions.ValidationException, match="must be specified for a new target"):
        scaling.register_scalable_target(**other, MinCapacity=5)


@pytest.mark.parametrize(
    ("resource_type", "given", "path"),
    [
        (POLICY, {**KEY, "name": "a"}, "stepScalingPolicyConfiguration"),
        (POLICY, {**tracking("x", 1), "policyType": "PredictiveScaling"}, "policyType"),
        (ACTION, {**KEY, "schedule": "rate(1 day)", "scalableTargetAction": {}}, "scalableTargetAction.maxCapacity"),
        (
            ACTION,
            {**KEY, "schedule": "rate(1 day)", "scalableTargetAction": {"minCapacity": 1}, "startTime": "now"},
            "startTime",
        ),
    ],
)
def test_a_mistake_in_a_policy_or_action_is_refused_with_its_path(
    offline_engine: Engine, resource_type: str, given: dict[str, Any], path: str
) -> None:
    _, failures = offline_engine.check(resource_type, given)
    assert list(failures) == [path]


@pytest.mark.usefixtures("target")
def test_step_bounds_of_zero_and_missing_bounds_are_kept(engine: Engine) -> None:
    steps = [
        {"metricIntervalLowerBound": "0", "metricIntervalUpperBound": "10", "scalingAdjustment": 1},
        {"metricIntervalLowerBound": "10", "scalingAdjustment": 2},
    ]
    configuration = {"adjustmentType": "ChangeInCapacity", "cooldown": 60, "stepAdjustments": steps}
    given = {**KEY, "name": "steps", "stepScalingPolicyConfiguration": configuration}
    made = engine.create(POLICY, given)
    assert made.outputs["stepScalingPolicyConfiguration"]["stepAdjustments"] == steps
    assert list(engine.diff(made, given).diffs) == []


def metric_of(name: str, metric: str, namespace: str, stat: str) -> dict[str, Any]:
    dimensions = [{"name": "QueueName", "value": "orders"}]
    measured = {"metricName": metric, "namespace": namespace, "dimensions": dimensions}
    return {"id": name, "metricStat": {"metric": measured, "stat": stat}, "returnData": False}


def backlog(*metrics: dict[str, Any], **specification: Any) -> dict[str, Any]:
    customized = {"metrics": list(metrics), **specification}
    return {
        **KEY,
        "name": "queue",
        "policyType": "TargetTrackingScaling",
        "targetTrackingScalingPolicyConfiguration": {
            "customizedMetricSpecification": customized,
            "targetValue": 100,
        },
    }


WAITING = metric_of("waiting", "ApproximateNumberOfMessagesVisible", "AWS/SQS", "Maximum")
RUNNING = metric_of("running", "RunningTaskCount", "ECS/ContainerInsights", "Average")
RATIO = {"id": "ratio", "expression": "waiting / MAX([running, 1])", "label": "backlog"}


@pytest.mark.usefixtures("target")
def test_the_alarms_of_an_expression_have_its_metrics(engine: Engine, aws: Account) -> None:
    inputs = backlog(WAITING, RUNNING, RATIO)
    policy = engine.create(POLICY, inputs)
    assert list(engine.diff(policy, backlog(RATIO, RUNNING, WAITING)).diffs) == []
    made = alarms(aws)
    assert sorted(policy.outputs["alarmArns"]) == sorted(made)
    assert {each["Threshold"] for each in made.values()} == {100.0, 90.0}
    for alarm in made.values():
        watched = {each["Id"]: each for each in alarm["Metrics"]}
        assert [name for name, each in watched.items() if each["ReturnData"]] == ["ratio"]
        assert watched["waiting"]["MetricStat"]["Period"] == 60
    seen = engine.read(policy)
    assert seen is not None
    assert list(engine.diff(seen, inputs).diffs) == []


@pytest.mark.usefixtures("target")
@pytest.mark.parametrize(
    ("metrics", "message"),
    [
        ([WAITING, RUNNING], "Exactly one of Metrics must return data"),
        ([WAITING, {**RATIO, "expression": "waiting / running"}], "refers to ['running']"),
        ([WAITING, WAITING, RUNNING, RATIO], "Each Id must be unique"),
        ([{**WAITING, "expression": "1"}, RUNNING, RATIO], "either Expression or MetricStat"),
    ],
)
def test_invalid_metrics_of_an_expression_are_refused(
    engine: Engine, metrics: list[dict[str, Any]], message: str
) -> None:
    with pytest.raises(grpc.RpcError) as caught:
        engine.create(POLICY, backlog(*metrics))
    assert message in refusal(caught.value)
