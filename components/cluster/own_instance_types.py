"""The instance types of a cluster, less the memory that its agents reserve."""

from __future__ import annotations

from dataclasses import replace

from ..foundation.region import InstanceType, Region
from .ec2_ecs_cluster_args import Ec2EcsClusterArgs


def own_instance_types(args: Ec2EcsClusterArgs, region: Region) -> tuple[InstanceType, ...]:
    """Return every possible instance type. Raises ``NotFoundError`` if the region does not have one."""
    found = [region.instance_type(name) for name in args.all_instance_types]
    return tuple(replace(each, reserved_memory=args.reserved_memory) for each in found)
