"""The port mapping of a service's own container."""

from __future__ import annotations

from typing import Any

from ...cluster.namespace import Namespace
from .service_connect_args import Protocol

PORT_NAME = "service"
"""The name of the port for Service Connect."""


def port_mapping(port: int, protocol: Protocol, namespace: Namespace | None) -> dict[str, Any]:
    """Return the port mapping of the own container; Service Connect needs a name and, except for TCP, a protocol."""
    mapping: dict[str, Any] = {"containerPort": port, "hostPort": port}
    if namespace is None or not namespace.is_service_connect:
        return mapping
    return {**mapping, "name": PORT_NAME, **({} if protocol == "tcp" else {"appProtocol": protocol})}
