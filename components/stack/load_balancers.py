"""The load balancers that the services of a stack share: its own, and those of a platform."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

import pulumi

from ..foundation.access_logs import AccessLogs
from ..foundation.region import Region
from ..foundation.without_dependencies import without_dependencies
from ..network.network import Network
from ..platform.platform_args import ExistingLoadBalancerArgs
from ..service.awsvpc_service import AwsvpcService
from ..service.awsvpc_service_args import AwsvpcServiceArgs
from ..service.traffic.shared_balancer import SharedBalancer
from ..service.traffic.shared_load_balancer import SharedLoadBalancer
from ..service.traffic.shared_load_balancer_args import SharedLoadBalancerArgs


def create_load_balancers(
    args: Mapping[str, SharedLoadBalancerArgs | Mapping[str, Any]],
    services: Mapping[str, AwsvpcServiceArgs | Mapping[str, Any]],
    *,
    network: Network,
    region: Region | None = None,
    access_logs: AccessLogs | None = None,
    opts: pulumi.ResourceOptions | None = None,
) -> dict[str, SharedLoadBalancer]:
    """Create load balancers by name. An internal one allows the VPC unless all services have ``allow_from``."""
    behind = AwsvpcServiceArgs.of_each(services).values()
    return {
        name: SharedLoadBalancer(
            name,
            each,
            opts,
            network=network,
            admits_vpc=admits_vpc(name, behind),
            region=region,
            access_logs=access_logs,
        )
        for name, each in SharedLoadBalancerArgs.of_each(args).items()
    }


def admits_vpc(name: str, services: Iterable[AwsvpcServiceArgs]) -> bool:
    """Return whether the whole VPC can reach the internal load balancer ``name``."""
    behind = _behind(name, services)
    return not behind or any(args.allow_from is None for args in behind)


def make_balancers_exclusive(
    balancers: Mapping[str, SharedLoadBalancer],
    services: Mapping[str, AwsvpcService],
    args: Mapping[str, AwsvpcServiceArgs | Mapping[str, Any]],
) -> None:
    """Remove all rules of the load balancers' security groups that the program does not have.

    ``services`` are all services of the program, and ``args`` their arguments. Leaves a load balancer as it is if no
    service is behind it, or one without ``exclusive_permissions``. Do not call it for load balancers that services of
    other programs share, because they would lose their rules.

    The lists wait for every service: one that moves to another load balancer needs its rule until its last task behind
    this one stops.
    """
    waits: list[pulumi.Input[pulumi.Resource]] = [service.ecs_service for service in services.values()]
    if waits:
        first, deployed = waits[0], pulumi.Output.all(*(service.deployed for service in services.values()))
        waits.append(without_dependencies(deployed.apply(lambda _: first)))
    for name, balancer in balancers.items():
        behind = _behind(name, AwsvpcServiceArgs.of_each(args).values())
        if behind and all(each.exclusive_permissions for each in behind):
            balancer.make_exclusive(pulumi.ResourceOptions(depends_on=waits))


def existing_balancers(args: Mapping[str, ExistingLoadBalancerArgs]) -> dict[str, SharedBalancer]:
    """Return the load balancers of a platform."""
    return {
        name: SharedBalancer(name=name, is_public=each.is_public, **each.model_dump(exclude={"scheme"}))
        for name, each in args.items()
    }


def _behind(name: str, services: Iterable[AwsvpcServiceArgs]) -> list[AwsvpcServiceArgs]:
    return [args for args in services if args.balancer is not None and args.balancer.shared == name]
