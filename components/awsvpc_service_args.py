"""The knobs of :class:`components.awsvpc_service.AwsvpcService`."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import Field, ValidationInfo, field_validator, model_validator

from .args import Args, ArnStr, InputStr, LogRetentionDays, Matching, refusal_at
from .container_args import ContainerArgs, ContainerPath, SidecarArgs
from .task_role_args import TaskRoleArgs

LEAST_MEMORY = 6
"""MiB; Docker starts no container with less.
https://docs.aws.amazon.com/AmazonECS/latest/APIReference/API_ContainerDefinition.html"""

DEFAULT_IMAGE = "public.ecr.aws/docker/library/nginx:latest"

ServiceName = Annotated[
    str,
    Matching(
        r"[A-Za-z0-9][A-Za-z0-9_-]{0,254}",
        "a name of 1 to 255 letters, digits, hyphens and underscores that starts with a letter or digit is",
    ),
]
"""What ECS takes as the name of a service, a task definition family and a container."""


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
    """`private-worker`: an internal load balancer. `public-api`: an internet-facing one. Tasks are private in both."""

    image: InputStr | None = DEFAULT_IMAGE
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

    environment: dict[Annotated[str, Field(min_length=1)], InputStr] = Field(default_factory=dict)
    """Environment variables of the container. Not for secrets: anyone who may read the task definition sees them."""

    secrets: dict[Annotated[str, Field(min_length=1)], ArnStr] = Field(default_factory=dict)
    """Environment variables from Secrets Manager or SSM, by ARN; the execution role may read exactly these."""

    secrets_key_arns: tuple[ArnStr, ...] = Field(default=(), strict=False)
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
    """Whether `aws ecs execute-command` opens a shell in a task; needs `cluster.executeCommand`."""

    health_check_path: Annotated[
        str, Matching(r"/\S{0,1023}", "a path of 1 to 1024 characters that starts with / and has no spaces is")
    ] = "/"
    """The path that must answer 200 for a task to get requests."""

    allow_from: Annotated[tuple[str, ...], Field(min_length=1)] | None = Field(default=None, strict=False)
    """Names of the services whose tasks may reach a `private-worker`'s load balancer. Default: the whole VPC may."""

    log_retention_days: LogRetentionDays = 30
    """How long CloudWatch keeps the logs."""

    @field_validator("allow_from")
    @classmethod
    def _only_private(cls, value: tuple[str, ...] | None, info: ValidationInfo) -> tuple[str, ...] | None:
        if value is not None and info.data.get("topology") == "public-api":
            raise ValueError("a public-api is open to the internet; allowFrom is for a private-worker")
        return value

    @property
    def own_cpu(self) -> int:
        """CPU units of the service's own container."""
        return self.cpu - sum(sidecar.cpu for sidecar in self.sidecars.values())

    @property
    def own_memory(self) -> int:
        """MiB of the service's own container."""
        return self.memory - sum(sidecar.memory for sidecar in self.sidecars.values())

    @model_validator(mode="after")
    def _room_for_sidecars(self) -> AwsvpcServiceArgs:
        if self.own_cpu < 0:
            raise refusal_at("sidecars", f"together at most the task's cpu, {self.cpu}, is allowed")
        if self.own_memory < LEAST_MEMORY:
            raise refusal_at(
                "sidecars", f"together at most the task's memory, {self.memory}, less {LEAST_MEMORY} MiB is allowed"
            )
        return self

    @model_validator(mode="after")
    def _image_or_build(self) -> AwsvpcServiceArgs:
        if self.build is None and self.image is None:
            raise refusal_at("image", "an image is needed, or build")
        if self.build is not None and self.image is not None and "image" in self.model_fields_set:
            raise refusal_at("build", "either image or build is allowed, not both")
        return self
