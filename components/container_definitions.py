"""The JSON that ECS keeps as a task definition's containers. Pure: no Pulumi, no AWS.

Canonical: sorted, with the defaults that AWS writes out when it is asked, so that an unchanged stack plans no change.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any


def container_definitions(
    *,
    name: str,
    image: str,
    cpu: int,
    memory: int,
    port: int,
    environment: Mapping[str, str],
    log_group: str,
    region: str,
) -> str:
    """Return the definitions of a task of one container that listens on ``port`` and writes to ``log_group``."""
    container: dict[str, Any] = {
        "name": name,
        "image": image,
        "cpu": cpu,
        "memory": memory,
        "essential": True,
        "portMappings": [{"containerPort": port, "hostPort": port, "protocol": "tcp"}],
        "environment": [{"name": key, "value": environment[key]} for key in sorted(environment)],
        "mountPoints": [],
        "systemControls": [],
        "volumesFrom": [],
        "logConfiguration": {
            "logDriver": "awslogs",
            "options": {
                "awslogs-group": log_group,
                "awslogs-region": region,
                "awslogs-stream-prefix": name,
                # A task goes on when CloudWatch is slow, and loses log lines once the buffer is full.
                "mode": "non-blocking",
                "max-buffer-size": "25m",
            },
        },
    }
    return json.dumps([container], sort_keys=True, separators=(",", ":"))
