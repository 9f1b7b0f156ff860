"""Checks for settings of Service Connect without effect, and for tasks without a share for its proxy."""

from __future__ import annotations

import pulumi

from ..foundation.refusal import Problem
from .awsvpc_service_args import AwsvpcServiceArgs
from .service_connect_args import PROXY_CPU, PROXY_MEMORY


def check_service_connect(args: AwsvpcServiceArgs, discovery: str) -> list[Problem]:
    """Find settings of Service Connect that have no effect with another ``discovery``."""
    if discovery == "service-connect":
        return []
    given = args.service_connect.model_dump(exclude_none=True, by_alias=True)
    allowed = f"it is only for cluster.discovery service-connect, which is {discovery}"
    return [Problem(("serviceConnect", key), value, allowed) for key, value in given.items()]


def proxy_warning(name: str, args: AwsvpcServiceArgs) -> str | None:
    """Return a warning if the containers can use all of the task's CPU and memory; None if the proxy has a share."""
    if args.service_connect.proxy is not None:
        return None
    # The proxy gets the CPU and memory that no container reserves:
    # https://docs.aws.amazon.com/AmazonECS/latest/developerguide/service-connect-concepts-deploy.html
    return (
        f"service {name}: Service Connect's proxy competes with the containers for the task's {args.cpu} CPU units and"
        f" {args.memory} MiB. AWS recommends {PROXY_CPU} CPU units and {PROXY_MEMORY} MiB for it: add"
        f" serviceConnect: {{proxy: {{}}}}, and as much to cpu and memory"
    )


def warn_of_proxy(name: str, args: AwsvpcServiceArgs, discovery: str, resource: pulumi.Resource) -> None:
    """Warn about a task in which Service Connect's proxy has no share."""
    message = proxy_warning(name, args) if discovery == "service-connect" else None
    if message is not None:
        pulumi.warn(message, resource)
