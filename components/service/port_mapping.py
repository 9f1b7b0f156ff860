"""The port mapping of a service's own container."""

from __future__ import annotations

from typing import Any

from ..cluster.capacity import Capacity
from .awsvpc_service_args import AwsvpcServiceArgs

PORT_NAME = "service"
"""The name of the port for Service Connect."""


def port_mapping(args: AwsvpcServiceArgs, capacity: Capacity) -> dict[str, Any]:
    """Return the port mapping of the own container; Service Connect needs a name and, except for TCP, a protocol."""
    mapping: dict[str, Any] = {"containerPort": args.container_port, "hostPort": args.container_port}
    if capacity.namespace is None or not capacity.namespace.is_service_connect:
        return mapping
    protocol = args.connect_protocol
    return {**mapping, "name": PORT_NAME, **({} if protocol == "tcp" else {"appProtocol": protocol})}
