"""The arguments of :class:`AwsvpcService`."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Annotated, Any, ClassVar, Literal

from pydantic import Field, ValidationInfo, field_validator, model_validator

from ..foundation.args import refusal_at, refuse_repeated
from .discovery.service_connect_args import Protocol, ServiceConnectArgs
from .rollout.deployment_args import FULL, DeploymentArgs
from .scaling.scaling_args import ServiceScalingArgs
from .task.container_args import LEAST_MEMORY
from .task.task_args import TaskArgs
from .traffic.load_balancer_args import NONE, LoadBalancer, LoadBalancerArgs

PROTOCOLS: Mapping[str, Protocol] = {"http1": "http", "http2": "http2", "grpc": "grpc"}
"""Service Connect's names for a load balancer's protocols."""


class AwsvpcServiceArgs(TaskArgs):
    """A service: its container, the number of its tasks, and its callers."""

    MOVED: ClassVar[Mapping[str, str]] = {
        "certificateArn": "loadBalancer.certificateArns",
        "deletionProtection": "loadBalancer.deletionProtection",
        "domain": "loadBalancer.domains",
        "healthCheckPath": "loadBalancer.healthCheck.path",
        "hostedZone": "loadBalancer.hostedZone",
        "hostedZoneId": "loadBalancer.hostedZoneId",
        "ingress": "loadBalancer: none",
        "webAclArn": "loadBalancer.webAclArn",
    }

    topology: Literal["private-worker", "public-api"]
    """`private-worker`: an internal load balancer. `public-api`: an internet-facing one. Tasks are private in both. The
    other topology replaces the load balancer."""

    container_port: Annotated[int, Field(ge=1, le=65_535)] = 80
    """The port the container listens on."""

    desired_count: Annotated[int, Field(ge=0, le=5_000)] = 2
    """The number of tasks."""

    scheduling: Literal["replica", "daemon"] = "replica"
    """`replica`: `desiredCount` tasks. `daemon`: one task on each instance, for agents. These tasks do not keep an
    instance from being removed, and a deployment stops the old task of an instance before it starts the new one. A
    change replaces the service."""

    allow_from: Annotated[tuple[str, ...], Field(min_length=1)] | None = Field(default=None, strict=False)
    """Names of the services and jobs whose tasks may reach a `private-worker`'s load balancer and, with
    `cluster.discovery` or `loadBalancer: none`, its tasks. Default: the whole VPC may reach the load balancer, and only
    the load balancer may reach the tasks."""

    load_balancer: LoadBalancer = LoadBalancerArgs()
    """The load balancer. `none`: no load balancer, for a `private-worker` that fetches its own work, or that others
    reach by `cluster.discovery`. With `service-connect`, adding or removing it replaces the service, unless
    `serviceConnect.protocol` is set."""

    service_connect: ServiceConnectArgs = ServiceConnectArgs()
    """How the other services reach this one with `cluster.discovery: service-connect`."""

    scaling: ServiceScalingArgs | None = None
    """Scaling of the number of tasks, by load and on a schedule. Default: always `desiredCount` tasks."""

    deployment: DeploymentArgs = DeploymentArgs()
    """How a new revision replaces the running one."""

    @field_validator("load_balancer")
    @classmethod
    def _public_has_load_balancer(cls, value: LoadBalancer, info: ValidationInfo) -> LoadBalancer:
        if value == NONE and info.data.get("topology") == "public-api":
            raise ValueError("a public-api needs a load balancer; only a private-worker can have none")
        return value

    @field_validator("scaling")
    @classmethod
    def _requests_need_load_balancer(cls, value: ServiceScalingArgs | None, info: ValidationInfo) -> Any:
        if value is not None and value.requests_per_target is not None and info.data.get("load_balancer") == NONE:
            raise refusal_at("requestsPerTarget", "it needs a load balancer, and loadBalancer is none")
        return value

    @field_validator("deployment")
    @classmethod
    def _shift_needs_load_balancer(cls, value: DeploymentArgs, info: ValidationInfo) -> DeploymentArgs:
        if value.shifts_traffic and info.data.get("load_balancer") == NONE:
            raise refusal_at(
                "strategy", f"{value.strategy} shifts the requests of a load balancer, and loadBalancer is none"
            )
        scaling = info.data.get("scaling")
        if value.shifts_traffic and scaling is not None and scaling.requests_per_target is not None:
            raise refusal_at(
                "strategy",
                "scaling.requestsPerTarget counts the requests of one target group, and the strategy"
                f" {value.strategy} moves them between two: only rolling is allowed with it",
            )
        return value

    @field_validator("allow_from")
    @classmethod
    def _only_private(cls, value: tuple[str, ...] | None, info: ValidationInfo) -> tuple[str, ...] | None:
        if value is not None and info.data.get("topology") == "public-api":
            raise ValueError("a public-api is open to the internet; allowFrom is only for a private-worker")
        refuse_repeated(value or (), "each service is allowed once")
        return value

    @property
    def is_public(self) -> bool:
        """Whether the load balancer is internet-facing."""
        return self.topology == "public-api"

    @property
    def adjective(self) -> Literal["private", "public"]:
        """The topology in one word, for names."""
        return "public" if self.is_public else "private"

    @property
    def balancer(self) -> LoadBalancerArgs | None:
        """The settings of the load balancer, or None."""
        return None if isinstance(self.load_balancer, str) else self.load_balancer

    @property
    def speaks_http(self) -> bool:
        """Whether the container is known to use HTTP, as behind a load balancer."""
        return self.balancer is not None

    @property
    def connect_protocol(self) -> Protocol:
        """The protocol between Service Connect's proxies and the container."""
        if self.service_connect.protocol is not None:
            return self.service_connect.protocol
        return PROTOCOLS[self.balancer.protocol] if self.balancer else "tcp"

    @property
    def reserved(self) -> tuple[int, int]:
        """The task's CPU units and MiB for Service Connect's proxy."""
        proxy = self.service_connect.proxy
        return (proxy.cpu, proxy.memory) if proxy else (0, 0)

    @property
    def has_tls(self) -> bool:
        """Whether the load balancer uses HTTPS."""
        return self.balancer is not None and self.balancer.has_tls

    @model_validator(mode="after")
    def _proxy_fits(self) -> AwsvpcServiceArgs:
        if self.connect_protocol == "tcp" and self.service_connect.request_timeout_seconds is not None:
            raise refusal_at(
                "serviceConnect.requestTimeoutSeconds",
                "without a load balancer the protocol is tcp, which has no requests; add protocol: http, http2 or grpc",
            )
        if self.reserved[0] and self.own_cpu < 1:
            allowed = f"less than the rest of the task's cpu, {self.left_by_sidecars[0]}, is allowed"
            raise refusal_at("serviceConnect.proxy.cpu", allowed)
        if self.own_memory < LEAST_MEMORY:
            left = self.left_by_sidecars[1]
            allowed = f"at most the rest of the task's memory, {left}, less {LEAST_MEMORY} MiB is allowed"
            raise refusal_at("serviceConnect.proxy.memory", allowed)
        return self

    @model_validator(mode="after")
    def _daemon_counts_instances(self) -> AwsvpcServiceArgs:
        if self.scheduling != "daemon":
            return self
        one_each = "scheduling is daemon: one task runs on each instance"
        for name, key in (("desired_count", "desiredCount"), ("scaling", "scaling")):
            if name in self.model_fields_set and getattr(self, name) is not None:
                raise refusal_at(key, one_each)
        if self.deployment.shifts_traffic:
            raise refusal_at("deployment.strategy", f"{one_each}, and only rolling replaces it")
        if "maximum_percent" in self.deployment.model_fields_set:
            raise refusal_at("deployment.maximumPercent", one_each)
        if self.deployment.minimum_healthy_percent == FULL:
            # The AWS provider does not send a daemon's minimum of 100, so ECS would use its default, 0.
            raise refusal_at(
                "deployment.minimumHealthyPercent",
                f"{one_each}, and a deployment stops it before it starts the next; 99 or less is allowed",
            )
        return self

    @model_validator(mode="after")
    def _room_to_replace_a_task(self) -> AwsvpcServiceArgs:
        if self.scheduling == "daemon":
            return self
        deployment, count = self.deployment, self._least_running_tasks()
        if deployment.shifts_traffic or count == 0 or deployment.can_replace_tasks(count):
            return self
        most, fewest = deployment.maximum_percent, deployment.minimum_healthy_percent
        fewest_of = "" if self.scaling is None else ", the fewest that scaling allows,"
        stoppable = 100 * (count - 1) // count
        raise refusal_at(
            "deployment.maximumPercent",
            f"with {count} task{'s' if count > 1 else ''}{fewest_of} ECS may run {deployment.most_tasks(count)} at most"
            f" (maximumPercent {most}, rounded down) and must keep {deployment.fewest_tasks(count)}"
            f" (minimumHealthyPercent {fewest}, rounded up), so it can neither start nor stop one;"
            f" maximumPercent {-(-100 * (count + 1) // count)} or more is allowed, or minimumHealthyPercent"
            f" {stoppable}{' or less' if stoppable else ''}",
        )

    def _least_running_tasks(self) -> int:
        """Return the least positive number of tasks at a deployment; 0 if there are never any."""
        if self.scaling is None:
            return self.desired_count
        return min((max(least, 1) for least, most in self.scaling.bounds if most > 0), default=0)

    @property
    def fewest_tasks(self) -> int:
        """The highest of the minimum numbers of tasks, including scaling and schedules; 0 for a daemon."""
        if self.scheduling == "daemon":
            return 0
        return max(least for least, _ in self.scaling.bounds) if self.scaling else self.desired_count

    @property
    def most_tasks(self) -> int:
        """The largest number of tasks, including scaling and schedules; 0 for a daemon."""
        if self.scheduling == "daemon":
            return 0
        return max(most for _, most in self.scaling.bounds) if self.scaling else self.desired_count
