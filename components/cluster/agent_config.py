"""The settings of the ECS agent: its variables on Amazon Linux, and their names on Bottlerocket. Pure."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from typing import Annotated, Any

from pydantic import BeforeValidator, Field

from ..foundation.args import Matching
from ..foundation.plain_words import near_match

AGENT_VARIABLES = frozenset(
    f"ECS_{name}"
    for name in (
        *("AGENT_HEALTHCHECK_HOST", "ALLOW_OFFHOST_INTROSPECTION_ACCESS", "ALTERNATE_CREDENTIAL_PROFILE"),
        *("APPARMOR_CAPABLE", "AVAILABLE_LOGGING_DRIVERS", "AWSVPC_ADDITIONAL_LOCAL_ROUTES", "CGROUP_CPU_PERIOD"),
        *("CHECKPOINT", "CONTAINER_CREATE_TIMEOUT", "CONTAINER_INSTANCE_PROPAGATE_TAGS_FROM"),
        *("CONTAINER_INSTANCE_TAGS", "CONTAINER_START_TIMEOUT", "CONTAINER_STOP_TIMEOUT"),
        *("DISABLE_DOCKER_HEALTH_CHECK", "DISABLE_IMAGE_CLEANUP", "DISABLE_METRICS", "DISABLE_PRIVILEGED"),
        *("DYNAMIC_HOST_PORT_RANGE", "ENABLE_AWSLOGS_EXECUTIONROLE_OVERRIDE", "ENABLE_CONTAINER_METADATA"),
        *("ENABLE_GPU_SUPPORT", "ENABLE_RUNTIME_STATS", "ENABLE_TASK_CPU_MEM_LIMIT", "ENABLE_UNTRACKED_IMAGE_CLEANUP"),
        *("ENGINE_AUTH_DATA", "ENGINE_AUTH_TYPE", "ENGINE_TASK_CLEANUP_WAIT_DURATION"),
        *("ENGINE_TASK_CLEANUP_WAIT_DURATION_JITTER", "EXCLUDE_IPV6_PORTBINDING", "EXCLUDE_UNTRACKED_IMAGE"),
        *("GMSA_SUPPORTED", "IMAGE_CLEANUP_INTERVAL", "IMAGE_MINIMUM_CLEANUP_AGE", "IMAGE_PULL_BEHAVIOR"),
        *("IMAGE_PULL_INACTIVITY_TIMEOUT", "IMAGE_PULL_TIMEOUT", "INSTANCE_ATTRIBUTES", "LOGFILE", "LOGLEVEL"),
        *("LOGLEVEL_ON_INSTANCE", "LOG_DRIVER", "LOG_MAX_FILE_SIZE_MB", "LOG_MAX_ROLL_COUNT", "LOG_OPTS"),
        *("LOG_OUTPUT_FORMAT", "LOG_ROLLOVER_TYPE", "MANIFEST_PULL_TIMEOUT", "NUM_IMAGES_DELETE_PER_CYCLE"),
        *("NVIDIA_RUNTIME", "OFFHOST_INTROSPECTION_INTERFACE_NAME", "POLLING_METRICS_WAIT_DURATION", "POLL_METRICS"),
        *("PULL_DEPENDENT_CONTAINERS_UPFRONT", "RESERVED_MEMORY", "RESERVED_PORTS", "RESERVED_PORTS_UDP"),
        *("SELINUX_CAPABLE", "SHARED_VOLUME_MATCH_FULL_CONFIG", "SKIP_LOCALHOST_TRAFFIC_FILTER"),
        *("TASK_METADATA_RPS_LIMIT", "TASK_PIDS_LIMIT", "UPDATES_ENABLED", "WARM_POOLS_CHECK"),
    )
)
"""The agent's variables on Linux: README.md of https://github.com/aws/amazon-ecs-agent at
00b19771141812b183460b1af6b5fb3f778f84e9, without those for the location of the agent's files on the host."""

SET_BY_THE_PROGRAM = {
    "ECS_CLUSTER": "the program sets it to the cluster",
    "ECS_AWSVPC_BLOCK_IMDS": "the program sets it, so that tasks do not get the instance's permissions",
    "ECS_ENABLE_SPOT_INSTANCE_DRAINING": "the program sets it, with spotPercent",
}

LOGGING_DRIVERS = "ECS_AVAILABLE_LOGGING_DRIVERS"

RESERVED_MEMORY = "ECS_RESERVED_MEMORY"
"""The MiB that the agent does not register:
https://docs.aws.amazon.com/AmazonECS/latest/developerguide/memory-management.html"""

PRIVILEGED_OFF = {"ECS_DISABLE_PRIVILEGED": "true"}
"""No service of the program has a privileged container. Bottlerocket forbids them by default."""


