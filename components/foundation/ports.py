"""Ports of load balancers and endpoints, and the block of all addresses."""

from __future__ import annotations

EVERYWHERE = "0.0.0.0/0"

HTTP_PORT = 80
HTTPS_PORT = 443


def listener_ports(has_tls: bool) -> dict[str, int]:
    """Return the ports of a load balancer's listeners by the suffixes of their names."""
    return {"": HTTP_PORT, "-https": HTTPS_PORT} if has_tls else {"": HTTP_PORT}
