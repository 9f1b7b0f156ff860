"""The settings of a load balancer that several services share."""

from __future__ import annotations

from typing import Literal

from .balancer_args import BalancerArgs


class SharedLoadBalancerArgs(BalancerArgs):
    """A load balancer for several services, each with its own hosts and paths. It answers 404 to all other requests."""

    scheme: Literal["public", "internal"] = "public"
    """`public`: internet-facing, for services of the topology `public-api`. `internal`: reachable inside the VPC, for
    those of `private-worker`. The other scheme replaces the load balancer."""

    @property
    def is_public(self) -> bool:
        """Whether it is internet-facing."""
        return self.scheme == "public"