def _agent_variable(name: object) -> object:
    if name in AGENT_VARIABLES or not isinstance(name, str):
        return name
    if name in SET_BY_THE_PROGRAM:
        raise ValueError(f"{SET_BY_THE_PROGRAM[name]}: another variable of the agent is allowed")
    close = near_match(name, AGENT_VARIABLES)
    hint = f"; did you mean {close}?" if close else ", such as ECS_IMAGE_PULL_BEHAVIOR"
    raise ValueError(f"a variable of the ECS agent is allowed{hint}")


AgentVariable = Annotated[str, BeforeValidator(_agent_variable)]
AgentValue = Annotated[str, Matching(r"[ -~]{1,1024}", "a line of 1 to 1024 ASCII characters is")]
AgentConfig = Annotated[dict[AgentVariable, AgentValue], Field(max_length=40)]


Setting = Callable[[str], list[str]]
"""Returns the TOML lines for a variable's value. Raises ``ValueError`` for a value that Bottlerocket refuses."""


def _text(key: str) -> Setting:
    return lambda value: [f"{key} = {json.dumps(value)}"]


def _number(key: str) -> Setting:
    return lambda value: [f"{key} = {_whole(value)}"]


def _flag(key: str, *, inverted: bool = False) -> Setting:
    def line(value: str) -> list[str]:
        if value not in ("true", "false"):
            raise ValueError("true or false is allowed")
        return [f"{key} = {json.dumps((value == 'true') is not inverted)}"]

    return line


def _whole(value: str) -> int:
    if not value.strip().isdecimal():
        raise ValueError("a whole number is allowed")
    return int(value)


def _drivers(value: str) -> list[str]:
    return [f"logging-drivers = {json.dumps(drivers_of(value))}"]


def refuse_unread_values(config: Mapping[str, str]) -> None:
    """Raise ``ValueError`` for a value that the agent would ignore, of a variable that decides where tasks run."""
    for name, read in ((LOGGING_DRIVERS, drivers_of), (RESERVED_MEMORY, _whole)):
        if name in config:
            try:
                read(config[name])
            except ValueError as error:
                raise ValueError(f"of {name}, {error}") from None


def drivers_of(value: str) -> list[str]:
    """Return the log drivers in a variable's value. Raises ``ValueError`` for one that the agent does not read."""
    drivers: list[Any] = _json(value, list)
    if not all(isinstance(driver, str) for driver in drivers):
        raise ValueError("a JSON array of texts is allowed")
    return drivers


def _attributes(value: str) -> list[str]:
    pairs = ", ".join(f"{json.dumps(key)} = {json.dumps(str(item))}" for key, item in _json(value, dict).items())
    return [f"instance-attributes = {{ {pairs} }}"]


def _json(value: str, kind: type) -> Any:
    try:
        found = json.loads(value)
    except ValueError:
        found = None
    if not isinstance(found, kind):
        raise ValueError(f"a JSON {'array' if kind is list else 'object'} is allowed")  # noqa: TRY004 - pydantic's way
    return found


def _rates(value: str) -> list[str]:
    steady, _, burst = value.partition(",")
    return [f"metadata-service-rps = {_whole(steady)}", f"metadata-service-burst = {_whole(burst)}"]


ON_BOTTLEROCKET: Mapping[str, Setting] = {
    LOGGING_DRIVERS: _drivers,
    "ECS_CONTAINER_STOP_TIMEOUT": _text("container-stop-timeout"),
    "ECS_DISABLE_IMAGE_CLEANUP": _flag("image-cleanup-enabled", inverted=True),
    "ECS_DISABLE_PRIVILEGED": _flag("allow-privileged-containers", inverted=True),
    "ECS_ENABLE_CONTAINER_METADATA": _flag("enable-container-metadata"),
    "ECS_ENGINE_TASK_CLEANUP_WAIT_DURATION": _text("task-cleanup-wait"),
    "ECS_IMAGE_CLEANUP_INTERVAL": _text("image-cleanup-wait"),
    "ECS_IMAGE_MINIMUM_CLEANUP_AGE": _text("image-cleanup-age"),
    "ECS_IMAGE_PULL_BEHAVIOR": _text("image-pull-behavior"),
    "ECS_INSTANCE_ATTRIBUTES": _attributes,
    "ECS_LOGLEVEL": _text("loglevel"),
    "ECS_NUM_IMAGES_DELETE_PER_CYCLE": _number("image-cleanup-delete-per-cycle"),
    RESERVED_MEMORY: _number("reserved-memory"),
    "ECS_TASK_METADATA_RPS_LIMIT": _rates,
}
"""The equivalent keys of Bottlerocket's ``settings.ecs``: struct ECSSettingsV1 of settings-models in
https://github.com/bottlerocket-os/bottlerocket-settings-sdk."""
