"""The alarms that Application Auto Scaling creates for a target tracking policy."""

from __future__ import annotations

import uuid
from typing import TYPE_CHECKING, Any

from moto.cloudwatch.models import Dimension, Metric, MetricDataQuery, MetricStat

if TYPE_CHECKING:
    from localaws.server.operations import Call

# https://docs.aws.amazon.com/autoscaling/application/userguide/monitor-cloudwatch-metrics.html
METRICS = {
    "ECSServiceAverageCPUUtilization": ("AWS/ECS", "CPUUtilization", "Average"),
    "ECSServiceAverageMemoryUtilization": ("AWS/ECS", "MemoryUtilization", "Average"),
    "ALBRequestCountPerTarget": ("AWS/ApplicationELB", "RequestCountPerTarget", "Sum"),
}
# The evaluation periods of AWS's alarms for target tracking, and the margin below the target.
HIGH_PERIODS, LOW_PERIODS, LOW_SHARE = 3, 15, 0.9
PERIOD_SECONDS = 60


def create_alarms(call: Call, policy: Any, tracking: dict[str, Any]) -> list[Any]:
    """Create the alarm above the target and, unless scale-in is disabled, the one below it."""
    metric = _metric(policy.resource_id, tracking)
    if metric is None:
        return []
    target = float(tracking["TargetValue"])
    alarms = [("AlarmHigh", "GreaterThanThreshold", target, HIGH_PERIODS)]
    if not tracking.get("DisableScaleIn"):
        alarms.append(("AlarmLow", "LessThanThreshold", target * LOW_SHARE, LOW_PERIODS))
    return [
        call.backend("cloudwatch").put_metric_alarm(
            name=f"TargetTracking-{policy.resource_id}-{kind}-{uuid.uuid4()}",
            comparison_operator=operator,
            evaluation_periods=periods,
            threshold=threshold,
            description=f"DO NOT EDIT OR DELETE. For TargetTrackingScaling policy {policy.policy_arn}.",
            alarm_actions=[policy.policy_arn],
            **metric,
        )
        for kind, operator, threshold, periods in alarms
    ]


def _metric(resource_id: str, tracking: dict[str, Any]) -> dict[str, Any] | None:
    """Return the metric of the alarms in the form of PutMetricAlarm; ``None`` for an unknown metric."""
    custom = tracking.get("CustomizedMetricSpecification")
    if custom is not None:
        return _of_expression(custom["Metrics"]) if custom.get("Metrics") else _of_custom_metric(custom)
    predefined = tracking.get("PredefinedMetricSpecification")
    if predefined is None or predefined["PredefinedMetricType"] not in METRICS:
        return None
    namespace, name, statistic = METRICS[predefined["PredefinedMetricType"]]
    return _of_one_metric(namespace, name, statistic, _dimensions(resource_id, predefined))


def _of_one_metric(namespace: str, name: str, statistic: str, dimensions: list[dict[str, str]]) -> dict[str, Any]:
    return {
        "namespace": namespace,
        "metric_name": name,
        "metric_data_queries": [],
        "period": PERIOD_SECONDS,
        "statistic": statistic,
        "dimensions": dimensions,
    }


def _of_custom_metric(custom: dict[str, Any]) -> dict[str, Any]:
    dimensions = custom.get("Dimensions") or []
    return _of_one_metric(custom["Namespace"], custom["MetricName"], custom["Statistic"], dimensions)


def _of_expression(queries: list[dict[str, Any]]) -> dict[str, Any]:
    return {
        "namespace": None,
        "metric_name": None,
        "metric_data_queries": [_query(each) for each in queries],
        "period": None,
        "statistic": None,
        "dimensions": [],
    }


def _query(given: dict[str, Any]) -> MetricDataQuery:
    statistic, found = given.get("MetricStat"), None
    if statistic is not None:
        metric = statistic["Metric"]
        dimensions = [Dimension(each["Name"], each["Value"]) for each in metric.get("Dimensions") or []]
        found = MetricStat(
            metric=Metric(metric["MetricName"], metric["Namespace"], dimensions),
            period=str(PERIOD_SECONDS),
            stat=statistic["Stat"],
            unit=statistic.get("Unit"),
        )
    return MetricDataQuery(
        query_id=given["Id"],
        label=given.get("Label", ""),
        period=None,  # type: ignore[arg-type]
        return_data=given.get("ReturnData", True),
        expression=given.get("Expression"),
        metric_stat=found,
    )


def _dimensions(resource_id: str, predefined: dict[str, Any]) -> list[dict[str, str]]:
    if "ResourceLabel" in predefined:
        # app/NAME/ID/targetgroup/NAME/ID
        group = "/".join(predefined["ResourceLabel"].split("/")[3:])
        return [{"Name": "TargetGroup", "Value": group}]
    _, cluster, service = resource_id.split("/")
    return [{"Name": "ClusterName", "Value": cluster}, {"Name": "ServiceName", "Value": service}]
