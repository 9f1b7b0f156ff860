"""By which names CloudWatch knows a service."""

from __future__ import annotations

from dataclasses import dataclass

import pulumi


@dataclass(frozen=True)
class ServiceMetrics:
    """The dimensions of a service's metrics; without a load balancer, those of one are None."""

    cluster_name: pulumi.Input[str]
    service_name: pulumi.Input[str]
    load_balancer: pulumi.Input[str] | None = None
    target_group: pulumi.Input[str] | None = None
