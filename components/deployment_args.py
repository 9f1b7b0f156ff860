"""The knobs of how a new revision of a service replaces the one that runs."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import Field, ValidationInfo, field_validator

from .args import Args, InputStr

Strategy = Literal["rolling", "blue-green", "canary", "linear"]

FULL = 100

DEFAULTS = {
    "bake_time_minutes": 5,
    "canary_percent": 5,
    "canary_bake_time_minutes": 10,
    "step_percent": 10,
    "step_bake_time_minutes": 6,
}
"""No defaults of the fields, which are None where the strategy has no such setting; their docstrings say these."""

BakeMinutes = Annotated[int, Field(ge=0, le=1_440)]


class DeploymentArgs(Args):
    """How a new revision replaces the one that runs, and when that has failed."""

    strategy: Strategy = "rolling"
    """`rolling`: task by task. `blue-green`: all at once, beside the old ones. `canary`: a part of the requests first.
    `linear`: in equal steps. All but `rolling` run twice the tasks for a while."""

    minimum_healthy_percent: Annotated[int, Field(ge=0, le=100)] = 75
    """The least healthy tasks during a `rolling` deployment, in percent of the desired count."""

    maximum_percent: Annotated[int, Field(ge=100, le=200)] = 200
    """The most tasks during a `rolling` deployment, in percent of the desired count."""

    bake_time_minutes: BakeMinutes | None = None
    """Not with `rolling`: minutes in which both revisions run once all requests go to the new one. Default: 5."""

    canary_percent: Annotated[int, Field(ge=1, le=99)] | None = None
    """With `canary`: the part of the requests that the new revision gets first. Default: 5."""

    canary_bake_time_minutes: BakeMinutes | None = None
    """With `canary`: minutes until it gets all of them. Default: 10."""

    step_percent: Annotated[int, Field(ge=3, le=99)] | None = None
    """With `linear`: the part of the requests that moves at each step. Default: 10."""

    step_bake_time_minutes: BakeMinutes | None = None
    """With `linear`: minutes between two steps. Default: 6."""

    alarm_names: tuple[InputStr, ...] = Field(default=(), strict=False)
    """CloudWatch alarms that, once one is in alarm during a deployment, roll it back."""

    wait_for_rollout: bool = True
    """Whether `pulumi up` waits for the rollout, and fails if ECS rolls it back or it takes too long."""

    timeout_minutes: Annotated[int, Field(ge=1, le=1_440)] = 20
    """After how many minutes `pulumi up` stops waiting and fails. Bake times count."""

    @field_validator("maximum_percent")
    @classmethod
    def _room_to_move(cls, value: int, info: ValidationInfo) -> int:
        if value == FULL and info.data.get("minimum_healthy_percent") == FULL:
            raise ValueError(
                "with minimumHealthyPercent 100 more than 100 is allowed, else ECS can neither stop nor start"
            )
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

    def with_default(self, name: str) -> int:
        """Return the setting ``name``, one of :data:`DEFAULTS`, or its default."""
        value: int | None = getattr(self, name)
        return DEFAULTS[name] if value is None else value

    @property
    def shifts_traffic(self) -> bool:
        """Whether ECS runs two target groups and moves requests from one to the other."""
        return self.strategy != "rolling"
