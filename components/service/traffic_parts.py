"""The load balancer of a service, or its place behind a shared one."""

from __future__ import annotations

from collections.abc import Mapping

import pulumi

from ..foundation.access_logs import AccessLogs
from ..foundation.region import Region
from ..network.network import Network
from .awsvpc_service_args import AwsvpcServiceArgs
from .traffic.load_balancer import ServiceLoadBalancer
from .traffic.service_traffic import ServiceTraffic
from .traffic.shared_balancer import SharedBalancer
from .traffic.shared_load_balancer_target import SharedLoadBalancerTarget


def create_traffic(
    name: str,
    args: AwsvpcServiceArgs,
    network: Network,
    region: Region,
    access_logs: AccessLogs | None,
    shared: Mapping[str, SharedBalancer],
    tasks_group_id: pulumi.Input[str],
    parent: pulumi.Resource,
) -> ServiceTraffic | None:
    """Create the service's load balancer, or its place behind a shared one, if it has one."""
    balancer = args.balancer
    if balancer is None:
        return None
    if balancer.shared is not None:
        return SharedLoadBalancerTarget(
            name,
            balancer,
            shared[balancer.shared],
            container_port=args.container_port,
            shifts_traffic=args.deployment.shifts_traffic,
            network=network,
            region=region,
            tasks_group_id=tasks_group_id,
            parent=parent,
        )
    return ServiceLoadBalancer(
        name,
        balancer,
        public=args.is_public,
        admits_vpc=args.allow_from is None,
        container_port=args.container_port,
        shifts_traffic=args.deployment.shifts_traffic,
        network=network,
        region=region,
        access_logs=access_logs,
        tasks_group_id=tasks_group_id,
        parent=parent,
    )
