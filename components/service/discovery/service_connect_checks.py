"""Checks for settings of Service Connect without effect, and for tasks without a share for its proxy."""

from __future__ import annotations

import pulumi

from ...foundation.refusal import Problem
from ..task.task_args import TaskArgs
from .service_connect_args import PROXY_CPU, PROXY_MEMORY, ServiceConnectArgs


def check_service_connect(args: ServiceConnectArgs, discovery: str) -> list[Problem]:
    """Find settings of Service Connect that have no effect with another ``discovery``."""
    if discovery == "service-connect":
        return []
    given = args.model_dump(exclude_none=True, by_alias=True)
    allowed = f"it needs cluster.discovery: service-connect, and the cluster has {discovery}"
    return [Problem(("serviceConnect", key), value, allowed) for key, value in given.items()]


def warn_of_proxy(name: str, args: ServiceConnectArgs, task: TaskArgs, resource: pulumi.Resource) -> None:
    """Warn about a task in which Service Connect's proxy has no share, so that it competes with the containers."""
    if args.proxy is not None:
        return
    # The proxy gets the CPU and memory that no container reserves:
    # https://docs.aws.amazon.com/AmazonECS/latest/developerguide/service-connect-concepts-deploy.html
    message = (
        f"service {name}: Service Connect's proxy competes with the containers for the task's {task.cpu} CPU units and"
        f" {task.memory} MiB. AWS recommends {PROXY_CPU} CPU units and {PROXY_MEMORY} MiB for it: add"
        f" serviceConnect: {{proxy: {{}}}}, and as much to cpu and memory"
    )
    pulumi.warn(message, resource)
