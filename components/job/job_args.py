"""The arguments of :class:`Job`."""

from __future__ import annotations

from typing import Annotated

from pydantic import Field, ValidationInfo, field_validator, model_validator

from ..foundation.args import refusal_at
from ..foundation.schedule_expression import Schedule, TimeZone
from ..service.task.container_args import Command, ImageStr
from ..service.task.task_args import TaskArgs

MOST_RETRIES = 185
"""https://docs.aws.amazon.com/scheduler/latest/APIReference/API_RetryPolicy.html"""


class JobArgs(TaskArgs):
    """A job: a task that runs to completion, on a schedule or by its `runCommand`."""

    image: ImageStr | None = None
    """The container's image. Use an immutable tag or a digest. Not with `build`."""

    command: Command = Field(default=(), strict=False)
    """The command of the job's own container, as a list of words. Default: the image's."""

    schedule: Schedule | None = None
    """The schedule of the job, in the syntax of EventBridge Scheduler: `cron(0 3 * * ? *)`, `rate(1 hour)` or
    `at(2030-12-24T18:00:00)`. Default: none; run the job with its `runCommand`."""

    timezone: TimeZone = "UTC"
    """The time zone of `cron` and `at`, such as `Europe/Berlin`."""

    retries: Annotated[int, Field(ge=0, le=MOST_RETRIES)] = 2
    """The number of times that EventBridge Scheduler retries if ECS refuses to start the task. A task that starts and
    then fails is not retried."""

    enabled: bool = True
    """Whether the schedule is active."""

    @field_validator("timezone", "retries", "enabled")
    @classmethod
    def _of_a_schedule(cls, value: object, info: ValidationInfo) -> object:
        default = cls.model_fields[str(info.field_name)].default
        if value != default and info.data.get("schedule", "") is None:
            raise ValueError("it is only for a job with a schedule")
        return value

    @model_validator(mode="after")
    def _one_command(self) -> JobArgs:
        if self.command and self.container.command:
            raise refusal_at("command", "container.command is also set; only one of the two is allowed")
        return self

    @property
    def as_task(self) -> TaskArgs:
        """The arguments with the job's command at the place of a task's command."""
        if not self.command:
            return self
        return self.model_copy(update={"container": self.container.model_copy(update={"command": self.command})})
