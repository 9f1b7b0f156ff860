"""The knobs of how many tasks of a service run."""

from __future__ import annotations

from typing import Annotated

from pydantic import AfterValidator, Field, ValidationInfo, field_validator, model_validator

from ..foundation.args import Args, Matching, refusal_at
from .queue_scaling import QueueScalingArgs
from .schedule_expression import refuse_schedule, refuse_time_zone

Percent = Annotated[int, Field(ge=1, le=100)]
Seconds = Annotated[int, Field(ge=0, le=3_600)]
Count = Annotated[int, Field(ge=0, le=5_000)]


class ScheduleArgs(Args):
    """A change of the bounds at a time, such as more tasks in the morning."""

    schedule: Annotated[
        str, AfterValidator(refuse_schedule), Field(json_schema_extra={"pattern": r"^(cron|at|rate)\(.+\)$"})
    ]
    """When, as Application Auto Scaling writes it: `cron(0 8 * * ? *)`."""

    timezone: Annotated[str, AfterValidator(refuse_time_zone)] = "UTC"
    """The time zone of `cron` and `at`, such as `Europe/Berlin`."""

    min_count: Count
    """The least tasks from then on."""

    max_count: Count
    """The most tasks from then on."""

    @field_validator("max_count")
    @classmethod
    def _max_covers_min(cls, value: int, info: ValidationInfo) -> int:
        return refuse_less_than_min(value, info)


class ServiceScalingArgs(Args):
    """How many tasks run, by load and by the clock. `desiredCount` then only says with how many to start."""

    min_count: Count
    """The least tasks."""

    max_count: Annotated[int, Field(ge=1, le=5_000)]
    """The most tasks."""

    cpu: Percent | None = None
    """The share of the tasks' CPU to keep to, in percent."""

    memory: Percent | None = None
    """The share of the tasks' memory to keep to, in percent."""

    requests_per_target: Annotated[int, Field(ge=1)] | None = None
    """Requests a minute that each task gets from the load balancer."""

    queue: QueueScalingArgs | None = None
    """A queue whose messages decide. It needs the cluster's Container Insights."""

    scale_in_cooldown: Seconds = 300
    """Seconds after one removal of tasks until the next."""

    scale_out_cooldown: Seconds = 60
    """Seconds after one addition of tasks until the next."""

    schedules: dict[Annotated[str, Matching("[A-Za-z0-9_-]{1,64}", "letters, digits, - and _ are")], ScheduleArgs] = (
        Field(default_factory=dict)
    )
    """Changes of the bounds, by a name. With schedules, the bounds in force are those of the last one, and an update
    leaves them. Another `minCount` or `maxCount` holds at once, until the next schedule: it replaces the scalable
    target with its policies."""

    @field_validator("max_count")
    @classmethod
    def _max_covers_min(cls, value: int, info: ValidationInfo) -> int:
        return refuse_less_than_min(value, info)

    @model_validator(mode="after")
    def _something_scales(self) -> ServiceScalingArgs:
        metrics = (self.cpu, self.memory, self.requests_per_target, self.queue)
        if not self.schedules and all(metric is None for metric in metrics):
            raise refusal_at("cpu", "at least one of cpu, memory, requestsPerTarget, queue and schedules is needed")
        return self


def refuse_less_than_min(value: int, info: ValidationInfo) -> int:
    """Raise ``ValueError`` for a maximum below the minimum that was given before it."""
    least = info.data.get("min_count")
    if least is not None and value < least:
        raise ValueError(f"minCount, {least}, or more is allowed")
    return value
