"""Compares the maximum number of addresses of a stack with its subnets, without calling AWS."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass
from ipaddress import IPv4Network

from ..cluster.ec2_ecs_cluster_args import Ec2EcsClusterArgs
from ..foundation.refusal import KeyPath, format_path
from ..network.large_vpc_args import LargeVpcArgs
from ..service.awsvpc_service_args import AwsvpcServiceArgs
from ..service.traffic.shared_load_balancer_args import SharedLoadBalancerArgs
from .needs import most_tasks

RESERVED = 5
"""Addresses that AWS keeps of each subnet: https://docs.aws.amazon.com/vpc/latest/userguide/subnet-sizing.html"""

OF_A_LOAD_BALANCER = 8
"""Free addresses that a load balancer needs in each subnet to grow.
https://docs.aws.amazon.com/elasticloadbalancing/latest/application/application-load-balancers.html#subnets-load-balancer"""


@dataclass(frozen=True)
class Tier:
    """Subnets, with the setting that determines their size, and the way to get more addresses."""

    path: KeyPath
    blocks: tuple[str, ...]
    remedy: str

    @property
    def addresses(self) -> int:
        """The number of addresses for network interfaces."""
        return sum(IPv4Network(block).num_addresses - RESERVED for block in self.blocks)


@dataclass(frozen=True)
class Demand:
    """The maximum number of addresses of each part of a stack, without the public subnets."""

    tasks: int
    instances: int
    load_balancers: int
    endpoints: int

    @property
    def other_than_tasks(self) -> int:
        """The addresses in the private subnets without those of tasks."""
        return self.instances + self.load_balancers + self.endpoints


def tiers_of(network: LargeVpcArgs) -> tuple[Tier, Tier | None]:
    """Return the private subnets of the stack's own network, and the task subnets if there are any."""
    split, zones = network.split_task_subnets, network.plan.zones
    more = "a larger block or more zones" if split else "vpc.splitTaskSubnets, a larger block, or more zones"
    private = Tier(("vpc", "cidrBlock"), tuple(zone.private for zone in zones), more)
    of_tasks = tuple(zone.task for zone in zones if zone.task is not None)
    return private, Tier(("vpc", "taskCidrBlock"), of_tasks, more) if split else None


def demand_of(
    services: Mapping[str, AwsvpcServiceArgs],
    jobs: Collection[object],
    cluster: Ec2EcsClusterArgs | None,
    balancers: Mapping[str, SharedLoadBalancerArgs],
    *,
    zones: int,
    endpoints: int,
) -> Demand:
    """Return the maximum demand of a stack: deployments of all services at once, and each job once."""
    instances = cluster.max_size if cluster else 0
    tasks = sum(instances if args.scheduling == "daemon" else most_tasks(args) for args in services.values())
    own = [args for args in services.values() if args.balancer is not None and args.balancer.shared is None]
    internal = sum(not args.is_public for args in own)
    internal += sum(not args.is_public for args in balancers.values())
    return Demand(
        tasks=tasks + len(jobs),
        # The trunk is an interface with its own address.
        instances=instances * (2 if cluster and cluster.eni_trunking else 1),
        load_balancers=internal * OF_A_LOAD_BALANCER * zones,
        endpoints=endpoints * zones,
    )


def address_warnings(demand: Demand, private: Tier, of_tasks: Tier | None) -> Iterator[str]:
    """Yield a warning for each tier with too few addresses for the maximum size of the stack."""
    if of_tasks is None:
        yield from _warning(private, demand.tasks + demand.other_than_tasks, demand)
        return
    yield from _warning(of_tasks, demand.tasks, None)
    yield from _warning(private, demand.other_than_tasks, demand)


def _warning(tier: Tier, taken: int, demand: Demand | None) -> Iterator[str]:
    if taken <= tier.addresses:
        return
    parts = (
        ""
        if demand is None
        else f" ({demand.instances} for instances, {demand.load_balancers} for load balancers, {demand.endpoints} for"
        " endpoints, the rest for tasks)"
    )
    yield (
        f"{format_path(tier.path)}: with its most tasks and all deployments at once, the stack needs {taken} addresses"
        f"{parts}, but the {len(tier.blocks)} subnets have {tier.addresses}. Tasks without an address do not start."
        f" For more addresses, use {tier.remedy}"
    )
