"""CloudWatch: metric alarms and dashboards."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from typing import Any

from localaws.plugin.api import Api
from localaws.plugin.mapping import Members, from_api, supported, to_api
from localaws.plugin.row import COMPUTED, PLAIN, REPLACE, AutoName, Inputs, Property, Row, State
from localaws.plugin.rows.ec2_tags import tag_list, tags_of

DASHBOARD_GONE = ("ResourceNotFound", "DashboardNotFoundError")
ALARM: Members = {
    "actionsEnabled": "ActionsEnabled",
    "alarmActions": "AlarmActions",
    "alarmDescription": "AlarmDescription",
    "comparisonOperator": "ComparisonOperator",
    "datapointsToAlarm": "DatapointsToAlarm",
    "evaluateLowSampleCountPercentiles": "EvaluateLowSampleCountPercentile",
    "evaluationPeriods": "EvaluationPeriods",
    "extendedStatistic": "ExtendedStatistic",
    "insufficientDataActions": "InsufficientDataActions",
    "metricName": "MetricName",
    "namespace": "Namespace",
    "okActions": "OKActions",
    "period": "Period",
    "statistic": "Statistic",
    "threshold": "Threshold",
    "thresholdMetricId": "ThresholdMetricId",
    "treatMissingData": "TreatMissingData",
    "unit": "Unit",
}
QUERY: Members = {
    "id": "Id",
    "accountId": "AccountId",
    "expression": "Expression",
    "label": "Label",
    "period": "Period",
    "returnData": "ReturnData",
}
METRIC: Members = {"metricName": "MetricName", "namespace": "Namespace"}
STATISTIC: Members = {"period": "Period", "stat": "Stat", "unit": "Unit"}
QUERY_METRIC: Members = {**METRIC, **STATISTIC, "dimensions": "Dimensions"}
# Properties of an alarm on one metric, which conflict with metricQueries.
OF_ONE_METRIC = ("metricName", "namespace", "period", "statistic", "extendedStatistic", "dimensions", "unit")


def _dimensions(given: Mapping[str, str]) -> list[dict[str, str]]:
    return [{"Name": name, "Value": value} for name, value in given.items()]


def _read_dimensions(found: list[dict[str, str]]) -> dict[str, str]:
    return {dimension["Name"]: dimension["Value"] for dimension in found}


def _query(given: dict[str, Any]) -> dict[str, Any]:
    query = to_api(QUERY, given)
    if given.get("metric"):
        metric = given["metric"]
        query["MetricStat"] = {
            "Metric": {**to_api(METRIC, metric), "Dimensions": _dimensions(metric.get("dimensions", {}))},
            **to_api(STATISTIC, metric),
        }
    return query


def _read_query(found: dict[str, Any]) -> dict[str, Any]:
    query = from_api(QUERY, found)
    if "MetricStat" in found:
        metric = found["MetricStat"]["Metric"]
        query["metric"] = {
            **from_api(METRIC, metric),
            **from_api(STATISTIC, found["MetricStat"]),
            "dimensions": _read_dimensions(metric.get("Dimensions", [])),
        }
    return query


def _put_alarm(api: Api, inputs: Inputs) -> str:
    parameters = to_api(ALARM, inputs)
    if inputs.get("dimensions"):
        parameters["Dimensions"] = _dimensions(inputs["dimensions"])
    if inputs.get("metricQueries"):
        parameters["Metrics"] = [_query(query) for query in inputs["metricQueries"]]
    if "thresholdMetricId" not in inputs:
        parameters.setdefault("Threshold", 0.0)
    tags = inputs.get("tagsAll") or {}
    api.cloudwatch.put_metric_alarm(
        AlarmName=inputs["name"], **parameters, **({"Tags": tag_list(tags)} if tags else {})
    )
    return str(inputs["name"])


def _read_alarm(api: Api, name: str, state: State) -> State | None:
    alarm = api.first(api.cloudwatch.describe_alarms, "MetricAlarms", AlarmNames=[name], AlarmTypes=["MetricAlarm"])
    if alarm is None:
        return None
    properties = from_api(ALARM, alarm)
    for actions in ("alarmActions", "insufficientDataActions", "okActions"):
        properties[actions] = sorted(properties.get(actions, []))
    return {
        **properties,
        "arn": alarm["AlarmArn"],
        "dimensions": _read_dimensions(alarm.get("Dimensions", [])),
        "metricQueries": [_read_query(query) for query in alarm.get("Metrics", [])],
        "name": alarm["AlarmName"],
        "tagsAll": tags_of(api.cloudwatch.list_tags_for_resource(ResourceARN=alarm["AlarmArn"])),
    }


def _update_alarm(api: Api, name: str, state: State, inputs: Inputs, changed: frozenset[str]) -> None:
    # CloudWatch accepts tags only for a new alarm.
    _put_alarm(api, {**inputs, "tagsAll": {}})


def _delete_alarm(api: Api, name: str, state: State) -> None:
    api.cloudwatch.delete_alarms(AlarmNames=[name])


def _write_tags(api: Api, name: str, state: State, changed: Mapping[str, str], removed: list[str]) -> None:
    if removed:
        api.cloudwatch.untag_resource(ResourceARN=state["arn"], TagKeys=removed)
    if changed:
        api.cloudwatch.tag_resource(ResourceARN=state["arn"], Tags=tag_list(changed))


def _check_alarm(inputs: Inputs) -> Iterable[tuple[str, str]]:
    for name in ("comparisonOperator", "evaluationPeriods"):
        if name not in inputs:
            yield name, f"Missing required property '{name}'"
    queries = bool(inputs.get("metricQueries"))
    if queries == ("metricName" in inputs):
        yield "metricName", "exactly one of metricName and metricQueries must be given"
        return
    if queries:
        for name in OF_ONE_METRIC:
            if inputs.get(name):
                yield name, f'"{name}": conflicts with metricQueries'
    elif ("statistic" in inputs) == ("extendedStatistic" in inputs):
        yield "statistic", "One of `statistic` or `extendedStatistic` must be set for a cloudwatch metric alarm"
    if "threshold" in inputs and "thresholdMetricId" in inputs:
        yield "threshold", '"threshold": conflicts with thresholdMetricId'


def _put_dashboard(api: Api, inputs: Inputs) -> str:
    api.cloudwatch.put_dashboard(DashboardName=inputs["dashboardName"], DashboardBody=inputs["dashboardBody"])
    return str(inputs["dashboardName"])


def _read_dashboard(api: Api, name: str, state: State) -> State | None:
    dashboard = api.found(api.cloudwatch.get_dashboard, *DASHBOARD_GONE, DashboardName=name)
    if dashboard is None:
        return None
    return {
        "dashboardArn": dashboard["DashboardArn"],
        "dashboardBody": dashboard["DashboardBody"],
        "dashboardName": dashboard["DashboardName"],
    }


def _update_dashboard(api: Api, name: str, state: State, inputs: Inputs, changed: frozenset[str]) -> None:
    _put_dashboard(api, inputs)


def _delete_dashboard(api: Api, name: str, state: State) -> None:
    api.cloudwatch.delete_dashboards(DashboardNames=[name])


def _json(text: Any) -> Any:
    try:
        return json.loads(text) if isinstance(text, str) else text
    except ValueError:
        return text


def _check_dashboard(inputs: Inputs) -> Iterable[tuple[str, str]]:
    try:
        json.loads(inputs["dashboardBody"])
    except ValueError as error:
        yield "dashboardBody", f'"dashboardBody" contains an invalid JSON: {error}'


SET = Property(unordered=True)
ROWS = [
    Row(
        resource_type="aws:cloudwatch/metricAlarm:MetricAlarm",
        label="CloudWatch Metric Alarm",
        properties={
            **dict.fromkeys(ALARM, PLAIN),
            "name": REPLACE,
            "actionsEnabled": Property(default=True),
            "alarmActions": SET,
            "insufficientDataActions": SET,
            "okActions": SET,
            "dimensions": PLAIN,
            "evaluateLowSampleCountPercentiles": COMPUTED,
            "metricQueries": Property(
                unordered=True,
                fields={**supported(QUERY), "metric": Property(filled=True, fields=supported(QUERY_METRIC))},
            ),
            "treatMissingData": Property(default="missing"),
        },
        outputs=frozenset({"arn"}),
        auto_name=AutoName(),
        check=_check_alarm,
        create=_put_alarm,
        read=_read_alarm,
        update=_update_alarm,
        delete=_delete_alarm,
        write_tags=_write_tags,
        import_id="alarm name",
    ),
    Row(
        resource_type="aws:cloudwatch/dashboard:Dashboard",
        label="CloudWatch Dashboard",
        properties={"dashboardName": REPLACE, "dashboardBody": Property(canonical=_json)},
        outputs=frozenset({"dashboardArn"}),
        check=_check_dashboard,
        create=_put_dashboard,
        read=_read_dashboard,
        update=_update_dashboard,
        delete=_delete_dashboard,
        import_id="dashboard name",
    ),
]
