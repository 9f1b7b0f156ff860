"""The knobs of who is told, and when."""

from __future__ import annotations

from typing import Annotated

from pydantic import Field

from ..foundation.args import Args, TopicArn

Percent = Annotated[int, Field(ge=1, le=100)]


class AlarmsArgs(Args):
    """CloudWatch alarms of every service and of the cluster's capacity."""

    topic_arn: TopicArn
    """The SNS topic, in the stack's region, that CloudWatch tells when an alarm starts and when it ends."""

    error_percent: Percent = 5
    """The part of a service's requests answered with 5xx that is too much, in percent, over five minutes."""

    latency_seconds: Annotated[float, Field(gt=0, le=60)] = 1
    """The response time that one request in a hundred exceeds and that is too long, in seconds, over five minutes."""

    cpu_percent: Percent = 90
    """The use of a service's CPU that is too much, in percent, over fifteen minutes."""

    memory_percent: Percent = 90
    """The use of a service's memory that is too much, in percent, over fifteen minutes."""
