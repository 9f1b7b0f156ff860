"""The settings of a service's deployments."""

from __future__ import annotations

import math
from typing import Annotated, Literal

from pydantic import Field, ValidationInfo, field_validator, model_validator

from ...foundation.args import Args, InputStr, Matching, refusal_at, refuse_repeated
from ...foundation.deferred import known_texts

Strategy = Literal["rolling", "blue-green", "canary", "linear"]

FULL = 100

DEFAULTS = {
    "bake_time_minutes": 5,
    "canary_percent": 5,
    "canary_bake_time_minutes": 10,
    "step_percent": 10,
    "step_bake_time_minutes": 6,
}
"""Not defaults of the fields, which are None if the strategy does not have the setting."""

TASK_START_MINUTES = 20
"""The time that `pulumi up` adds to the bake times, for instances and tasks to start and targets to become healthy."""

BakeMinutes = Annotated[int, Field(ge=0, le=1_440)]


class DeploymentArgs(Args):
    """How a new revision replaces the running one, and when a deployment fails."""

    strategy: Strategy = "rolling"
    """`rolling`: replaces the tasks gradually. `blue-green`: moves all requests at once. `canary`: moves a part of the
    requests first. `linear`: moves the requests in equal steps. All but `rolling` temporarily run twice the number of
    tasks."""

    minimum_healthy_percent: Annotated[int, Field(ge=0, le=100)] = 75
    """The minimum number of healthy tasks during a `rolling` deployment, in percent of the desired count."""

    maximum_percent: Annotated[int, Field(ge=100, le=200)] = 200
    """The maximum number of tasks during a `rolling` deployment, in percent of the desired count."""

    bake_time_minutes: BakeMinutes | None = None
    """Not with `rolling`: minutes that both revisions run after all requests go to the new one. Default: 5."""

    canary_percent: Annotated[int, Field(ge=1, le=99)] | None = None
    """With `canary`: the percentage of the requests that the new revision gets first. Default: 5."""

    canary_bake_time_minutes: BakeMinutes | None = None
    """With `canary`: the minutes until the new revision gets all requests. Default: 10."""

    step_percent: Annotated[int, Field(ge=3, le=99)] | None = None
    """With `linear`: the percentage of the requests that moves in each step. Default: 10."""

    step_bake_time_minutes: BakeMinutes | None = None
    """With `linear`: the minutes between two steps. Default: 6."""

    alarm_names: tuple[InputStr, ...] | None = Field(default=None, strict=False)
    """CloudWatch alarms that roll a deployment back if one of them goes into alarm. `[]` removes the service's alarms.
    If you leave the setting out, an existing service keeps its alarms. Default: a new service has none."""

    wait_for_rollout: bool = True
    """Whether `pulumi up` waits for the rollout, and fails if ECS rolls it back or it takes too long. With `false`, no
    revision is deregistered, since ECS may roll back to it. Change it to `false` in a separate update, in which the
    revision stays the same."""

    keep_revisions: bool = False
    """Whether old revisions stay active, so that `rollbackCommand` can return to one. ECS keeps up to a million. The
    revision that runs when you set it to true stays active only if that update registers no other."""

    external: bool = False
    """Whether another system registers revisions and updates the service. `pulumi up`, also with `--refresh`, then
    changes neither the running revision nor the distribution of requests, and keeps all revisions. A change of the task
    registers one for the other system. Set it in a separate update."""

    force_new: Annotated[str, Matching(r"\S.{0,255}", "a text of 1 to 256 characters is")] | None = None
    """Any text, such as a date. Another text replaces all tasks with tasks of the same revision, which pull the image
    again. While this setting exists, every other change of the ECS service also replaces them."""

    timeout_minutes: Annotated[int, Field(ge=1, le=50_400)] | None = None
    """The minutes after which `pulumi up` stops waiting and fails, more than all bake times together. Default: 20 more
    than the bake times."""

    @field_validator("alarm_names")
    @classmethod
    def _each_alarm_by_name(cls, value: tuple[InputStr, ...] | None) -> tuple[InputStr, ...] | None:
        refuse_repeated(value or (), "each alarm is allowed once")
        for name in known_texts(value or ()):
            if name.startswith("arn:"):
                raise ValueError(f"names are allowed, not ARNs, such as {name.rpartition(':')[2]}")
        return value

    @field_validator("maximum_percent")
    @classmethod
    def _room_to_move(cls, value: int, info: ValidationInfo) -> int:
        if value == FULL and info.data.get("minimum_healthy_percent") == FULL:
            raise ValueError(
                "with minimumHealthyPercent 100, more than 100 is allowed; otherwise ECS can neither stop nor start"
            )
        return value

    @field_validator("force_new")
    @classmethod
    def _deploys_itself(cls, value: str | None, info: ValidationInfo) -> str | None:
        if value is not None and info.data.get("external"):
            raise ValueError("with external, the other system deploys")
        return value

    @field_validator("bake_time_minutes")
    @classmethod
    def _bakes_beside(cls, value: int | None, info: ValidationInfo) -> int | None:
        if value is not None and info.data.get("strategy") == "rolling":
            raise ValueError("it is for the strategies blue-green, canary and linear")
        return value

    @field_validator("canary_percent", "canary_bake_time_minutes", "step_percent", "step_bake_time_minutes")
    @classmethod
    def _goes_with_strategy(cls, value: int | None, info: ValidationInfo) -> int | None:
        strategy = "canary" if str(info.field_name).startswith("canary") else "linear"
        if value is not None and info.data.get("strategy") not in (None, strategy):
            raise ValueError(f"it is for the strategy {strategy}")
        return value

    @model_validator(mode="after")
    def _waits_for_all_bake_times(self) -> DeploymentArgs:
        baking = self.baking_minutes
        if self.waits and self.timeout_minutes is not None and self.timeout_minutes <= baking:
            raise refusal_at(
                "timeoutMinutes",
                f"more than {baking} is allowed: the bake times of this {self.strategy} deployment take {baking} "
                f"minutes, and its tasks take some to start",
            )
        return self

    @property
    def waits(self) -> bool:
        """Whether `pulumi up` waits for a rollout."""
        return self.wait_for_rollout and not self.external

    @property
    def keeps_revisions(self) -> bool:
        """Whether no revision is deregistered; without a wait, ECS could roll back to a deregistered one."""
        return self.keep_revisions or not self.waits

    @property
    def baking_minutes(self) -> int:
        """The duration of a deployment's bake times, in minutes.

        https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-properties-ecs-service-linearconfiguration.html
        has the formula: no pause follows the step that reaches 100 percent.
        """
        if not self.shifts_traffic:
            return 0
        pauses = 0
        if self.strategy == "canary":
            pauses = self.with_default("canary_bake_time_minutes")
        if self.strategy == "linear":
            steps = math.ceil(FULL / self.with_default("step_percent"))
            pauses = (steps - 1) * self.with_default("step_bake_time_minutes")
        return pauses + self.with_default("bake_time_minutes")

    @property
    def minutes_to_wait(self) -> int:
        """The minutes after which `pulumi up` stops waiting for a rollout."""
        return self.timeout_minutes or self.baking_minutes + TASK_START_MINUTES

    @property
    def rebalances_zones(self) -> bool:
        """Whether ECS may move tasks to distribute them over the zones; not if it must stop a task first.

        https://docs.aws.amazon.com/AmazonECS/latest/developerguide/service-rebalancing.html
        """
        return self.maximum_percent > FULL

    def can_replace_tasks(self, count: int) -> bool:
        """Whether ECS can start or stop one of ``count`` tasks, with its rounding of the percentages."""
        return self.most_tasks(count) > self.fewest_tasks(count)

    def most_tasks(self, count: int) -> int:
        """The most tasks that ECS runs during a `rolling` deployment of ``count`` tasks; it rounds down."""
        return count * self.maximum_percent // FULL

    def fewest_tasks(self, count: int) -> int:
        """The fewest tasks that ECS keeps during a `rolling` deployment of ``count`` tasks; it rounds up."""
        return -(-count * self.minimum_healthy_percent // FULL)

    def with_default(self, name: str) -> int:
        """Return the setting ``name``, one of :data:`DEFAULTS`, or its default."""
        value: int | None = getattr(self, name)
        return DEFAULTS[name] if value is None else value

    @property
    def shifts_traffic(self) -> bool:
        """Whether the service has two target groups, between which ECS moves the requests."""
        return self.strategy != "rolling"
