"""The knobs of :class:`components.awsvpc_service.AwsvpcService`."""

from __future__ import annotations

from typing import Annotated, Any, Literal

from pydantic import Field, ValidationInfo, field_validator, model_validator

from .args import (
    Args,
    CertificateArn,
    InputStr,
    KeyArn,
    LogRetentionDays,
    Matching,
    SecretArn,
    WebAclArn,
    refusal_at,
    refuse_repeated,
)
from .container_args import (
    ContainerArgs,
    ContainerPath,
    ImageStr,
    SidecarArgs,
    VariableName,
    refuse_names_in_environment,
)
from .deployment_args import DeploymentArgs
from .service_scaling_args import ServiceScalingArgs
from .task_role_args import TaskRoleArgs

LEAST_MEMORY = 6
"""MiB; Docker starts no container with less.
https://docs.aws.amazon.com/AmazonECS/latest/APIReference/API_ContainerDefinition.html"""

DEFAULT_IMAGE = "public.ecr.aws/docker/library/nginx:latest"

LONGEST_IN_CERTIFICATE = 64
"""https://docs.aws.amazon.com/acm/latest/APIReference/API_RequestCertificate.html"""

DOMAIN = r"(?=.{1,253}$)([a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?\.)+[a-z]{2,63}"

LONGEST_NAME = 180
"""ECS takes 255 characters. This leaves room for what follows a service's name in the names of its log group, its
alarms, its scaling policies and its scheduled actions, of which the shortest has 255 characters too; a log stream's
512 hold the container's name twice."""

ServiceName = Annotated[
    str,
    Matching(
        rf"[A-Za-z0-9][A-Za-z0-9_-]{{0,{LONGEST_NAME - 1}}}",
        f"a name of 1 to {LONGEST_NAME} letters, digits, hyphens and underscores that starts with a letter or digit is",
    ),
]
"""What ECS takes as the name of a service, a task definition family and a container, and not too long."""


class ImageBuildArgs(Args):
    """An image built from this checkout and pushed to an ECR repository of the service's own."""

    context: Annotated[str, Field(min_length=1)] = "."
    """The build context: a folder, from the project's root."""

    dockerfile: Annotated[str, Field(min_length=1)] | None = None
    """The Dockerfile, from the project's root. Default: `Dockerfile` in the context."""

    platform: Annotated[str, Matching("linux/(amd64|arm64)", "linux/amd64 or linux/arm64 is")] | None = None
    """`linux/amd64` or `linux/arm64`. Default: the platform of the cluster's instances, as far as it is known."""


class EfsVolumeArgs(Args):
    """An EFS file system in the service's own container, mounted with encryption in transit and IAM authorization.

    The file system and its mount targets are not made here; their security group must admit the tasks' group on 2049.
    """

    file_system_id: Annotated[str, Matching("fs-[0-9a-f]+", "a file system's id (fs-...) is")]
    """The file system's id."""

    container_path: ContainerPath
    """Where it is mounted."""

    access_point_id: Annotated[str, Matching("fsap-[0-9a-f]+", "an access point's id (fsap-...) is")] | None = None
    """The access point to mount through. Default: none."""

    root_directory: ContainerPath = "/"
    """The file system's directory to mount; with an access point it stays `/`."""

    read_only: bool = False
    """Whether the container may only read."""

    @field_validator("root_directory")
    @classmethod
    def _access_point_has_its_own(cls, value: str, info: ValidationInfo) -> str:
        if value != "/" and info.data.get("access_point_id"):
            raise ValueError("with accessPointId only / is allowed")
        return value


