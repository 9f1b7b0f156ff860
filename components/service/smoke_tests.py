"""The shell commands that test a deployed service, for a person to run."""

from __future__ import annotations

import functools
import json
import re
import shlex
from collections.abc import Mapping, Sequence
from typing import Any

import pulumi

from ..cluster.capacity import Capacity
from ..network.network import Network
from .awsvpc_service import AwsvpcService
from .awsvpc_service_args import AwsvpcServiceArgs

SHELL_RUNS_ARGUMENT = re.compile(r"-[A-Za-z]*c")
"""``-c``, also among other options: ``-ec``."""


def smoke_test_commands(
    services: Mapping[str, AwsvpcService],
    settings: Mapping[str, AwsvpcServiceArgs],
    *,
    network: Network,
    capacity: Capacity,
) -> dict[str, dict[str, pulumi.Output[str]]]:
    """Return each service's ``testCommand``, and a ``private-worker``'s ``outsideTestCommand``, which must fail.

    A public API is tested with curl from anywhere. A private worker is tested by a task that runs curl inside the VPC,
    with the task definition and security group of a service that may call it, so that service's image must have curl.
    A service without a load balancer has no command.
    """
    commands: dict[str, dict[str, pulumi.Output[str]]] = {}
    for name, service in services.items():
        if service.url is None:
            commands[name] = {}
            continue
        args = settings[name]
        curl = service.url.apply(functools.partial(_curl, args))
        outside = curl.apply(" ".join)
        if args.topology == "public-api":
            commands[name] = {"testCommand": outside}
            continue
        caller = args.allow_from[0] if args.allow_from else name
        override = curl.apply(functools.partial(_as_command, settings[caller].container.entry_point))
        inside = _run_task(services[caller], override, network, capacity)
        commands[name] = {"testCommand": inside, "outsideTestCommand": outside}
    return commands


def _curl(args: AwsvpcServiceArgs, url: str) -> list[str]:
    # Without a domain the load balancer is called by its own name, for which nobody can have a certificate.
    insecure = ["--insecure"] if args.balancer and args.balancer.has_tls and not args.balancer.domains else []
    return ["curl", "--fail", "--silent", "--show-error", *insecure, "--max-time", "10", url]


def _run_task(
    caller: AwsvpcService, command: pulumi.Output[list[str]], network: Network, capacity: Capacity
) -> pulumi.Output[str]:
    return pulumi.Output.all(
        cluster=capacity.cluster_name,
        provider=capacity.capacity_provider_name,
        # The family alone would be its newest revision, which may be another stack's. The command is an output, which
        # must not fail with a rollout.
        definition=caller.task_definition_arn,
        container=caller.task_definition_family,
        subnets=network.subnet_ids_of_tasks,
        group=caller.security_group_id,
        command=command,
    ).apply(_format_run_task)


def _as_command(entry_point: Sequence[str], curl: Sequence[str]) -> list[str]:
    """Return curl as the command of a container; ECS overrides no entry point.

    A shell that is given ``-c`` runs its first argument alone.
    """
    is_shell = bool(entry_point) and SHELL_RUNS_ARGUMENT.fullmatch(entry_point[-1]) is not None
    return [shlex.join(curl)] if is_shell else list(curl)


def _format_run_task(known: Mapping[str, Any]) -> str:
    vpc = {"awsvpcConfiguration": {"subnets": known["subnets"], "securityGroups": [known["group"]]}}
    override = {"containerOverrides": [{"name": known["container"], "command": known["command"]}]}
    return " ".join(
        [
            "aws ecs run-task",
            f"--cluster {known['cluster']}",
            f"--capacity-provider-strategy capacityProvider={known['provider']}",
            f"--task-definition {known['definition']}",
            f"--network-configuration {_json_argument(vpc)}",
            f"--overrides {_json_argument(override)}",
        ]
    )


def _json_argument(value: object) -> str:
    return shlex.quote(json.dumps(value, separators=(",", ":")))
