"""Checks for settings of a task that need a VPC endpoint."""

from __future__ import annotations

from collections.abc import Collection, Iterator

from ...foundation.refusal import KeyPath, Problem
from ...network.endpoint_needs import LOGS, Need, unmet_needs
from .container_args import SidecarArgs
from .task_args import TaskArgs

SECRET_STORES = ("secretsmanager", "ssm")
"""The AWS services of the ARNs in ``secrets``; each has an endpoint with the same name."""


def check_endpoints_of_task(args: TaskArgs, endpoints: Collection[str] | None) -> list[Problem]:
    """Find settings of a task that need more endpoints. If ``endpoints`` is None, NAT reaches all services."""
    needs = [*([(("executeCommand",), True, "ssmmessages")] if args.execute_command else []), *_secrets((), args)]
    for name, sidecar in args.sidecars.items():
        needs += _secrets(("sidecars", name), sidecar)
    return unmet_needs([*needs, *list(_logs(args))[:1]], endpoints)


def _logs(args: TaskArgs) -> Iterator[Need]:
    """Return the settings that write logs. The first is enough for a problem: all need the same endpoint."""
    containers: dict[KeyPath, TaskArgs | SidecarArgs] = {(): args}
    containers |= {("sidecars", name): sidecar for name, sidecar in args.sidecars.items()}
    for path, container in containers.items():
        if container.logging.driver == "awslogs":
            yield (*path, "logging", "driver"), "awslogs", LOGS
    if args.execute_command:
        # The log of the sessions.
        yield ("executeCommand",), True, LOGS


def _secrets(path: KeyPath, args: TaskArgs | SidecarArgs) -> Iterator[Need]:
    named: dict[KeyPath, object] = {("secrets", variable): arn for variable, arn in args.secrets.items()}
    named |= {("logging", "secretOptions", option): arn for option, arn in args.logging.secret_options.items()}
    named[("registryCredentialsArn",)] = args.registry_credentials_arn
    for key, arn in named.items():
        # The region of an Output is not known yet.
        store = arn.split(":")[2] if isinstance(arn, str) else ""
        if store in SECRET_STORES:
            yield (*path, *key), arn, store
