"""Changes of scaling, alarms and the dashboard."""

from __future__ import annotations

from typing import Any

from tests.engine.drift.account import Account
from tests.engine.drift.change import Change

ECS = {"ServiceNamespace": "ecs"}
COUNT = {**ECS, "ScalableDimension": "ecs:service:DesiredCount"}
ALARM = "cloudwatch/metricAlarm:MetricAlarm"
TRACKED = {"PredefinedMetricSpecification": {"PredefinedMetricType": "ECSServiceAverageCPUUtilization"}}


def _of(account: Account, service: str) -> dict[str, str]:
    return {**COUNT, "ResourceId": f"service/{account.cluster}/{service}"}


def _target(account: Account) -> object:
    resources = [_of(account, "worker")["ResourceId"]]
    described = account.scaling.describe_scalable_targets(**ECS, ResourceIds=resources)["ScalableTargets"]
    return described[0]["MaxCapacity"]


def _policies(account: Account, service: str) -> dict[str, Any]:
    described = account.scaling.describe_scaling_policies(**_of(account, service))["ScalingPolicies"]
    return {
        policy["PolicyName"]: policy["TargetTrackingScalingPolicyConfiguration"]["TargetValue"] for policy in described
    }


def _tracked(account: Account, service: str, name: str, value: float) -> None:
    account.scaling.put_scaling_policy(
        **_of(account, service),
        PolicyName=name,
        PolicyType="TargetTrackingScaling",
        TargetTrackingScalingPolicyConfiguration={**TRACKED, "TargetValue": value},
    )


def _actions(account: Account) -> dict[str, Any]:
    described = account.scaling.describe_scheduled_actions(**_of(account, "web"))["ScheduledActions"]
    return {action["ScheduledActionName"]: action["Schedule"] for action in described}


def _unschedule(account: Account) -> None:
    name = next(name for name in _actions(account) if name.startswith("web-closing"))
    account.scaling.delete_scheduled_action(**_of(account, "web"), ScheduledActionName=name)


def _alarm(account: Account, name: str) -> dict[str, Any]:
    described = account.cloudwatch.describe_alarms(AlarmNames=[account.id(f"{ALARM} alarms-{name}")])
    return dict(described["MetricAlarms"][0]) if described["MetricAlarms"] else {}


CHANGES = [
    Change(
        "a scalable target: another maximum capacity",
        lambda account: account.scaling.register_scalable_target(**_of(account, "worker"), MaxCapacity=100),
        _target,
        ("appautoscaling/target:Target worker: maxCapacity",),
    ),
    Change(
        "a scaling policy: another target value",
        lambda account: _tracked(account, "worker", account.id("appautoscaling/policy:Policy worker-cpu"), 5.0),
        lambda account: _policies(account, "worker").get(account.id("appautoscaling/policy:Policy worker-cpu")),
        ("appautoscaling/policy:Policy worker-cpu: targetTrackingScalingPolicyConfiguration",),
    ),
    Change(
        "a scaling policy: deleted",
        lambda account: account.scaling.delete_scaling_policy(
            **_of(account, "web"), PolicyName=account.id("appautoscaling/policy:Policy web-memory")
        ),
        lambda account: len(_policies(account, "web")),
        ("appautoscaling/policy:Policy web-memory",),
    ),
    Change(
        "a service that scales: a scaling policy added",
        lambda account: _tracked(account, "worker", "added", 1.0),
        lambda account: _policies(account, "worker").get("added"),
        repaired=False,
    ),
    Change(
        "a scheduled action: deleted",
        _unschedule,
        lambda account: len(_actions(account)),
        ("appautoscaling/scheduledAction:ScheduledAction web-closing",),
    ),
    Change(
        "an alarm: its actions turned off",
        lambda account: account.cloudwatch.disable_alarm_actions(AlarmNames=[_alarm(account, "web-5xx")["AlarmName"]]),
        lambda account: _alarm(account, "web-5xx")["ActionsEnabled"],
        (f"{ALARM} alarms-web-5xx: actionsEnabled",),
    ),
    Change(
        "an alarm: deleted",
        lambda account: account.cloudwatch.delete_alarms(AlarmNames=[_alarm(account, "worker-5xx")["AlarmName"]]),
        lambda account: len(account.cloudwatch.describe_alarms(AlarmNamePrefix="alarms-worker-5xx")["MetricAlarms"]),
        (f"{ALARM} alarms-worker-5xx",),
    ),
    Change(
        "the dashboard: deleted",
        lambda account: account.cloudwatch.delete_dashboards(
            DashboardNames=[account.id("cloudwatch/dashboard:Dashboard dashboard")]
        ),
        lambda account: len(account.cloudwatch.list_dashboards()["DashboardEntries"]),
        ("cloudwatch/dashboard:Dashboard dashboard",),
    ),
]
