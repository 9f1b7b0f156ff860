"""Tasks of RunTask that wait for capacity in PROVISIONING while managed scaling grows the group.

https://docs.aws.amazon.com/AmazonECS/latest/developerguide/cluster-auto-scaling.html
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from localaws.server.simulation import placement, tasks

if TYPE_CHECKING:
    from localaws.server.simulation.tasks import SimulatedTask
    from localaws.server.simulation.world import World


def wait(task: SimulatedTask, request: placement.Request) -> None:
    """Keep a task in PROVISIONING until its provider has capacity."""
    task.request = replace(request, providers=[{"capacityProvider": task.capacity_provider_name, "weight": 1}])


def place_waiting(world: World) -> None:
    """Run waiting tasks, oldest first, while there is capacity."""
    for task in list(world.tasks()):
        if task.request is None:
            continue
        of_group = [each for each in world.tasks() if (each.cluster_arn, each.group) == (task.cluster_arn, task.group)]
        placed = [each for each in of_group if each.request is None]
        found, _ = placement.place(world, task.request, placement.Running(placed))
        if found is not None:
            tasks.run(world, task, found)
