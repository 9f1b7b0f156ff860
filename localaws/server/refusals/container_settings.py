"""ECS task definitions: names, and invalid settings of one container.

https://docs.aws.amazon.com/AmazonECS/latest/APIReference/API_ContainerDefinition.html. The messages about links, log
options and secrets are AWS's, from published quotes.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

from localaws.server.operations import AwsError, before

if TYPE_CHECKING:
    from collections.abc import Iterable

    from localaws.server.operations import Call

NAME = re.compile(r"[A-Za-z0-9_-]{1,255}")
MIN_MEMORY = 6
MIN_CPU = 128


def _refused(message: str) -> AwsError:
    return AwsError("ClientException", message)


@before("ecs", "RegisterTaskDefinition")
def names_are_valid(call: Call) -> None:
    """Names of families and containers have allowed characters; names of volumes and ports are unique."""
    given = call.params
    if not NAME.fullmatch(given["family"]):
        raise _refused("Family contains invalid characters.")
    containers: list[dict[str, Any]] = given["containerDefinitions"]
    for container in containers:
        if not NAME.fullmatch(container.get("name") or ""):
            raise _refused("Container.name contains invalid characters.")
    if _has_duplicates(volume["name"] for volume in given.get("volumes") or []):
        raise _refused("Volume.name contains duplicate values.")
    mappings = [mapping for container in containers for mapping in container.get("portMappings") or []]
    if _has_duplicates(mapping["name"] for mapping in mappings if mapping.get("name")):
        raise _refused("PortMapping.name contains duplicate values.")


def _has_duplicates(names: Iterable[str]) -> bool:
    listed = list(names)
    return len(set(listed)) < len(listed)


@before("ecs", "RegisterTaskDefinition")
def settings_are_supported(call: Call) -> None:
    """A container has the minimum memory of Docker, a log group, and no duplicate variables."""
    for container in call.params["containerDefinitions"]:
        minimum = min(container.get(name) or MIN_MEMORY for name in ("memory", "memoryReservation"))
        if minimum < MIN_MEMORY:
            raise _refused(
                f"Invalid setting for container '{container['name']}'. The memory must be at least {MIN_MEMORY} MiB."
            )
        if call.params.get("networkMode") == "awsvpc" and container.get("links"):
            raise _refused("Links are not supported when networkMode=awsvpc.")
        log = container.get("logConfiguration") or {}
        if log.get("logDriver") == "awslogs" and "awslogs-group" not in (log.get("options") or {}):
            raise _refused("Log driver awslogs requires options: awslogs-group")
        variables = {each.get("name") for each in container.get("environment") or []}
        for secret in container.get("secrets") or []:
            if secret["name"] in variables:
                raise _refused(
                    "The secret name must be unique and not shared with any new or existing environment variables set "
                    f"on the container, such as '{secret['name']}'."
                )


@before("ecs", "RegisterTaskDefinition")
def cpu_is_large_enough(call: Call) -> None:
    """A task's CPU is at least 128 units.

    https://docs.aws.amazon.com/AmazonECS/latest/APIReference/API_RegisterTaskDefinition.html
    """
    cpu = str(call.params.get("cpu") or MIN_CPU)
    if cpu.isdecimal() and int(cpu) < MIN_CPU:
        raise _refused(f"Invalid 'cpu' setting for task. The least is {MIN_CPU}.")
