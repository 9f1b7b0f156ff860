"""The port of a service's own container, as a task definition has it."""

from __future__ import annotations

from typing import Any

from ..cluster.capacity import Capacity
from .awsvpc_service_args import AwsvpcServiceArgs

PORT_NAME = "service"
"""The name by which Service Connect finds the port."""


def port_mapping(args: AwsvpcServiceArgs, capacity: Capacity) -> dict[str, Any]:
    """Return the port mapping of the own container; with Service Connect it has a name and, but for TCP, a protocol."""
    mapping: dict[str, Any] = {"containerPort": args.container_port, "hostPort": args.container_port}
    if capacity.namespace is None or not capacity.namespace.is_service_connect:
        return mapping
    protocol = args.connect_protocol
    return {**mapping, "name": PORT_NAME, **({} if protocol == "tcp" else {"appProtocol": protocol})}
