"""The JSON of a task definition's containers. Pure: no Pulumi, no AWS.

It is sorted and contains the defaults that AWS adds, so that the plan of an unchanged stack has no change.
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from typing import Any

from .container_args import ContainerArgs, ContainerHealthCheckArgs, TmpfsArgs


def container_definition(
    args: ContainerArgs,
    known: Mapping[str, Any],
    *,
    name: str,
    cpu: int,
    memory: int,
    log_configuration: Mapping[str, Any],
    essential: bool = True,
    port_mapping: Mapping[str, Any] | None = None,
    mount_points: Sequence[Mapping[str, Any]] = (),
    firelens: Mapping[str, Any] | None = None,
    gpu: int | None = None,
    init_process: bool = False,
) -> dict[str, Any]:
    """Return one container, with ``log_configuration`` and ``firelens`` in ECS's form.

    ``known`` are the inputs of :func:`container_inputs`, which are known now.
    """
    credentials = known["registry_credentials"]
    definition: dict[str, Any] = {
        "name": name,
        "image": known["image"],
        "cpu": cpu,
        "memory": memory,
        "essential": essential,
        "portMappings": [{"protocol": "tcp", **port_mapping}] if port_mapping else [],
        "environment": _pairs(known["environment"], "value"),
        "environmentFiles": [{"type": "s3", "value": file} for file in known["environment_files"]],
        "mountPoints": list(mount_points),
        "systemControls": [],
        "volumesFrom": [],
        "logConfiguration": dict(log_configuration),
        "firelensConfiguration": dict(firelens or {}),
        "secrets": _pairs(known["secrets"], "valueFrom"),
        "repositoryCredentials": {"credentialsParameter": credentials} if credentials else None,
        "dependsOn": [
            {"containerName": other, "condition": args.depends_on[other]} for other in sorted(args.depends_on)
        ],
        "command": known["command"],
        "entryPoint": known["entry_point"],
        "workingDirectory": args.working_directory,
        "user": args.user,
        "readonlyRootFilesystem": args.readonly_root_filesystem or None,
        "dockerSecurityOptions": ["no-new-privileges"] if args.no_new_privileges else [],
        "dockerLabels": known["docker_labels"],
        "stopTimeout": args.stop_timeout,
        "healthCheck": _health_check(args.health_check) if args.health_check else None,
        "ulimits": [
            {"name": limit, "softLimit": args.ulimits[limit].soft_limit, "hardLimit": args.ulimits[limit].hard_limit}
            for limit in sorted(args.ulimits)
        ],
        "linuxParameters": _linux_parameters(args, init_process=init_process),
        "resourceRequirements": [{"type": "GPU", "value": str(gpu)}] if gpu else [],
    }
    always = ("portMappings", "environment", "mountPoints", "systemControls", "volumesFrom")
    return {key: value for key, value in definition.items() if key in always or value not in (None, [], {})}


def canonical_json(containers: Sequence[Mapping[str, Any]]) -> str:
    """Return the containers in the form of a task definition."""
    return json.dumps(list(containers), sort_keys=True, separators=(",", ":"))


def _pairs(mapping: Mapping[str, str], value_key: str) -> list[dict[str, str]]:
    return [{"name": name, value_key: mapping[name]} for name in sorted(mapping)]


def awslogs_options(log_group: str, region: str, prefix: str) -> dict[str, str]:
    """Return the options of the log driver ``awslogs`` that write to a log group."""
    return {
        "awslogs-group": log_group,
        "awslogs-region": region,
        "awslogs-stream-prefix": prefix,
        # A task keeps running when CloudWatch is slow, and loses log lines when the buffer is full.
        "mode": "non-blocking",
        "max-buffer-size": "25m",
    }


def log_configuration(driver: str, options: Mapping[str, str], secret_options: Mapping[str, str]) -> dict[str, Any]:
    """Return a log driver with its options, those by secrets sorted."""
    configuration: dict[str, Any] = {"logDriver": driver}
    if options.get("mode") == "blocking":
        # Docker starts no container that has both: ValidateLogOpts in daemon/logger of moby/moby.
        options = {name: value for name, value in options.items() if name != "max-buffer-size"}
    if options:
        configuration["options"] = dict(options)
    if secret_options:
        configuration["secretOptions"] = _pairs(secret_options, "valueFrom")
    return configuration


def _health_check(args: ContainerHealthCheckArgs) -> dict[str, Any]:
    check: dict[str, Any] = {
        "command": list(args.command),
        "interval": args.interval,
        "timeout": args.timeout,
        "retries": args.retries,
    }
    # ECS adds the defaults of the others; without a start period, it adds none.
    return {**check, "startPeriod": args.start_period} if args.start_period else check


def _linux_parameters(args: ContainerArgs, *, init_process: bool) -> dict[str, Any]:
    parameters: dict[str, Any] = {}
    if args.tmpfs:
        parameters["tmpfs"] = [_tmpfs(mount) for mount in args.tmpfs]
    if init_process or args.init_process:
        parameters["initProcessEnabled"] = True
    if args.shared_memory_mib is not None:
        parameters["sharedMemorySize"] = args.shared_memory_mib
    if args.capabilities.add or args.capabilities.drop:
        # ECS returns a missing list as an empty one (terraform-aws-modules/terraform-aws-ecs#176).
        parameters["capabilities"] = {
            "add": sorted(args.capabilities.add),
            "drop": sorted(args.capabilities.drop),
        }
    return parameters


def _tmpfs(args: TmpfsArgs) -> dict[str, Any]:
    mount = {"containerPath": args.container_path, "size": args.size}
    return {**mount, "mountOptions": list(args.mount_options)} if args.mount_options else mount
