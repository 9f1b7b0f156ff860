"""The settings of a container, shared by a service's own container and its sidecars."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Annotated, Literal

from pydantic import Field, ValidationInfo, field_validator

from ...foundation.args import (
    Args,
    InputStr,
    Matching,
    SecretArn,
    arn_of,
    each_once,
    refusal_at,
)
from ...foundation.deferred import Input, is_deferred
from .capabilities_args import CapabilitiesArgs
from .logging_args import FirelensArgs, LoggingArgs
from .volume_args import MountArgs, MountPath, Path

VariableName = Annotated[
    str,
    Matching(
        r"[A-Za-z_][A-Za-z0-9_.:-]*",
        "a name of letters, digits and underscores that does not start with a digit (and, for programs that take them,"
        " with . : -) is",
    ),
]
"""The name of an environment variable: as in shells, and the additional forms of .NET and Spring."""

_REGISTRY = r"([A-Za-z0-9]([A-Za-z0-9.-]*[A-Za-z0-9])?(:[0-9]+)?/)?"
_REPOSITORY = r"[a-z0-9]+(([._]|__|-+)[a-z0-9]+)*(/[a-z0-9]+(([._]|__|-+)[a-z0-9]+)*)*"
_TAG_AND_DIGEST = r"(:[A-Za-z0-9_][A-Za-z0-9_.-]{0,127})?(@sha256:[0-9a-f]{64})?"
_IMAGE = Matching(
    _REGISTRY + _REPOSITORY + _TAG_AND_DIGEST,
    "an image such as nginx:1.29 or REGISTRY/REPOSITORY:TAG, without https:// and spaces and with a lowercase"
    " repository, is",
)
"""https://pkg.go.dev/github.com/distribution/reference has the grammar."""

_ENVIRONMENT_FILE = Matching(
    r"arn:aws[a-z-]*:s3:::[a-z0-9][a-z0-9.-]{1,61}[a-z0-9]/\S+\.env",
    "the ARN of an S3 object that ends in .env (arn:aws:s3:::BUCKET/NAME.env) is",
)
"""https://docs.aws.amazon.com/AmazonECS/latest/developerguide/use-environment-file.html"""

MOST_ENVIRONMENT_FILES = 10

_REGISTRY_CREDENTIALS = arn_of("a secret", "secretsmanager", "secret:[A-Za-z0-9/_+=.@!-]+", "secret:NAME-SUFFIX")

ImageStr = Input[Annotated[str, _IMAGE]]
EnvironmentFiles = Annotated[
    tuple[Input[Annotated[str, _ENVIRONMENT_FILE]], ...],
    Field(max_length=MOST_ENVIRONMENT_FILES),
    each_once("each file is allowed once"),
]
RegistryCredentialsArn = Input[Annotated[str, _REGISTRY_CREDENTIALS]]

if TYPE_CHECKING:
    # So that mypy also accepts a dict of plain strings.
    Variables = Input[Mapping[str, InputStr]]
    Command = Sequence[Input[str]]
else:
    Variables = Input[dict[VariableName, InputStr]]
    Command = tuple[Input[str], ...]

NAMED_TWICE = "it is also in environment; each variable is allowed once"

LEAST_MEMORY = 6
"""MiB; Docker starts no container with less.
https://docs.aws.amazon.com/AmazonECS/latest/APIReference/API_ContainerDefinition.html"""

DependencyCondition = Literal["START", "COMPLETE", "SUCCESS", "HEALTHY"]

LabelName = Annotated[str, Matching(r"\S+", "a name without spaces is")]

UlimitName = Literal[
    "core", "cpu", "data", "fsize", "locks", "memlock", "msgqueue", "nice", "nofile", "nproc", "rss", "rtprio",
    "rttime", "sigpending", "stack",
]  # fmt: skip

LONGEST_STOP = 900
"""Seconds. A rollout ends once the old tasks have stopped, for which `pulumi up` waits 20 minutes by default; the
deletion of a service waits 30."""


class ContainerHealthCheckArgs(Args):
    """A command that ECS runs in the container. After `retries` failures, ECS replaces the task."""

    command: Annotated[tuple[str, ...], Field(min_length=1, strict=False)]
    """The command, its first item `CMD` or `CMD-SHELL`."""

    interval: Annotated[int, Field(ge=5, le=300)] = 30
    """Seconds between two runs."""

    timeout: Annotated[int, Field(ge=2, le=60)] = 5
    """Seconds after which a run has failed."""

    retries: Annotated[int, Field(ge=1, le=10)] = 3
    """The number of consecutive failures after which the container is unhealthy."""

    start_period: Annotated[int, Field(ge=0, le=300)] = 0
    """Seconds at the start in which failures do not count."""

    @field_validator("command")
    @classmethod
    def _says_how(cls, value: tuple[str, ...]) -> tuple[str, ...]:
        if value[0] not in ("CMD", "CMD-SHELL") or len(value) == 1:
            raise ValueError("a list that starts with CMD or CMD-SHELL, followed by the command, is allowed")
        if value[0] == "CMD-SHELL" and len(value) > 2:
            # Docker appends the items to `sh -c`, which runs the first one and ignores the others: cmdProbe in
            # daemon/health.go of moby/moby.
            text = json.dumps(" ".join(value[1:]))
            raise ValueError(f"after CMD-SHELL, one text is allowed, as a shell takes it: [CMD-SHELL, {text}]")
        return value


