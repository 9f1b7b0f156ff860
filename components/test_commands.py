"""The shell commands that test a deployed service, for a person to run."""

from __future__ import annotations

import functools
import json
from collections.abc import Mapping

import pulumi

from .awsvpc_service import AwsvpcService
from .awsvpc_service_args import AwsvpcServiceArgs
from .capacity import Capacity
from .network import Network


def test_commands(
    services: Mapping[str, AwsvpcService], network: Network, capacity: Capacity
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
        curl = service.url.apply(functools.partial(_curl, service.args))
        outside = curl.apply(" ".join)
        if service.args.topology == "public-api":
            commands[name] = {"testCommand": outside}
            continue
        caller = services[service.args.allow_from[0]] if service.args.allow_from else service
        inside = _run_task(caller, curl, network, capacity)
        commands[name] = {"testCommand": inside, "outsideTestCommand": outside}
    return commands


def _curl(args: AwsvpcServiceArgs, url: str) -> list[str]:
    # Without a domain the load balancer is called by its own name, for which nobody can have a certificate.
    insecure = ["--insecure"] if args.has_tls and args.domain is None else []
    return ["curl", "--fail", "--silent", "--show-error", *insecure, "--max-time", "10", url]


def _run_task(
    caller: AwsvpcService, curl: pulumi.Output[list[str]], network: Network, capacity: Capacity
) -> pulumi.Output[str]:
    return pulumi.Output.all(
        cluster=capacity.cluster_name,
        provider=capacity.capacity_provider_name,
        family=caller.task_definition_family,
        subnets=list(network.subnet_ids_of_tasks),
        group=caller.security_group_id,
        curl=curl,
    ).apply(_format_run_task)


def _format_run_task(known: dict[str, object]) -> str:
    vpc = {"awsvpcConfiguration": {"subnets": known["subnets"], "securityGroups": [known["group"]]}}
    override = {"containerOverrides": [{"name": known["family"], "command": known["curl"]}]}
    return " ".join(
        [
            "aws ecs run-task",
            f"--cluster {known['cluster']}",
            f"--capacity-provider-strategy capacityProvider={known['provider']}",
            f"--task-definition {known['family']}",
            f"--network-configuration '{json.dumps(vpc, separators=(',', ':'))}'",
            f"--overrides '{json.dumps(override, separators=(',', ':'))}'",
        ]
    )
