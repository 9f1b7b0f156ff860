"""ECS task definitions: dependencies of containers, log routers, and missing execution roles.

https://docs.aws.amazon.com/AmazonECS/latest/APIReference/API_ContainerDependency.html and API_ContainerDefinition.html.
The messages about essential containers, FireLens and the execution role are AWS's, from published quotes; the others
follow that reference.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

from localaws.server.operations import AwsError, before

if TYPE_CHECKING:
    from localaws.server.operations import Call

Container = dict[str, Any]
ENDS = ("COMPLETE", "SUCCESS")
FIRELENS = "awsfirelens"
# https://docs.aws.amazon.com/AmazonECS/latest/APIReference/API_KernelCapabilities.html
CAPABILITIES = (
    "ALL", "AUDIT_CONTROL", "AUDIT_WRITE", "BLOCK_SUSPEND", "CHOWN", "DAC_OVERRIDE", "DAC_READ_SEARCH", "FOWNER",
    "FSETID", "IPC_LOCK", "IPC_OWNER", "KILL", "LEASE", "LINUX_IMMUTABLE", "MAC_ADMIN", "MAC_OVERRIDE", "MKNOD",
    "NET_ADMIN", "NET_BIND_SERVICE", "NET_BROADCAST", "NET_RAW", "SETFCAP", "SETGID", "SETPCAP", "SETUID",
    "SYS_ADMIN", "SYS_BOOT", "SYS_CHROOT", "SYS_MODULE", "SYS_NICE", "SYS_PACCT", "SYS_PTRACE", "SYS_RAWIO",
    "SYS_RESOURCE", "SYS_TIME", "SYS_TTY_CONFIG", "SYSLOG", "WAKE_ALARM",
)  # fmt: skip
MAX_ENVIRONMENT_FILES = 10


def _refused(message: str) -> AwsError:
    return AwsError("ClientException", message)


@before("ecs", "RegisterTaskDefinition")
def dependencies_can_be_met(call: Call) -> None:
    """A container depends on another one of the task that can reach the condition, without cycles."""
    containers = {each["name"]: each for each in call.params["containerDefinitions"]}
    for name, container in containers.items():
        for dependency in container.get("dependsOn") or []:
            other = containers.get(dependency["containerName"])
            if other is None or other is container:
                raise _refused(f"Container {name} has an invalid dependency '{dependency['containerName']}'.")
            if dependency["condition"] in ENDS and other.get("essential", True):
                raise _refused(
                    "A dependency container with SUCCESS or COMPLETE condition cannot be an essential container"
                )
            if dependency["condition"] == "HEALTHY" and not other.get("healthCheck"):
                raise _refused(f"Container {dependency['containerName']} has no health check for HEALTHY.")
    if _has_cycle(containers):
        raise _refused("Container dependencies have a cycle.")


def _has_cycle(containers: dict[str, Container]) -> bool:
    left = {name: {each["containerName"] for each in one.get("dependsOn") or []} for name, one in containers.items()}
    while free := [name for name, others in left.items() if not others & left.keys()]:
        for name in free:
            del left[name]
    return bool(left)


@before("ecs", "RegisterTaskDefinition")
def log_router_exists(call: Call) -> None:
    """FireLens needs one container that routes logs and another one that sends them."""
    containers: list[Container] = call.params["containerDefinitions"]
    routers = [each for each in containers if each.get("firelensConfiguration")]
    senders = [each for each in containers if (each.get("logConfiguration") or {}).get("logDriver") == FIRELENS]
    if senders and not routers:
        raise _refused(
            "When awsfirelens log driver is specified in log configuration, a firelens configuration object must be "
            "configured in one of the containers."
        )
    if routers and not senders:
        raise _refused(
            "When a firelensConfiguration object is specified, at least one container has to be configured with the "
            "awsfirelens log driver."
        )
    if len(routers) > 1:
        raise _refused("Only one container of a task can have a firelensConfiguration object.")


@before("ecs", "RegisterTaskDefinition")
def execution_role_is_given(call: Call) -> None:
    """A task has an execution role if ECS reads secrets or files for its containers."""
    if call.params.get("executionRoleArn"):
        return
    for container in call.params["containerDefinitions"]:
        for what in _read_by_role(container):
            raise _refused(f"When you are specifying {what}, you must also specify a value for 'executionRoleArn'.")


def _read_by_role(container: Container) -> Iterator[str]:
    if (container.get("logConfiguration") or {}).get("secretOptions"):
        yield "log configuration secrets"
    if container.get("repositoryCredentials"):
        yield "repository credentials"
    if container.get("environmentFiles"):
        yield "environment files"


@before("ecs", "RegisterTaskDefinition")
def linux_settings_are_known(call: Call) -> None:
    """Capabilities, security options, environment files and GPU counts are valid."""
    for container in call.params["containerDefinitions"]:
        capabilities = (container.get("linuxParameters") or {}).get("capabilities") or {}
        for name in [*capabilities.get("add", []), *capabilities.get("drop", [])]:
            if name not in CAPABILITIES:
                raise _refused(f"Invalid capability '{name}' specified.")
        for option in container.get("dockerSecurityOptions") or []:
            if option != "no-new-privileges" and option.partition(":")[0] not in (
                "apparmor",
                "label",
                "credentialspec",
            ):
                raise _refused(f"Invalid docker security option '{option}'.")
        files = container.get("environmentFiles") or []
        if len(files) > MAX_ENVIRONMENT_FILES:
            raise _refused(f"A container can have at most {MAX_ENVIRONMENT_FILES} environment files.")
        for file in files:
            if not file["value"].startswith("arn:aws"):
                raise _refused(f"Invalid ARN '{file['value']}' of an environment file.")
        _check_gpus(container)


def _check_gpus(container: Container) -> None:
    for requirement in container.get("resourceRequirements") or []:
        if requirement["type"] == "GPU" and not (requirement["value"].isdigit() and int(requirement["value"]) > 0):
            raise _refused(f"Invalid GPU count '{requirement['value']}' for container '{container['name']}'.")
