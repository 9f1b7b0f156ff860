"""The knobs of :class:`AwsvpcService`."""

from __future__ import annotations

from typing import Annotated, Any, Literal

from pydantic import Field, ValidationInfo, field_validator, model_validator

from ..foundation.args import CertificateArn, Matching, WebAclArn, refusal_at, refuse_repeated
from .deployment_args import DeploymentArgs
from .scaling_args import ServiceScalingArgs
from .task.task_args import TaskArgs

LONGEST_IN_CERTIFICATE = 64
"""https://docs.aws.amazon.com/acm/latest/APIReference/API_RequestCertificate.html"""

DOMAIN = r"(?=.{1,253}$)([a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?\.)+[a-z]{2,63}"


class AwsvpcServiceArgs(TaskArgs):
    """A service: its container, how many tasks run it, and who reaches it."""

    topology: Literal["private-worker", "public-api"]
    """`private-worker`: an internal load balancer. `public-api`: an internet-facing one. Tasks are private in both. The
    other topology replaces the load balancer."""

    container_port: Annotated[int, Field(ge=1, le=65_535)] = 80
    """The port the container listens on."""

    desired_count: Annotated[int, Field(ge=0, le=5_000)] = 2
    """How many tasks run."""

    health_check_path: Annotated[
        str, Matching(r"/\S{0,1023}", "a path of 1 to 1024 characters that starts with / and has no spaces is")
    ] = "/"
    """The path that must answer 200 for a task to get requests."""

    allow_from: Annotated[tuple[str, ...], Field(min_length=1)] | None = Field(default=None, strict=False)
    """Names of the services whose tasks may reach a `private-worker`'s load balancer and, with `cluster.discovery` or
    `ingress: none`, its tasks. Default: the whole VPC may reach the load balancer, and nobody else the tasks."""

    ingress: Literal["load-balancer", "none"] = "load-balancer"
    """`none`: no load balancer, for a `private-worker` that fetches its work, or that others reach by
    `cluster.discovery`."""

    certificate_arn: CertificateArn | None = None
    """An issued ACM certificate in the stack's region: the load balancer speaks HTTPS on 443 and redirects 80 to it.
    Default: HTTP, or what `domain` gets."""

    domain: Annotated[str, Matching(DOMAIN, "a domain in small letters such as api.example.com is")] | None = None
    """The service's name in the DNS, in `hostedZone`; gets a record and, without `certificateArn`, a certificate."""

    hosted_zone_id: Annotated[str, Matching("Z[A-Z0-9]{1,31}", "a hosted zone's id (Z...) is")] | None = None
    """The public Route 53 hosted zone that `domain` is in, by its id: where the account has several of one name."""

    hosted_zone: Annotated[str, Matching(DOMAIN, "a domain in small letters such as example.com is")] | None = None
    """The public Route 53 hosted zone that `domain` is in, by its name."""

    deletion_protection: bool = False
    """Whether Pulumi and AWS refuse to delete the load balancer: `pulumi destroy`, or a change that would replace it,
    does not start until it is false and applied."""

    web_acl_arn: WebAclArn | None = None
    """A regional WAF web ACL in the stack's region for the load balancer."""

    scaling: ServiceScalingArgs | None = None
    """How many tasks run, by load and by the clock. Default: `desiredCount`, always."""

    deployment: DeploymentArgs = DeploymentArgs()
    """How a new revision replaces the one that runs."""

    @field_validator("ingress")
    @classmethod
    def _public_has_load_balancer(cls, value: str, info: ValidationInfo) -> str:
        if value == "none" and info.data.get("topology") == "public-api":
            raise ValueError("a public-api has a load balancer; only a private-worker may have none")
        return value

    @field_validator("certificate_arn", "domain", "web_acl_arn")
    @classmethod
    def _tls_needs_load_balancer(cls, value: Any, info: ValidationInfo) -> Any:
        if value is not None and info.data.get("ingress") == "none":
            raise ValueError("it is for the load balancer, and ingress is none")
        return value

    @field_validator("domain")
    @classmethod
    def _fits_certificate(cls, value: str | None, info: ValidationInfo) -> str | None:
        if value is None or info.data.get("certificate_arn") is not None:
            return value
        if len(value) > LONGEST_IN_CERTIFICATE:
            raise ValueError(
                f"{LONGEST_IN_CERTIFICATE} characters or fewer are allowed, which ACM takes; for a longer domain, add"
                " certificateArn, a certificate that has it as a further name"
            )
        return value

    @field_validator("hosted_zone")
    @classmethod
    def _zone_holds_domain(cls, value: str | None, info: ValidationInfo) -> str | None:
        if "domain" not in info.data:
            return value
        domain = info.data["domain"]
        if domain is None and (value is not None or info.data.get("hosted_zone_id") is not None):
            raise ValueError("domain and hostedZone go together")
        if domain is not None and value is None and info.data.get("hosted_zone_id") is None:
            raise ValueError("domain and hostedZone go together")
        if value is not None and not f".{domain}".endswith(f".{value}"):
            raise ValueError(f"a zone that holds domain, {domain}, is allowed")
        return value

    @field_validator("scaling")
    @classmethod
    def _requests_need_load_balancer(cls, value: ServiceScalingArgs | None, info: ValidationInfo) -> Any:
        if value is not None and value.requests_per_target is not None and info.data.get("ingress") == "none":
            raise ValueError("requestsPerTarget needs a load balancer, and ingress is none")
        return value

    @field_validator("deployment")
    @classmethod
    def _shift_needs_load_balancer(cls, value: DeploymentArgs, info: ValidationInfo) -> DeploymentArgs:
        if value.shifts_traffic and info.data.get("ingress") == "none":
            raise ValueError(f"the strategy {value.strategy} shifts a load balancer's requests, and ingress is none")
        scaling = info.data.get("scaling")
        if value.shifts_traffic and scaling is not None and scaling.requests_per_target is not None:
            raise ValueError(
                "scaling.requestsPerTarget counts the requests of one target group, and the strategy"
                f" {value.strategy} moves them between two: only rolling is allowed with it"
            )
        return value

    @field_validator("allow_from")
    @classmethod
    def _only_private(cls, value: tuple[str, ...] | None, info: ValidationInfo) -> tuple[str, ...] | None:
        if value is not None and info.data.get("topology") == "public-api":
            raise ValueError("a public-api is open to the internet; allowFrom is for a private-worker")
        refuse_repeated(value or (), "each service may be named once")
        return value

    @property
    def adjective(self) -> Literal["private", "public"]:
        """The topology in a word, for names."""
        return "public" if self.topology == "public-api" else "private"

    @property
    def speaks_http(self) -> bool:
        """Whether the container is known to speak HTTP: a load balancer's does."""
        return self.ingress == "load-balancer"

    @property
    def has_tls(self) -> bool:
        """Whether the load balancer speaks HTTPS."""
        return self.certificate_arn is not None or self.domain is not None

    @model_validator(mode="after")
    def _nothing_without_load_balancer(self) -> AwsvpcServiceArgs:
        if self.ingress == "none":
            for name, key in (("health_check_path", "healthCheckPath"), ("deletion_protection", "deletionProtection")):
                if name in self.model_fields_set and getattr(self, name) is not False:
                    raise refusal_at(key, "it is for the load balancer, and ingress is none")
        return self

    @model_validator(mode="after")
    def _room_to_replace_a_task(self) -> AwsvpcServiceArgs:
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
        """Return the fewest tasks that a deployment may find, except for none; 0 if there never are any."""
        if self.scaling is None:
            return self.desired_count
        scaling, schedules = self.scaling, self.scaling.schedules.values()
        bounds = [(scaling.min_count, scaling.max_count), *((each.min_count, each.max_count) for each in schedules)]
        return min((max(least, 1) for least, most in bounds if most > 0), default=0)
