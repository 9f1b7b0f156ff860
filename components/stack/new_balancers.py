"""Load balancers that this update adds to services of a deployed stack, and their grace periods.

ECS checks a service before an update, and refuses a grace period in the update that adds the load balancer
(aws-cloudformation/cloudformation-coverage-roadmap#1313). The engine updates a resource only once. So the first
``pulumi up`` adds the load balancer without the period, and the next one sets it.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

import pulumi

from ..service.awsvpc_service_args import AwsvpcServiceArgs


def services_that_get_a_balancer(
    services: Mapping[str, AwsvpcServiceArgs], last_outputs: Callable[[], Mapping[str, Any]]
) -> frozenset[str]:
    """Return the names of the services to which this update adds a load balancer; warn about those with a grace period.

    ``last_outputs`` returns the outputs of the last update, in which a service with a load balancer has its DNS name.
    """
    with_period = {name for name, args in services.items() if _has_grace_period(args)}
    deployed = (last_outputs().get("services") or {}) if with_period else {}
    getting = frozenset(name for name in with_period if _lacks_balancer(deployed.get(name, {})))
    for name in sorted(getting):
        pulumi.warn(
            f"services.{name}.loadBalancer.healthCheck.gracePeriod: ECS takes it only for a service that has a load"
            " balancer already. This update adds the load balancer, and the next pulumi up sets the grace period"
        )
    return getting


def _has_grace_period(args: AwsvpcServiceArgs) -> bool:
    return args.balancer is not None and args.balancer.health_check.grace_period > 0


def _lacks_balancer(deployed: Mapping[str, Any]) -> bool:
    return "serviceName" in deployed and "loadBalancerDnsName" not in deployed
