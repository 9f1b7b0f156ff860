"""The shell command that runs a task on the cluster's instances."""

from __future__ import annotations

import json
import shlex
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

PLACEMENT_TYPE, PLACEMENT_FIELD = "binpack", "cpu"
"""A single task is placed on the instance with the least free capacity, so that idle instances can be removed."""


@dataclass(frozen=True)
class TaskToRun:
    """A task definition, and the cluster and network in which it runs."""

    cluster: str
    capacity_provider: str
    definition: str
    subnets: Sequence[str]
    security_group: str


def run_task_command(task: TaskToRun, overrides: Mapping[str, Any] | None = None, *options: str) -> str:
    """Return ``aws ecs run-task`` with its options, quoted for a shell."""
    vpc = {"awsvpcConfiguration": {"subnets": list(task.subnets), "securityGroups": [task.security_group]}}
    return " ".join(
        [
            "aws ecs run-task",
            f"--cluster {task.cluster}",
            # The weight is 0 by default, and ECS refuses a strategy whose weights are all 0.
            f"--capacity-provider-strategy capacityProvider={task.capacity_provider},weight=1",
            f"--task-definition {task.definition}",
            f"--network-configuration {_json_argument(vpc)}",
            *([f"--overrides {_json_argument(overrides)}"] if overrides else []),
            *options,
        ]
    )


def _json_argument(value: object) -> str:
    return shlex.quote(json.dumps(value, separators=(",", ":")))
