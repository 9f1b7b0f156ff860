"""Checks for clusters that are too small for their services. Pure: no Pulumi, no AWS."""

from __future__ import annotations

from collections.abc import Collection, Sequence

from ..cluster.ec2_ecs_cluster_args import Ec2EcsClusterArgs
from ..foundation.refusal import Problem
from ..foundation.region import InstanceType
from .awsvpc_service_args import AwsvpcServiceArgs


def fewest_tasks(args: AwsvpcServiceArgs) -> int:
    """Return the least number of tasks of a service, including its scaling and schedules."""
    if args.scheduling == "daemon":
        return 0
    if args.scaling is None:
        return args.desired_count
    return max([args.scaling.min_count, *(schedule.min_count for schedule in args.scaling.schedules.values())])


def fewest_instances(
    services: Collection[AwsvpcServiceArgs], instance_types: Sequence[InstanceType], *, trunking: bool
) -> int:
    """Return a number of instances that the tasks need in any case, each of the largest of the types.

    It may take more, as tasks do not fill an instance without a gap.
    """
    tasks = [(fewest_tasks(args), args) for args in services]
    needed = [
        _ceiling(sum(count * args.cpu for count, args in tasks), max(each.cpu_units for each in instance_types)),
        _ceiling(
            sum(count * args.memory for count, args in tasks), max(each.registered_memory for each in instance_types)
        ),
    ]
    if not trunking:
        # The instance uses one interface itself.
        most = max(each.network_interfaces for each in instance_types) - 1
        needed.append(_ceiling(sum(count for count, _ in tasks), max(most, 1)))
    return max(needed)


def check_max_size(
    args: Ec2EcsClusterArgs, services: Collection[AwsvpcServiceArgs], instance_types: Sequence[InstanceType]
) -> list[Problem]:
    """Find a maximum number of instances that is too small for the tasks, which would then never start."""
    if not instance_types or not services:
        return []
    needed = fewest_instances(services, instance_types, trunking=args.eni_trunking)
    if needed <= args.max_size:
        return []
    count = sum(fewest_tasks(service) for service in services)
    types = " or ".join(each.name for each in instance_types)
    allowed = f"the {count} tasks of the services need {needed} instances of {types} or more: at least that is allowed"
    return [Problem(("maxSize",), args.max_size, allowed)]


def _ceiling(amount: int, per_instance: int) -> int:
    return -(-amount // per_instance)
