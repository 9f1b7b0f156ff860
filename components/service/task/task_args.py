"""The arguments of a task, which services and jobs share."""

from __future__ import annotations

from typing import Annotated

from pydantic import Field, ValidationInfo, field_validator, model_validator

from ...foundation.args import (
    Args,
    InputStr,
    KeyArn,
    LogRetentionDays,
    Matching,
    SecretArn,
    refusal_at,
)
from .container_args import (
    LEAST_MEMORY,
    ContainerArgs,
    ImageStr,
    RegistryCredentialsArn,
    SidecarArgs,
    VariableName,
    Variables,
    refuse_names_in_environment,
)
from .logging_args import LoggingArgs
from .task_role_args import ExecutionRoleArgs, TaskRoleArgs
from .volume_args import VolumeArgs

DEFAULT_IMAGE = "public.ecr.aws/docker/library/nginx:latest"

LONGEST_NAME = 180
"""ECS allows 255 characters. This leaves room for the suffixes in the names of log groups, alarms, scaling policies and
scheduled actions, which AWS also limits to 255 characters or more. A log stream's 512 characters contain the
container's name twice."""

SERVICE_NAME = Matching(
    rf"[A-Za-z0-9][A-Za-z0-9_-]{{0,{LONGEST_NAME - 1}}}",
    f"a name of 1 to {LONGEST_NAME} letters, digits, hyphens and underscores that starts with a letter or digit is",
)
ServiceName = Annotated[str, SERVICE_NAME]
"""A name that ECS accepts for a service, a task definition family and a container, with a shorter maximum."""


class ImageBuildArgs(Args):
    """An image built from this checkout and pushed to the service's own ECR repository."""

    context: Annotated[str, Field(min_length=1)] = "."
    """The build context: a folder, from the project's root."""

    dockerfile: Annotated[str, Field(min_length=1)] | None = None
    """The Dockerfile, from the project's root. Default: `Dockerfile` in the context."""

    platform: Annotated[str, Matching("linux/(amd64|arm64)", "linux/amd64 or linux/arm64 is")] | None = None
    """`linux/amd64` or `linux/arm64`. Default: the platform of the cluster's instances, if it is known."""


class TaskArgs(Args):
    """A task: its image and containers, its size, its roles, its secrets, its volumes and its logs."""

    image: ImageStr | None = DEFAULT_IMAGE
    """The container's image. Use an immutable tag or a digest. Not with `build`."""

    build: ImageBuildArgs | None = None
    """Build the image instead of naming one. Needs Docker on the machine that runs Pulumi."""

    cpu: Annotated[int, Field(ge=128, le=196_608)] = 256
    """CPU units of a task; 1024 are one vCPU. At most those of the instance type."""

    memory: Annotated[int, Field(ge=LEAST_MEMORY)] = 512
    """Memory of a task in MiB, a hard limit. At most the memory that the instance type leaves to tasks."""

    environment: Variables = Field(default_factory=dict)
    """Environment variables of the container.

    Not for secrets: everyone who can read the task definition can see them.
    """

    secrets: dict[VariableName, SecretArn] = Field(default_factory=dict)
    """Environment variables from Secrets Manager or SSM, by ARN; the execution role can read only these.

    The six characters at the end of a secret's ARN are optional, unless its name ends in a hyphen and six letters or
    digits.
    """

    secrets_key_arns: tuple[KeyArn, ...] = Field(default=(), strict=False)
    """Your own KMS keys that encrypt the secrets. The execution role can decrypt only with these."""

    registry_credentials_arn: RegistryCredentialsArn | None = None
    """A secret in Secrets Manager with the `username` and `password` of the image's registry; the execution role can
    read it. Default: none, as for ECR and public images."""

    execution_role: ExecutionRoleArgs = ExecutionRoleArgs()
    """The permissions that ECS has to start the tasks."""

    task_role: TaskRoleArgs | None = None
    """The permissions that the service's own code has in AWS. Default: none."""

    container: ContainerArgs = ContainerArgs()
    """How the service's own container starts and stops, and its restrictions."""

    sidecars: dict[ServiceName, SidecarArgs] = Field(default_factory=dict)
    """Additional containers of each task, by name. The service's own container gets the rest of `cpu` and `memory`."""

    volumes: dict[ServiceName, VolumeArgs] = Field(default_factory=dict)
    """Volumes of each task, by name."""

    gpu: Annotated[int, Field(ge=1, le=16)] | None = None
    """The number of NVIDIA GPUs for the service's own container, at most the number that each instance type has. If all
    types have GPUs, the instances start from the GPU-optimized AMI for ECS. Default: none."""

    logging: LoggingArgs = LoggingArgs()
    """The destination of the output of the service's own container."""

    execute_command: bool = False
    """Whether `aws ecs execute-command` can open a shell in a task. Needs `cluster.executeCommand` and writable root
    file systems."""

    log_retention_days: LogRetentionDays = 30
    """How long CloudWatch keeps the logs."""

    log_key_arn: KeyArn | None = None
    """A KMS key in the stack's region for the containers' logs. Its policy must let CloudWatch Logs use it. Default: a
    key that AWS owns."""

    exclusive_permissions: bool = True
    """Whether the roles have only the program's policies, and the security groups only its rules. If true, `pulumi up`
    after a refresh removes policies and rules that others have added."""

    @field_validator("secrets")
    @classmethod
    def _named_once(cls, value: dict[str, InputStr], info: ValidationInfo) -> dict[str, InputStr]:
        return refuse_names_in_environment(value, info)

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

    @property
    def reserved(self) -> tuple[int, int]:
        """The task's CPU units and MiB that no container reserves."""
        return 0, 0

    @property
    def left_by_sidecars(self) -> tuple[int, int]:
        """The task's CPU units and MiB without those of the sidecars."""
        sidecars = self.sidecars.values()
        return self.cpu - sum(each.cpu for each in sidecars), self.memory - sum(each.memory for each in sidecars)

    @property
    def own_cpu(self) -> int:
        """CPU units of the task's own container."""
        return self.left_by_sidecars[0] - self.reserved[0]

    @property
    def own_memory(self) -> int:
        """MiB of the task's own container."""
        return self.left_by_sidecars[1] - self.reserved[1]

    @model_validator(mode="after")
    def _room_for_sidecars(self) -> TaskArgs:
        cpu, memory = self.left_by_sidecars
        if cpu < 0:
            raise refusal_at("sidecars", f"together at most the task's cpu, {self.cpu}, is allowed")
        if memory < LEAST_MEMORY:
            raise refusal_at(
                "sidecars", f"together at most the task's memory, {self.memory}, less {LEAST_MEMORY} MiB is allowed"
            )
        return self

    @model_validator(mode="after")
    def _image_or_build(self) -> TaskArgs:
        if self.build is None and self.image is None:
            raise refusal_at("image", "image or build is required")
        if self.build is not None and self.image is not None and "image" in self.model_fields_set:
            raise refusal_at("build", "either image or build is allowed, not both")
        return self
