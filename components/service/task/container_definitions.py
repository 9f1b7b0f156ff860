"""The JSON that ECS keeps as a task definition's containers. Pure: no Pulumi, no AWS.

Canonical: sorted, with the defaults that AWS writes out when it is asked, so that an unchanged stack plans no change.
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from typing import Any

from .container_args import ContainerArgs, ContainerHealthCheckArgs, TmpfsArgs


def container_definition(
    args: ContainerArgs,
    *,
    name: str,
    image: str,
    cpu: int,
    memory: int,
    log_group: str,
    region: str,
    essential: bool = True,
    environment: Mapping[str, str],
    secrets: Mapping[str, str],
    port_mapping: Mapping[str, Any] | None = None,
    mount_points: Sequence[Mapping[str, Any]] = (),
    init_process: bool = False,
) -> dict[str, Any]:
    """Return one container, which writes to ``log_group``."""
    definition: dict[str, Any] = {
        "name": name,
        "image": image,
        "cpu": cpu,
        "memory": memory,
        "essential": essential,
        "portMappings": [{"protocol": "tcp", **port_mapping}] if port_mapping else [],
        "environment": _pairs(environment, "value"),
        "mountPoints": list(mount_points),
        "systemControls": [],
        "volumesFrom": [],
        "logConfiguration": _log_configuration(log_group, region, name),
        "secrets": _pairs(secrets, "valueFrom"),
        "command": list(args.command),
        "entryPoint": list(args.entry_point),
        "user": args.user,
        "readonlyRootFilesystem": args.readonly_root_filesystem or None,
        "stopTimeout": args.stop_timeout,
        "healthCheck": _health_check(args.health_check) if args.health_check else None,
        "ulimits": [
            {"name": limit, "softLimit": args.ulimits[limit].soft_limit, "hardLimit": args.ulimits[limit].hard_limit}
            for limit in sorted(args.ulimits)
        ],
        "linuxParameters": _linux_parameters(args, init_process=init_process),
    }
    always = ("portMappings", "environment", "mountPoints", "systemControls", "volumesFrom")
    return {key: value for key, value in definition.items() if key in always or value not in (None, [], {})}


def canonical_json(containers: Sequence[Mapping[str, Any]]) -> str:
    """Return the containers as a task definition takes them."""
    return json.dumps(list(containers), sort_keys=True, separators=(",", ":"))


def _pairs(mapping: Mapping[str, str], value_key: str) -> list[dict[str, str]]:
    return [{"name": name, value_key: mapping[name]} for name in sorted(mapping)]


def _log_configuration(log_group: str, region: str, prefix: str) -> dict[str, Any]:
    return {
        "logDriver": "awslogs",
        "options": {
            "awslogs-group": log_group,
            "awslogs-region": region,
            "awslogs-stream-prefix": prefix,
            # A task goes on when CloudWatch is slow, and loses log lines once the buffer is full.
            "mode": "non-blocking",
            "max-buffer-size": "25m",
        },
    }


def _health_check(args: ContainerHealthCheckArgs) -> dict[str, Any]:
    check: dict[str, Any] = {
        "command": list(args.command),
        "interval": args.interval,
        "timeout": args.timeout,
        "retries": args.retries,
    }
    # ECS writes out the defaults of the others; without a start period there is none, and none is written out.
    return {**check, "startPeriod": args.start_period} if args.start_period else check


def _linux_parameters(args: ContainerArgs, *, init_process: bool) -> dict[str, Any]:
    parameters: dict[str, Any] = {}
    if args.tmpfs:
        parameters["tmpfs"] = [_tmpfs(mount) for mount in args.tmpfs]
    if init_process:
        parameters["initProcessEnabled"] = True
    return parameters


def _tmpfs(args: TmpfsArgs) -> dict[str, Any]:
    mount = {"containerPath": args.container_path, "size": args.size}
    return {**mount, "mountOptions": list(args.mount_options)} if args.mount_options else mount
