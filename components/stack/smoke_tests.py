"""The shell commands that test a deployed service."""

from __future__ import annotations

import functools
import re
import shlex
from collections.abc import Mapping, Sequence
from typing import Any

import pulumi

from ..cluster.capacity import Capacity
from ..job.job import Job
from ..job.job_args import JobArgs
from ..network.network import Network
from ..service.awsvpc_service import AwsvpcService
from ..service.awsvpc_service_args import AwsvpcServiceArgs
from ..service.task.run_task import run_task_command
from ..service.task.task_args import TaskArgs
from ..service.task.task_component import TaskComponent

SHELL_RUNS_ARGUMENT = re.compile(r"-[A-Za-z]*c")
"""``-c``, also among other options: ``-ec``."""


def smoke_test_commands(
    services: Mapping[str, AwsvpcService],
    settings: Mapping[str, AwsvpcServiceArgs],
    *,
    network: Network,
    capacity: Capacity,
    jobs: Mapping[str, Job] | None = None,
    job_settings: Mapping[str, JobArgs] | None = None,
) -> dict[str, dict[str, pulumi.Output[str]]]:
    """Return each service's ``testCommand``, and a ``private-worker``'s ``outsideTestCommand``, which must fail.

    A public API is tested with curl from anywhere. A private worker is tested by a task that runs curl inside the VPC.
    The task has the task definition and the security group of a service or job that may call the worker, and its image
    must contain curl. A service without a load balancer has no command.
    """
    commands: dict[str, dict[str, pulumi.Output[str]]] = {}
    callers: dict[str, TaskComponent] = {**(jobs or {}), **services}
    tasks: dict[str, TaskArgs] = {**(job_settings or {}), **settings}
    for name, service in services.items():
        if service.url is None:
            commands[name] = {}
            continue
        args = settings[name]
        curl = service.url.apply(functools.partial(_curl, args))
        outside = curl.apply(" ".join)
        if args.is_public:
            commands[name] = {"testCommand": outside}
            continue
        caller = args.allow_from[0] if args.allow_from else name
        entry_point = list(tasks[caller].container.entry_point)
        override = pulumi.Output.all(entry_point, curl).apply(lambda known: _as_command(*known))
        inside = _run_task(callers[caller], override, network, capacity)
        commands[name] = {"testCommand": inside, "outsideTestCommand": outside}
    return commands


def _curl(args: AwsvpcServiceArgs, url: str) -> list[str]:
    # Without a domain, the URL has the load balancer's own name, for which no certificate exists.
    insecure = ["--insecure"] if args.balancer and args.balancer.has_tls and not args.balancer.domains else []
    return ["curl", "--fail", "--silent", "--show-error", *insecure, "--max-time", "10", url]


def _run_task(
    caller: TaskComponent, command: pulumi.Output[list[str]], network: Network, capacity: Capacity
) -> pulumi.Output[str]:
    def format_command(known: Mapping[str, Any]) -> str:
        override = {"containerOverrides": [{"name": known["container"], "command": known["command"]}]}
        return run_task_command(known["task"], override)

    task = caller.task_to_run(network, capacity)
    known = pulumi.Output.all(task=task, container=caller.task_definition_family, command=command)
    return known.apply(format_command)


def _as_command(entry_point: Sequence[str], curl: Sequence[str]) -> list[str]:
    """Return curl as the command of a container, whose entry point ECS cannot override.

    A shell with ``-c`` runs only its first argument.
    """
    is_shell = bool(entry_point) and SHELL_RUNS_ARGUMENT.fullmatch(entry_point[-1]) is not None
    return [shlex.join(curl)] if is_shell else list(curl)