class TmpfsArgs(Args):
    """A file system in memory, which is deleted with the container."""

    container_path: MountPath
    """The path where it is mounted."""

    size: Annotated[int, Field(ge=1)]
    """Its size in MiB, which counts as the container's memory."""

    mount_options: tuple[str, ...] = Field(default=(), strict=False)
    """Options of mount(8), such as `noexec`."""


class UlimitArgs(Args):
    """A limit of the container's processes."""

    soft_limit: Annotated[int, Field(ge=-1)]
    """The current limit; -1 means no limit."""

    hard_limit: Annotated[int, Field(ge=-1)]
    """The maximum to which the container may raise the limit; -1 means no maximum."""

    @field_validator("hard_limit")
    @classmethod
    def _covers_soft(cls, value: int, info: ValidationInfo) -> int:
        soft = info.data.get("soft_limit")
        if soft is not None and value != -1 and (soft == -1 or value < soft):
            raise ValueError(f"softLimit, {soft}, or more is allowed")
        return value


class ContainerArgs(Args):
    """How a container starts and stops, and its restrictions."""

    command: Command = Field(default=(), strict=False)
    """Default: the image's."""

    entry_point: Command = Field(default=(), strict=False)
    """Default: the image's."""

    health_check: ContainerHealthCheckArgs | None = None
    """A command that checks the container's health, in addition to the load balancer's check. Default: none."""

    user: (
        Annotated[str, Matching(r"[A-Za-z0-9_.-]+(:[A-Za-z0-9_.-]+)?", "user, uid, user:group or uid:gid is")] | None
    ) = None
    """The user that the processes run as. Default: the image's, often root."""

    readonly_root_filesystem: bool = False
    """Whether the container's root file system is read-only. `tmpfs` adds writable directories."""

    tmpfs: tuple[TmpfsArgs, ...] = Field(default=(), strict=False)
    """File systems in memory."""

    ulimits: dict[UlimitName, UlimitArgs] = Field(default_factory=dict)
    """Limits by name, such as `nofile`."""

    stop_timeout: Annotated[int, Field(ge=2, le=LONGEST_STOP)] | None = None
    """Seconds between the stop signal and SIGKILL. Default: 30."""

    depends_on: dict[str, DependencyCondition] = Field(default_factory=dict)
    """Containers of the task to wait for, by name, each with a condition: `START`, `HEALTHY` (by its `healthCheck`),
    `COMPLETE` (it has exited) or `SUCCESS` (it has exited with code 0). The last two are only for a sidecar that is not
    `essential`."""

    working_directory: Path | None = None
    """The directory in which the command runs. Default: the image's."""

    environment_files: EnvironmentFiles = Field(default=(), strict=False, json_schema_extra={"uniqueItems": True})
    """Files of environment variables in S3, by ARN; the execution role can read only these. `environment` takes
    precedence over them, and an earlier file over a later one."""

    docker_labels: dict[LabelName, InputStr] = Field(default_factory=dict)
    """Labels of the container, for agents on the instance."""

    init_process: bool = False
    """Whether Docker runs an init process in the container, which forwards signals and reaps zombie processes.
    `executeCommand` turns it on in the service's own container."""

    shared_memory_mib: Annotated[int, Field(ge=1)] | None = None
    """The size of `/dev/shm` in MiB, which counts as the container's memory. Default: 64."""

    capabilities: CapabilitiesArgs = CapabilitiesArgs()
    """Linux capabilities to add to Docker's default, or to drop."""

    no_new_privileges: bool = False
    """Whether processes in the container are prevented from gaining new privileges, such as by a setuid program."""


class SidecarArgs(ContainerArgs):
    """An additional container in each task."""

    image: ImageStr
    """The sidecar's image."""

    cpu: Annotated[int, Field(ge=0, le=196_608)] = 0
    """The part of the task's CPU units that is reserved for the sidecar."""

    memory: Annotated[int, Field(ge=LEAST_MEMORY)]
    """The part of the task's memory for the sidecar, in MiB, a hard limit."""

    essential: bool = True
    """Whether the task stops when this container does."""

    environment: Variables = Field(default_factory=dict)
    """Environment variables. Not for secrets."""

    secrets: dict[VariableName, SecretArn] = Field(default_factory=dict)
    """Environment variables from Secrets Manager or SSM, by ARN."""

    registry_credentials_arn: RegistryCredentialsArn | None = None
    """A secret with the `username` and `password` of the image's registry; the execution role can read it."""

    logging: LoggingArgs = LoggingArgs()
    """The destination of the sidecar's output."""

    firelens: FirelensArgs | None = None
    """Makes the sidecar the task's log router. Default: none."""

    volumes: dict[str, MountArgs] = Field(default_factory=dict)
    """Volumes of the task that the sidecar mounts, by the names in the service's `volumes`."""

    @field_validator("secrets")
    @classmethod
    def _named_once(cls, value: dict[str, InputStr], info: ValidationInfo) -> dict[str, InputStr]:
        return refuse_names_in_environment(value, info)


def refuse_names_in_environment(secrets: dict[str, InputStr], info: ValidationInfo) -> dict[str, InputStr]:
    """Refuse a variable that is also in ``environment``; ECS accepts each name once."""
    environment = info.data.get("environment", {})
    for name in secrets:
        if not is_deferred(environment) and name in environment:
            raise refusal_at(name, NAMED_TWICE)
    return secrets
