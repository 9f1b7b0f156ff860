"""How a load balancer checks a service's tasks, and how it shares requests among them."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import Field, ValidationInfo, field_validator, model_validator

from ...foundation.args import Args, Matching, refusal_at

DEFAULT_PATHS = {"http1": "/", "http2": "/", "grpc": "/AWS.ALB/healthcheck"}
"""https://docs.aws.amazon.com/elasticloadbalancing/latest/APIReference/API_CreateTargetGroup.html"""

DEFAULT_CODES = {"http1": "200", "http2": "200", "grpc": "12"}

DEFAULT_COOKIE_SECONDS = 86_400
"""The provider's default, which is in the state of a target group without stickiness."""

Protocol = Literal["http1", "http2", "grpc"]


Path = Annotated[
    str, Matching(r"/\S{0,1023}", "a path of 1 to 1024 characters that starts with / and has no spaces is")
]
Codes = Annotated[
    str,
    Matching(
        "[0-9]{1,3}(-[0-9]{1,3})?(,[0-9]{1,3}(-[0-9]{1,3})?)*",
        'codes such as "200", "200,204" or "200-399" are',
    ),
]


class HealthCheckArgs(Args):
    """How the load balancer checks whether a task can take requests."""

    path: Path | None = None
    """The path to request. Default: `/`; with `protocol: grpc`, the method `/AWS.ALB/healthcheck`."""

    codes: Codes | None = None
    """The status codes of a healthy response, from 200 to 499; with `protocol: grpc`, gRPC codes from 0 to 99. Default:
    `200`; for gRPC `12`, the code for an unknown method."""

    interval: Annotated[int, Field(ge=5, le=300)] = 6
    """Seconds between two checks of a task."""

    timeout: Annotated[int, Field(ge=2, le=120)] = 5
    """Seconds after which a check fails, less than `interval`."""

    healthy_threshold: Annotated[int, Field(ge=2, le=10)] = 2
    """The number of successful checks in a row after which a task gets requests."""

    unhealthy_threshold: Annotated[int, Field(ge=2, le=10)] = 10
    """The number of failed checks in a row after which ECS replaces a task."""

    grace_period: Annotated[int, Field(ge=0, le=2_147_483_647)] = 60
    """Seconds after a task's start in which ECS ignores failed checks. ECS stops a container that starts more slowly,
    and rolls its deployment back. ECS accepts it only for services that already have a load balancer: after a change
    from `loadBalancer: none`, the next `pulumi up` sets it."""

    @model_validator(mode="after")
    def _ends_before_the_next(self) -> HealthCheckArgs:
        # https://docs.aws.amazon.com/elasticloadbalancing/latest/application/target-group-health-checks.html
        if self.timeout < self.interval:
            return self
        if "timeout" in self.model_fields_set:
            raise refusal_at("timeout", f"less than interval, {self.interval}, is allowed")
        raise refusal_at("interval", f"more than timeout, {self.timeout}, is allowed")


class StickinessArgs(Args):
    """A cookie with which the load balancer sends all requests of a client to the same task."""

    duration_seconds: Annotated[int, Field(ge=1, le=604_800)] = DEFAULT_COOKIE_SECONDS
    """Seconds for which the cookie is valid after each request."""


class TargetArgs(Args):
    """How a load balancer checks a service's tasks, and how it shares requests among them."""

    health_check: HealthCheckArgs = HealthCheckArgs()
    """How the load balancer checks whether a task can take requests."""

    deregistration_delay: Annotated[int, Field(ge=0, le=3_600)] = 30
    """Seconds that in-flight requests have to complete before their task stops, in a deployment or a scale-in."""

    protocol: Protocol = "http1"
    """The protocol between load balancer and tasks. `http2` and `grpc` need HTTPS, which `domains` or `certificateArns`
    turn on. Another protocol replaces the target group. With Service Connect, it also replaces the service, unless
    `serviceConnect.protocol` is set."""

    stickiness: StickinessArgs | None = None
    """Sends all requests of a client to the same task, by a cookie. Default: each request goes to any task."""

    slow_start: Annotated[int, Field(ge=30, le=900)] | None = None
    """Seconds over which a new task's share of the requests grows. Default: it gets its full share immediately."""

    algorithm: Literal["round-robin", "least-outstanding-requests"] = "round-robin"
    """Which task gets a request: each in turn, or the one with the fewest requests in flight."""

    @field_validator("algorithm")
    @classmethod
    def _allows_slow_start(cls, value: str, info: ValidationInfo) -> str:
        # https://docs.aws.amazon.com/elasticloadbalancing/latest/application/edit-target-group-attributes.html
        if value != "round-robin" and info.data.get("slow_start") is not None:
            raise ValueError("with slowStart, only round-robin is allowed")
        return value

    @model_validator(mode="after")
    def _codes_are_the_protocols(self) -> TargetArgs:
        least, most = (0, 99) if self.protocol == "grpc" else (200, 499)
        ranges = [part.split("-") for part in (self.health_check.codes or "").split(",") if "-" in part]
        if any(int(first) > int(last) for first, last in ranges):
            raise refusal_at("healthCheck.codes", "ranges that end with the larger code are allowed")
        codes = (self.health_check.codes or "").replace("-", ",").split(",")
        if any(code and not least <= int(code) <= most for code in codes):
            raise refusal_at(
                "healthCheck.codes", f"with protocol {self.protocol}, codes from {least} to {most} are allowed"
            )
        return self
