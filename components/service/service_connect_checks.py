"""Settings of Service Connect where there is none, and tasks without room for its proxy."""

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
    allowed = f"it is for cluster.discovery service-connect, which is {discovery}"
    return [Problem(("serviceConnect", key), value, allowed) for key, value in given.items()]


def proxy_warning(name: str, args: AwsvpcServiceArgs) -> str | None:
    """Return a warning where the containers may use all that the task has; None where the proxy has a share."""
    if args.service_connect.proxy is not None:
        return None
    # The proxy gets what no container is given:
    # https://docs.aws.amazon.com/AmazonECS/latest/developerguide/service-connect-concepts-deploy.html
    return (
        f"service {name}: Service Connect's proxy competes with the containers for the task's {args.cpu} CPU units and"
        f" {args.memory} MiB. AWS recommends {PROXY_CPU} CPU units and {PROXY_MEMORY} MiB for it: add"
        f" serviceConnect: {{proxy: {{}}}}, and as much to cpu and memory"
    )


def warn_of_proxy(name: str, args: AwsvpcServiceArgs, discovery: str, resource: pulumi.Resource) -> None:
    """Warn of a task in which Service Connect's proxy has no share."""
    message = proxy_warning(name, args) if discovery == "service-connect" else None
    if message is not None:
        pulumi.warn(message, resource)
