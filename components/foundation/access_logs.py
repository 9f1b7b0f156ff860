"""The bucket for the access logs of load balancers."""

from __future__ import annotations

from dataclasses import dataclass

import pulumi

from .deferred import settle


@dataclass(frozen=True)
class AccessLogs:
    """A bucket for the access logs of load balancers, and the resources that must exist before they write to it."""

    bucket: pulumi.Input[str]
    ready: tuple[pulumi.Resource, ...] = ()

    def __post_init__(self) -> None:
        """Put an Output in place of an awaitable."""
        settle(self)
