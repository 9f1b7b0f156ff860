"""Checks for SNS topics that alarms cannot notify."""

from __future__ import annotations

from ..foundation.arn_checks import check_region_of, is_own
from ..foundation.refusal import KeyPath, Problem
from ..foundation.region import NotFoundError, Region
from .alarm_args import AlarmsArgs


def check_alarms(args: AlarmsArgs, region: Region) -> list[Problem]:
    """Find a topic of another region or one that does not exist: CloudWatch accepts both and sends no notification."""
    path: KeyPath = ("topicArn",)
    arn = args.topic_arn
    if not isinstance(arn, str) or not is_own(arn, region):
        return check_region_of(path, arn, region)
    try:
        region.topic_arn(arn.rpartition(":")[2])
    except NotFoundError:
        return [Problem(path, arn, "the account has no such topic")]
    return []
