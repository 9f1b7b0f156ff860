"""Mistakes in a stack file, and their messages."""

from __future__ import annotations

from typing import Any, NamedTuple

SERVICES = "services.worker"


class Mistake(NamedTuple):
    """A mistake whose message starts with ``path``, continues with ``value`` as JSON, and contains ``allowed``."""

    config: dict[str, Any]
    path: str
    value: str
    allowed: str


def vpc(path: str, value: str, allowed: str, **keys: Any) -> Mistake:
    """Return a mistake in ``vpc``."""
    return Mistake({"vpc": keys}, f"vpc.{path}", value, allowed)


def cluster(path: str, value: str, allowed: str, **keys: Any) -> Mistake:
    """Return a mistake in ``cluster``."""
    return Mistake({"cluster": keys}, f"cluster.{path}", value, allowed)


def worker(path: str, value: str, allowed: str, **keys: Any) -> Mistake:
    """Return a mistake in the service ``worker``."""
    return Mistake({"services": {"worker": keys}}, f"{SERVICES}.{path}", value, allowed)


def balancer(path: str, value: str, allowed: str, **keys: Any) -> Mistake:
    """Return a mistake in the load balancer of a worker."""
    return worker(f"loadBalancer.{path}", value, allowed, loadBalancer=keys)
