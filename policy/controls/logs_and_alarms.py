"""Log groups and alarms."""

from __future__ import annotations

from .control import Control, each, has_none
from .resource import Resource, Resources

ALARM, LOG_GROUP = "cloudwatch.MetricAlarm", "cloudwatch.LogGroup"

LEAST_RETENTION = 365
FOR_EVER = (0, None)


def acts_on_alarm(alarm: Resource, _resources: Resources) -> bool:
    return bool(alarm.inputs.get("alarmActions"))


def is_kept_a_year(log_group: Resource, _resources: Resources) -> bool:
    days = log_group.at("retentionInDays")
    return days in FOR_EVER or days >= LEAST_RETENTION


CONTROLS = (
    Control("CloudWatch.15", "High", "an alarm has an action", each(ALARM, good=acts_on_alarm)),
    Control(
        "CloudWatch.16",
        "Medium",
        "logs are kept for a year",
        each(LOG_GROUP, good=is_kept_a_year),
        turned_on_by="`services.<name>.logRetentionDays: 365`",
    ),
    Control(
        "CloudWatch.17", "High", "an alarm's actions are turned on", each(ALARM, good=has_none("actionsEnabled", False))
    ),
)
