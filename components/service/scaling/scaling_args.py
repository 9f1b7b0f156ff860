"""The settings of a service's scaling."""

from __future__ import annotations

from typing import Annotated

from pydantic import AfterValidator, Field, ValidationInfo, model_validator

from ...foundation.args import Args, Matching, refusal_at
from ...foundation.schedule_expression import Schedule, TimeZone
from .metric_scaling import MetricScalingArgs
from .queue_scaling import QueueScalingArgs

Percent = Annotated[int, Field(ge=1, le=100)]
Seconds = Annotated[int, Field(ge=0, le=3_600)]
Count = Annotated[int, Field(ge=0, le=5_000)]
MetricLabel = Annotated[str, Matching("[A-Za-z0-9_-]{1,40}", "letters, digits, - and _ are")]
ScheduleName = Annotated[str, Matching("[A-Za-z0-9_-]{1,64}", "letters, digits, - and _ are")]


def _refuse_less_than_min(value: int, info: ValidationInfo) -> int:
    """Raise ``ValueError`` for a maximum below the minimum."""
    least = info.data.get("min_count")
    if least is not None and value < least:
        raise ValueError(f"minCount, {least}, or more is allowed")
    return value


NotBelowMin = AfterValidator(_refuse_less_than_min)


class ScheduleArgs(Args):
    """A scheduled change of the minimum and maximum, such as more tasks in the morning."""

    schedule: Schedule
    """The time of the change, in the syntax of Application Auto Scaling: `cron(0 8 * * ? *)`."""

    timezone: TimeZone = "UTC"
    """The time zone of `cron` and `at`, such as `Europe/Berlin`."""

    min_count: Count
    """The minimum number of tasks from then on."""

    max_count: Annotated[Count, NotBelowMin]
    """The maximum number of tasks from then on."""


class ServiceScalingArgs(Args):
    """Scaling of the number of tasks, by load and on a schedule. `desiredCount` is then only the initial number."""

    min_count: Count
    """The minimum number of tasks."""

    max_count: Annotated[int, Field(ge=1, le=5_000), NotBelowMin]
    """The maximum number of tasks."""

    cpu: Percent | None = None
    """The target CPU utilization of the tasks, in percent."""

    memory: Percent | None = None
    """The target memory utilization of the tasks, in percent."""

    requests_per_target: Annotated[int, Field(ge=1)] | None = None
    """The target number of requests per minute and task from the load balancer."""

    queue: QueueScalingArgs | None = None
    """An SQS queue to scale by. Not with `cluster.containerInsights: disabled`."""

    metrics: dict[MetricLabel, MetricScalingArgs] = Field(default_factory=dict)
    """Your own CloudWatch metrics to scale by, by name."""

    scale_in_cooldown: Seconds = 300
    """The minimum number of seconds between two removals of tasks."""

    scale_out_cooldown: Seconds = 60
    """The minimum number of seconds between two additions of tasks."""

    schedules: dict[ScheduleName, ScheduleArgs] = Field(default_factory=dict)
    """Scheduled changes of the minimum and maximum, by name. The last schedule determines the current values, and an
    update does not change them. Another `minCount` or `maxCount` in `scaling` takes effect immediately, until the next
    schedule: it replaces the scalable target with its policies."""

    @model_validator(mode="after")
    def _something_scales(self) -> ServiceScalingArgs:
        metrics = (self.cpu, self.memory, self.requests_per_target, self.queue)
        if not self.schedules and not self.metrics and all(metric is None for metric in metrics):
            allowed = "at least one of cpu, memory, requestsPerTarget, queue, metrics and schedules is needed"
            raise refusal_at("cpu", allowed)
        return self

    @property
    def bounds(self) -> list[tuple[int, int]]:
        """The minimum and maximum, and those of each schedule."""
        scheduled = [(each.min_count, each.max_count) for each in self.schedules.values()]
        return [(self.min_count, self.max_count), *scheduled]

    @property
    def stays_at_zero(self) -> bool:
        """Whether only metrics of running tasks can start a task.

        https://docs.aws.amazon.com/autoscaling/application/userguide/target-tracking-scaling-policy-overview.html
        """
        return self.min_count == 0 and self.queue is None and not self.metrics and not self.schedules
