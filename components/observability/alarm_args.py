"""The settings of the alarms."""

from __future__ import annotations

from typing import Annotated

from pydantic import Field

from ..foundation.args import Args, TopicArn

Percent = Annotated[int, Field(ge=1, le=100)]


class AlarmsArgs(Args):
    """CloudWatch alarms of every service and of the cluster's capacity."""

    topic_arn: TopicArn
    """The SNS topic, in the stack's region, that CloudWatch notifies when an alarm starts and when it ends."""

    error_percent: Percent = 5
    """The percentage of a service's requests with a 5xx response, over five minutes, that starts an alarm."""

    latency_seconds: Annotated[float, Field(gt=0, le=60)] = 1
    """The 99th percentile of the response time, in seconds over five minutes, that starts an alarm."""

    cpu_percent: Percent = 90
    """A service's CPU utilization, in percent over fifteen minutes, that starts an alarm."""

    memory_percent: Percent = 90
    """A service's memory utilization, in percent over fifteen minutes, that starts an alarm."""
