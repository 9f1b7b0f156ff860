"""Application Auto Scaling: invalid schedules, request counts without a load balancer, invalid metric queries.

https://docs.aws.amazon.com/autoscaling/application/userguide/scheduled-scaling-using-cron-expressions.html
"""

from __future__ import annotations

import re
import zoneinfo
from datetime import datetime
from typing import TYPE_CHECKING, Any

from localaws.server.operations import AwsError, before

if TYPE_CHECKING:
    from localaws.server.operations import Call

SERVICE = "application-autoscaling"
REQUEST_COUNT = "ALBRequestCountPerTarget"
RESOURCE_LABEL = re.compile(r"app/[^/]+/[0-9a-f]+/targetgroup/[^/]+/[0-9a-f]+")
QUERY_ID = re.compile(r"[a-z][A-Za-z0-9_]*")
REFERENCE = re.compile(r"\b[a-z][A-Za-z0-9_]*\b")
"""An id in an expression; names of functions are in uppercase."""
FORM = re.compile(r"(?P<kind>at|rate|cron)\((?P<expression>[^()]+)\)")
RATE = re.compile(r"(1 (minute|hour|day)|([2-9]|[1-9][0-9]+) (minutes|hours|days))")
MONTHS = ("JAN", "FEB", "MAR", "APR", "MAY", "JUN", "JUL", "AUG", "SEP", "OCT", "NOV", "DEC")
DAYS = ("SUN", "MON", "TUE", "WED", "THU", "FRI", "SAT")
FIELDS: tuple[tuple[int, int, tuple[str, ...]], ...] = (
    (0, 59, ()),
    (0, 23, ()),
    (1, 31, ()),
    (1, 12, MONTHS),
    (1, 7, DAYS),
    (1970, 2199, ()),
)
"""Minutes, hours, day of month, month, day of week and year: the range of each, and its names in that order."""
DAY_OF_MONTH, DAY_OF_WEEK = 2, 4
OWN_FORMS = {
    DAY_OF_MONTH: re.compile(r"\?|L|L-([1-9]|[12][0-9]|30)|LW|([1-9]|[12][0-9]|3[01])W"),
    DAY_OF_WEEK: re.compile(rf"\?|L|([1-7]|{'|'.join(DAYS)})(L|#[1-5])", re.IGNORECASE),
}


def _invalid(message: str) -> AwsError:
    return AwsError("ValidationException", message)


@before(SERVICE, "PutScalingPolicy")
def request_count_has_a_load_balancer(call: Call) -> None:
    """The label of requests per target names a target group; no other metric has a label."""
    tracking = call.params.get("TargetTrackingScalingPolicyConfiguration") or {}
    metric = tracking.get("PredefinedMetricSpecification")
    if metric is None:
        return
    label = metric.get("ResourceLabel")
    if metric["PredefinedMetricType"] != REQUEST_COUNT:
        if label is not None:
            raise _invalid(f"Resource label is not allowed for predefined metric {metric['PredefinedMetricType']}")
    elif label is None or not RESOURCE_LABEL.fullmatch(label):
        raise _invalid(f"Resource label must be specified for predefined metric {REQUEST_COUNT}: {label}")


@before(SERVICE, "PutScalingPolicy")
def metric_queries_are_valid(call: Call) -> None:
    """A customized metric is one metric, or several queries of which exactly one returns data.

    https://docs.aws.amazon.com/autoscaling/application/userguide/application-auto-scaling-target-tracking-metric-math.html
    """
    tracking = call.params.get("TargetTrackingScalingPolicyConfiguration") or {}
    metric = tracking.get("CustomizedMetricSpecification")
    if metric is None:
        return
    if tracking.get("PredefinedMetricSpecification") is not None:
        raise _invalid("Only one of PredefinedMetricSpecification and CustomizedMetricSpecification is allowed")
    queries = metric.get("Metrics")
    if not queries:
        if not all(metric.get(name) for name in ("MetricName", "Namespace", "Statistic")):
            raise _invalid("MetricName, Namespace and Statistic are required without Metrics")
        return
    if any(metric.get(name) for name in ("MetricName", "Namespace", "Statistic", "Dimensions", "Unit")):
        raise _invalid("Metrics cannot be specified with MetricName, Namespace, Statistic, Dimensions or Unit")
    _check_queries(queries)


def _check_queries(queries: list[dict[str, Any]]) -> None:
    names = [query["Id"] for query in queries]
    if len(set(names)) < len(names) or not all(QUERY_ID.fullmatch(name) for name in names):
        raise _invalid("Each Id must be unique and start with a lowercase letter")
    if any(("Expression" in query) == ("MetricStat" in query) for query in queries):
        raise _invalid("Each of Metrics must have either Expression or MetricStat")
    if sum(query.get("ReturnData", True) for query in queries) != 1:
        raise _invalid("Exactly one of Metrics must return data")
    for query in queries:
        unknown = set(REFERENCE.findall(query.get("Expression", ""))) - set(names)
        if unknown:
            raise _invalid(
                f"Expression {query['Expression']} refers to {sorted(unknown)}, which are not Ids of Metrics"
            )


@before(SERVICE, "PutScheduledAction")
def schedule_is_valid(call: Call) -> None:
    """A schedule has one of the three forms, and a time zone is in the IANA database."""
    given = call.params
    schedule, zone = given.get("Schedule"), given.get("Timezone")
    if schedule is not None and not is_schedule(schedule):
        raise _invalid(f"Schedule expression {schedule} is not valid")
    if zone is not None and zone not in zoneinfo.available_timezones():
        raise _invalid(f"Timezone {zone} is not valid")


def is_schedule(schedule: str) -> bool:
    """Whether Application Auto Scaling accepts a schedule."""
    form = FORM.fullmatch(schedule)
    if form is None:
        return False
    expression = form["expression"]
    if form["kind"] == "rate":
        return RATE.fullmatch(expression) is not None
    if form["kind"] == "at":
        return _is_moment(expression)
    fields = expression.split()
    if len(fields) != len(FIELDS) or not all(_is_field(number, field) for number, field in enumerate(fields)):
        return False
    # Exactly one of the two is ``?``.
    return (fields[DAY_OF_MONTH] == "?") != (fields[DAY_OF_WEEK] == "?")


def _is_moment(text: str) -> bool:
    try:
        datetime.strptime(text, "%Y-%m-%dT%H:%M:%S")  # noqa: DTZ007  the action's time zone is another parameter
    except ValueError:
        return False
    return True


def _is_field(number: int, field: str) -> bool:
    return all(_is_item(number, item) for item in field.split(","))


def _is_item(number: int, item: str) -> bool:
    minimum, maximum, names = FIELDS[number]
    own = OWN_FORMS.get(number)
    if own is not None and own.fullmatch(item):
        return True
    span, slash, step = item.partition("/")
    if slash and not (step.isdecimal() and int(step) > 0):
        return False
    if span == "*":
        return True
    ends = [_value(end, minimum, names) for end in span.split("-")]
    return len(ends) <= 2 and all(minimum <= end <= maximum for end in ends)


def _value(text: str, minimum: int, names: tuple[str, ...]) -> int:
    if text.upper() in names:
        return names.index(text.upper()) + minimum
    return int(text) if text.isdecimal() else -1
