"""By which names CloudWatch knows a service."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

import pulumi

from ..foundation.deferred import settle


@dataclass(frozen=True)
class ServiceMetrics:
    """The dimensions of a service's metrics; without a load balancer there are none of one.

    ``target_groups`` are by a suffix for names, empty for the first.
    """

    cluster_name: pulumi.Input[str]
    service_name: pulumi.Input[str]
    load_balancer: pulumi.Input[str] | None = None
    is_shared: bool = False
    """Whether the load balancer has other services behind it, so that its own metrics are not this one's."""
    target_groups: Mapping[str, pulumi.Input[str]] = field(default_factory=dict)

    def __post_init__(self) -> None:
        """Put an Output in place of each awaitable."""
        settle(self, plain=("is_shared", "target_groups"))
