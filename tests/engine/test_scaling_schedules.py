"""Scheduled actions change the bounds of a scalable target; neither `refresh` nor `up` reverts them."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from tests.engine.changes import set_service
from tests.engine.engine_stack import EngineStack

TARGET = "aws:appautoscaling/target:Target worker"
TRACKING = "aws:appautoscaling/policy:Policy worker-cpu"
OWN_METRIC = "aws:appautoscaling/policy:Policy worker-metric-connections"
MORNING = "aws:appautoscaling/scheduledAction:ScheduledAction worker-morning"
EVENING = "aws:appautoscaling/scheduledAction:ScheduledAction worker-evening"
REPLACED = {"create-replacement", "delete-replaced", "replace"}

SCALING: dict[str, Any] = {
    "minCount": 2,
    "maxCount": 10,
    "cpu": 60,
    "metrics": {
        "connections": {
            "namespace": "Shop",
            "metricName": "Connections",
            "dimensions": {"Service": "worker"},
            "target": 40,
        }
    },
    "schedules": {
        "morning": {"schedule": "cron(0 7 ? * MON-FRI *)", "minCount": 8, "maxCount": 30},
        "evening": {"schedule": "cron(0 20 ? * MON-FRI *)", "minCount": 2, "maxCount": 10},
    },
}


class Scaling:
    """A deployed dev whose worker scales by load and by schedules, and its bounds in AWS."""

    def __init__(self, stack: EngineStack) -> None:
        self.stack = stack
        self.client = stack.local_aws.client("application-autoscaling")

    def configure(self, **changes: Any) -> None:
        self.stack.change(lambda config: set_service(config, name="worker", scaling={**SCALING, **changes}))

    @property
    def key(self) -> dict[str, str]:
        return {
            "ServiceNamespace": "ecs",
            "ResourceId": f"service/{self.stack.cluster_name}/worker",
            "ScalableDimension": "ecs:service:DesiredCount",
        }

    def run_morning(self) -> None:
        self.client.register_scalable_target(**self.key, MinCapacity=8, MaxCapacity=30)

    @property
    def bounds(self) -> tuple[int, int]:
        found = self.client.describe_scalable_targets(ServiceNamespace="ecs")["ScalableTargets"]
        [target] = found
        return target["MinCapacity"], target["MaxCapacity"]

    @property
    def parts(self) -> set[str]:
        policies = self.client.describe_scaling_policies(ServiceNamespace="ecs")["ScalingPolicies"]
        actions = self.client.describe_scheduled_actions(ServiceNamespace="ecs")["ScheduledActions"]
        names = [policy["PolicyName"] for policy in policies] + [each["ScheduledActionName"] for each in actions]
        return {name.rpartition("-")[0] for name in names}


@pytest.fixture(scope="module")
def scaling(stack_of: Callable[[str], EngineStack]) -> Scaling:
    scaling = Scaling(stack_of("dev"))
    scaling.configure()
    scaling.stack.up()
    return scaling


def test_a_custom_metric_is_tracked(scaling: Scaling) -> None:
    policies = scaling.client.describe_scaling_policies(ServiceNamespace="ecs")["ScalingPolicies"]
    tracked = {
        each["PolicyName"].rpartition("-")[0]: each["TargetTrackingScalingPolicyConfiguration"] for each in policies
    }
    configuration = tracked["worker-metric-connections"]
    assert configuration["TargetValue"] == 40
    assert configuration["CustomizedMetricSpecification"] == {
        "Namespace": "Shop",
        "MetricName": "Connections",
        "Dimensions": [{"Name": "Service", "Value": "worker"}],
        "Statistic": "Average",
    }


def test_bounds_from_a_schedule_are_kept_and_are_not_drift(scaling: Scaling) -> None:
    assert scaling.bounds == (2, 10)
    scaling.run_morning()
    stack = scaling.stack
    stack.local_aws.pulumi(*stack.arguments("refresh", "--preview-only", "--expect-no-changes")).succeeded()
    stack.local_aws.pulumi(*stack.arguments("up", "--refresh", "--yes", "--skip-preview")).succeeded()
    assert scaling.bounds == (8, 30)
    assert stack.up_without_changes().is_unchanged


def test_a_change_of_the_bounds_in_the_stack_file_takes_effect(scaling: Scaling) -> None:
    scaling.run_morning()
    scaling.configure(minCount=3, maxCount=12)
    changed = scaling.stack.up().changed
    assert changed == dict.fromkeys((TARGET, TRACKING, OWN_METRIC, MORNING, EVENING), REPLACED)
    assert scaling.bounds == (3, 12)
    assert scaling.parts == {"worker-cpu", "worker-metric-connections", "worker-morning", "worker-evening"}


def test_a_change_of_a_schedule_keeps_the_current_bounds(scaling: Scaling) -> None:
    scaling.run_morning()
    morning = {**SCALING["schedules"]["morning"], "maxCount": 40}
    scaling.configure(minCount=3, maxCount=12, schedules={**SCALING["schedules"], "morning": morning})
    assert scaling.stack.up().changed == {MORNING: {"update"}}
    assert scaling.bounds == (8, 30)


def test_without_schedules_the_bounds_are_those_of_the_stack_file(scaling: Scaling) -> None:
    scaling.run_morning()
    scaling.configure(minCount=3, maxCount=12, schedules={})
    scaling.stack.up()
    assert scaling.bounds == (3, 12)
    assert scaling.stack.refresh_without_changes().is_unchanged
    assert scaling.parts == {"worker-cpu", "worker-metric-connections"}
