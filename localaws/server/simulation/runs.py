"""Standalone tasks that end by themselves: their output and their exit code.

No container runs. A standalone task without a port ends when it is described or before the next change, unless the name
of its image contains ``ENDLESS_IMAGE``.
"""

from __future__ import annotations

import shlex
from typing import TYPE_CHECKING, Any

from moto.core.utils import unix_time_millis, utcnow

from localaws.server.operations import before, settle
from localaws.server.simulation import deployments, tasks
from localaws.server.simulation.world import World

if TYPE_CHECKING:
    from collections.abc import Callable

    from localaws.server.operations import Call

ENDLESS_IMAGE = "localaws/runs-on"


@before("ecs", "DescribeTasks")
def finish_described_runs(call: Call) -> None:
    """End described tasks that end by themselves."""
    described = {name.rsplit("/", maxsplit=1)[-1] for name in call.params["tasks"]}
    _finish_all(call, lambda task: task.id in described)


@before("ecs", "RunTask")
def finish_earlier_runs(call: Call) -> None:
    """End earlier tasks that end by themselves, to free their capacity."""
    _finish_all(call, lambda _: True)


@settle
def finish_runs(call: Call) -> None:
    """End tasks that end by themselves, except those that have just started."""
    if (call.service, call.operation) != ("ecs", "RunTask"):
        _finish_all(call, lambda _: True)


def _finish_all(call: Call, chosen: Callable[[Any], bool]) -> None:
    world = World.of(call)
    for task in list(world.tasks()):
        if (
            task.last_status == "RUNNING"
            and not task.group.startswith("service:")
            and chosen(task)
            and _ends_by_itself(world, task)
        ):
            _finish(call, world, task)


def _ends_by_itself(world: World, task: Any) -> bool:
    containers = world.ecs.describe_task_definition(task.task_definition_arn).container_definitions
    return not any(each.get("portMappings") or ENDLESS_IMAGE in each["image"] for each in containers)


def _finish(call: Call, world: World, task: Any) -> None:
    definition = world.ecs.describe_task_definition(task.task_definition_arn)
    failed = deployments.fails(world, task.task_definition_arn)
    for container in definition.container_definitions:
        _print(call, task, container, "failed" if failed else "succeeded")
    reason = "Essential container in task exited"
    tasks.stop(world, task, reason, "EssentialContainerExited", exit_code=int(failed))


def _print(call: Call, task: Any, container: dict[str, Any], outcome: str) -> None:
    """Write a line to the container's log, as its driver does."""
    log, logs = container.get("logConfiguration") or {}, call.backend("logs")
    options = log.get("options", {})
    group = options.get("awslogs-group")
    if log.get("logDriver") != "awslogs" or group not in logs.groups:
        return
    stream = f"{options['awslogs-stream-prefix']}/{container['name']}/{task.id}"
    ran = shlex.join(_command(task, container)) or container["image"]
    event = {"timestamp": int(unix_time_millis(utcnow())), "message": f"local AWS: {ran} {outcome}"}
    logs.create_log_stream(group, stream)
    logs.put_log_events(group, stream, [event])


def _command(task: Any, container: dict[str, Any]) -> list[str]:
    overrides = (task.overrides or {}).get("containerOverrides") or []
    own: dict[str, Any] = next((each for each in overrides if each.get("name") == container["name"]), {})
    return list(own.get("command") or container.get("command") or [])
