"""The components in isolation, on an existing network and cluster."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import pulumi

from components import AwsvpcService, AwsvpcServiceArgs, Capacity, Ec2EcsCluster, Ec2EcsClusterArgs, Network, Region


def existing_network(**changes: Any) -> Network:
    """Return an existing network."""
    known: dict[str, Any] = {
        "vpc_id": "vpc-1",
        "cidr_blocks": {"vpc": "10.0.0.0/16"},
        "public_subnet_ids": ["subnet-public-1", "subnet-public-2"],
        "private_subnet_ids": ["subnet-private-1", "subnet-private-2"],
    }
    return Network(**{**known, **changes})


def existing_capacity(**changes: Any) -> Capacity:
    """Return the capacity of an existing cluster."""
    known: dict[str, Any] = {
        "cluster_arn": "arn:aws:ecs:us-east-1:123456789012:cluster/theirs",
        "cluster_name": "theirs",
        "capacity_provider_name": "their-provider",
    }
    return Capacity(**{**known, **changes})


def make_cluster(args: Ec2EcsClusterArgs | None = None, opts: pulumi.ResourceOptions | None = None) -> Ec2EcsCluster:
    """Create a cluster in isolation."""
    return Ec2EcsCluster("cluster", args, network=existing_network(), region=Region(), opts=opts)


def make_service(
    name: str,
    args: AwsvpcServiceArgs,
    *,
    network: Network | None = None,
    capacity: Capacity | None = None,
    callers: Mapping[str, AwsvpcService] | None = None,
    opts: pulumi.ResourceOptions | None = None,
) -> AwsvpcService:
    """Create a service in isolation."""
    return AwsvpcService(
        name,
        args,
        network=network or existing_network(),
        capacity=capacity or existing_capacity(),
        callers=callers,
        region=Region(),
        opts=opts,
    )
