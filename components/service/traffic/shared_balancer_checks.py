"""Checks of a service behind a shared load balancer: its name, its scheme and its protocol. Pure: no Pulumi, no AWS."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Protocol

from ...foundation.refusal import Problem
from .load_balancer_args import LoadBalancerArgs


class Balancer(Protocol):
    """The properties of a shared load balancer, created by this stack or existing."""

    @property
    def is_public(self) -> bool:
        """Whether it is internet-facing."""

    @property
    def has_tls(self) -> bool:
        """Whether it uses HTTPS."""


def check_shared_balancer(
    args: LoadBalancerArgs | None, balancers: Mapping[str, Balancer], *, public: bool
) -> Iterator[Problem]:
    """Yield problems of a service behind one of the shared ``balancers``; ``public`` is the service's topology."""
    if args is None or args.shared is None:
        return
    shared = balancers.get(args.shared)
    if shared is None:
        there = ", ".join(balancers) or "there is none"
        yield Problem(("shared",), args.shared, f"the name of a load balancer in loadBalancers is allowed: {there}")
        return
    if shared.is_public != public:
        scheme, topology = ("public", "public-api") if shared.is_public else ("internal", "private-worker")
        yield Problem(("shared",), args.shared, f"its scheme is {scheme}, for services of the topology {topology}")
    if args.protocol != "http1" and not shared.has_tls:
        remedy = f"domains or certificateArns turn on HTTPS for loadBalancers.{args.shared}"
        yield Problem(("protocol",), args.protocol, f"with HTTP only http1 is allowed; {remedy}")
