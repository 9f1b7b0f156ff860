"""A mistake in a stack file, and what the message about it must say."""

from __future__ import annotations

from typing import Any, NamedTuple

SERVICES = "services.worker"


class Mistake(NamedTuple):
    """``path`` is what the message starts with, ``value`` the JSON that follows, ``allowed`` a part of the rest."""

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