class AwsvpcServiceArgs(Args):
    """A service: its container, how many tasks run it, and who reaches it."""

    topology: Literal["private-worker", "public-api"]
    """`private-worker`: an internal load balancer. `public-api`: an internet-facing one. Tasks are private in both. The
    other topology replaces the load balancer."""

    image: ImageStr | None = DEFAULT_IMAGE
    """The container's image. Use a tag that never moves, or a digest. Left out when `build` is there."""

    build: ImageBuildArgs | None = None
    """Build the image instead of naming one. Needs Docker where Pulumi runs."""

    container_port: Annotated[int, Field(ge=1, le=65_535)] = 80
    """The port the container listens on."""

    cpu: Annotated[int, Field(ge=128, le=196_608)] = 256
    """CPU units of a task, 1024 to a vCPU, up to what the instance type has."""

    memory: Annotated[int, Field(ge=LEAST_MEMORY)] = 512
    """Memory of a task in MiB, a hard limit, up to what the instance type has."""

    desired_count: Annotated[int, Field(ge=0, le=5_000)] = 2
    """How many tasks run."""

    environment: dict[VariableName, InputStr] = Field(default_factory=dict)
    """Environment variables of the container. Not for secrets: anyone who may read the task definition sees them."""

    secrets: dict[VariableName, SecretArn] = Field(default_factory=dict)
    """Environment variables from Secrets Manager or SSM, by ARN; the execution role may read exactly these. The six
    characters that end a secret's ARN may be left out, unless its name ends in a hyphen and six letters or digits."""

    secrets_key_arns: tuple[KeyArn, ...] = Field(default=(), strict=False)
    """KMS keys of your own that encrypt the secrets; the execution role may decrypt by exactly these."""

    task_role: TaskRoleArgs | None = None
    """What the service's own code may do in AWS. Default: nothing."""

    container: ContainerArgs = ContainerArgs()
    """How the service's own container starts, ends and is confined."""

    sidecars: dict[ServiceName, SidecarArgs] = Field(default_factory=dict)
    """Further containers of each task, by name. The service's own container has what they leave of `cpu` and
    `memory`."""

    volumes: dict[ServiceName, EfsVolumeArgs] = Field(default_factory=dict)
    """EFS file systems in the service's own container, by name."""

    execute_command: bool = False
    """Whether `aws ecs execute-command` opens a shell in a task; needs `cluster.executeCommand`, and root file systems
    that can be written to."""

    health_check_path: Annotated[
        str, Matching(r"/\S{0,1023}", "a path of 1 to 1024 characters that starts with / and has no spaces is")
    ] = "/"
    """The path that must answer 200 for a task to get requests."""

    allow_from: Annotated[tuple[str, ...], Field(min_length=1)] | None = Field(default=None, strict=False)
    """Names of the services whose tasks may reach a `private-worker`'s load balancer and, with `cluster.discovery` or
    `ingress: none`, its tasks. Default: the whole VPC may reach the load balancer, and nobody else the tasks."""

    log_retention_days: LogRetentionDays = 30
    """How long CloudWatch keeps the logs."""

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

    log_key_arn: KeyArn | None = None
    """A KMS key in the stack's region for the containers' logs; its policy must let CloudWatch Logs use it. Default:
    AWS's own."""

    scaling: ServiceScalingArgs | None = None
    """How many tasks run, by load and by the clock. Default: `desiredCount`, always."""

    deployment: DeploymentArgs = DeploymentArgs()
    """How a new revision replaces the one that runs."""

    @field_validator("secrets")
    @classmethod
    def _named_once(cls, value: dict[str, InputStr], info: ValidationInfo) -> dict[str, InputStr]:
        return refuse_names_in_environment(value, info)

    @field_validator("volumes")
    @classmethod
    def _mounted_apart(cls, value: dict[str, EfsVolumeArgs]) -> dict[str, EfsVolumeArgs]:
        if len({volume.container_path for volume in value.values()}) < len(value):
            raise ValueError("each containerPath is allowed once")
        return value

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

    @property
    def own_cpu(self) -> int:
        """CPU units of the service's own container."""
        return self.cpu - sum(sidecar.cpu for sidecar in self.sidecars.values())

    @property
    def own_memory(self) -> int:
        """MiB of the service's own container."""
        return self.memory - sum(sidecar.memory for sidecar in self.sidecars.values())

    @model_validator(mode="after")
    def _nothing_without_load_balancer(self) -> AwsvpcServiceArgs:
        if self.ingress == "none":
            for name, key in (("health_check_path", "healthCheckPath"), ("deletion_protection", "deletionProtection")):
                if name in self.model_fields_set and getattr(self, name) is not False:
                    raise refusal_at(key, "it is for the load balancer, and ingress is none")
        return self

    @model_validator(mode="after")
    def _room_for_sidecars(self) -> AwsvpcServiceArgs:
        if self.own_cpu < 0:
            raise refusal_at("sidecars", f"together at most the task's cpu, {self.cpu}, is allowed")
        if self.own_memory < LEAST_MEMORY:
            raise refusal_at(
                "sidecars", f"together at most the task's memory, {self.memory}, less {LEAST_MEMORY} MiB is allowed"
            )
        return self

    @field_validator("execute_command")
    @classmethod
    def _agent_can_write(cls, value: bool, info: ValidationInfo) -> bool:
        if not value:
            return value
        containers: dict[str, ContainerArgs] = {}
        if "container" in info.data:
            containers["container"] = info.data["container"]
        containers |= {f"sidecars.{name}": sidecar for name, sidecar in info.data.get("sidecars", {}).items()}
        read_only = [key for key, container in containers.items() if container.readonly_root_filesystem]
        if read_only:
            # https://docs.aws.amazon.com/AmazonECS/latest/developerguide/ecs-exec.html, aws/containers-roadmap#1359
            raise ValueError(
                "the agent of ECS Exec writes to the root file system of each container, and readonlyRootFilesystem of"
                f" {' and '.join(read_only)} is true: only one of the two is allowed"
            )
        return value

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

    @model_validator(mode="after")
    def _image_or_build(self) -> AwsvpcServiceArgs:
        if self.build is None and self.image is None:
            raise refusal_at("image", "an image is needed, or build")
        if self.build is not None and self.image is not None and "image" in self.model_fields_set:
            raise refusal_at("build", "either image or build is allowed, not both")
        return self
