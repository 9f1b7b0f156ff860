"""ECS task definitions: containers that do not fit the task, or that name missing resources.

https://docs.aws.amazon.com/AmazonECS/latest/developerguide/task_definition_parameters.html
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from localaws.server.operations import AwsError, before

if TYPE_CHECKING:
    from localaws.server.operations import Call

Container = dict[str, Any]


def _refused(message: str) -> AwsError:
    return AwsError("ClientException", message)


@before("ecs", "RegisterTaskDefinition")
def containers_are_valid(call: Call) -> None:
    """Names are unique, one container is essential, and named resources exist."""
    given = call.params
    containers: list[Container] = given["containerDefinitions"]
    names = [container.get("name") for container in containers]
    if len(set(names)) < len(names):
        raise _refused("Container.name contains duplicate values.")
    if not any(container.get("essential", True) for container in containers):
        raise _refused("Invalid setting for container definitions. At least one container must be essential.")
    volumes = {volume.get("name") for volume in given.get("volumes") or []}
    for container in containers:
        for mount in container.get("mountPoints") or []:
            if mount.get("sourceVolume") not in volumes:
                raise _refused(f"Unknown volume '{mount.get('sourceVolume')}'.")
        if container.get("secrets") and not given.get("executionRoleArn"):
            raise _refused(
                "When you are specifying container secrets, you must also specify a value for 'executionRoleArn'."
            )


@before("ecs", "RegisterTaskDefinition")
def host_ports_are_container_ports(call: Call) -> None:
    """A task with its own network interface cannot map ports of the host."""
    if call.params.get("networkMode") != "awsvpc":
        return
    for container in call.params["containerDefinitions"]:
        for mapping in container.get("portMappings") or []:
            if mapping.get("hostPort") not in (None, 0, mapping.get("containerPort")):
                raise _refused(
                    "When networkMode=awsvpc, the host ports and container ports in port mappings must match."
                )


@before("ecs", "RegisterTaskDefinition")
def containers_fit_the_task(call: Call) -> None:
    """Each container or the task has a memory limit or reservation, and the containers fit into the task."""
    containers: list[Container] = call.params["containerDefinitions"]
    cpu, memory = _units(call.params.get("cpu"), 1024), _units(call.params.get("memory"), 1024)
    for container in containers:
        limit, reservation = container.get("memory"), container.get("memoryReservation")
        if memory is None and limit is None and reservation is None:
            raise _refused(
                f"Invalid setting for container '{container['name']}'. At least one of 'memory' or "
                "'memoryReservation' must be specified."
            )
        if limit is not None and reservation is not None and limit < reservation:
            raise _refused(
                f"Invalid setting for container '{container['name']}'. 'memory' must be greater than or equal to "
                "'memoryReservation'."
            )
        if memory is not None and (limit or 0) > memory:
            raise _refused(
                f"Invalid 'memory' setting for container '{container['name']}'. It is greater than the task's {memory}."
            )
    if cpu is not None and sum(container.get("cpu") or 0 for container in containers) > cpu:
        raise _refused(f"Invalid 'cpu' setting for task. The containers' total is greater than {cpu}.")
    reserved = sum(container.get("memoryReservation") or container.get("memory") or 0 for container in containers)
    if memory is not None and reserved > memory:
        raise _refused(f"Invalid 'memory' setting for task. The containers' total is greater than {memory}.")


def _units(value: str | None, whole: int) -> int | None:
    """Return the CPU units or MiB of a task, also from the forms ``1 vCPU`` and ``2 GB``."""
    if not value:
        return None
    number, _, unit = value.strip().partition(" ")
    return int(float(number) * whole) if unit else int(number)
