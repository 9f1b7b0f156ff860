"""The dimensions of a service's metrics in CloudWatch."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

import pulumi

from ..foundation.deferred import settle


@dataclass(frozen=True)
class ServiceMetrics:
    """The dimensions of a service's metrics, and of its load balancer's if it has one.

    ``target_groups`` are by a suffix for names, empty for the first.
    """

    cluster_name: pulumi.Input[str]
    service_name: pulumi.Input[str]
    load_balancer: pulumi.Input[str] | None = None
    is_shared: bool = False
    """Whether the load balancer also serves other services, so its own metrics are not only this service's."""
    target_groups: Mapping[str, pulumi.Input[str]] = field(default_factory=dict)

    def __post_init__(self) -> None:
        """Convert each awaitable to an Output."""
        settle(self, plain=("is_shared", "target_groups"))
