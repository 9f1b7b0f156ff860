"""Checks for clusters that are too small for their services. Pure: no Pulumi, no AWS."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from ..cluster.ec2_ecs_cluster_args import Ec2EcsClusterArgs
from ..foundation.refusal import Problem
from ..foundation.region import InstanceType
from ..service.awsvpc_service_args import AwsvpcServiceArgs

Counts = Mapping[str, int]
"""The number of tasks of each service, by the service's name."""


def tasks_of_deployment(args: AwsvpcServiceArgs, count: int) -> int:
    """Return how many tasks must fit at the same time so that ECS can replace ``count`` tasks.

    With ``blue-green``, ``canary`` and ``linear``, ECS runs a whole new set of tasks in addition to the old one. With
    ``rolling``, ECS needs no additional room if ``minimumHealthyPercent`` allows it to stop old tasks first:
    https://docs.aws.amazon.com/AmazonECS/latest/APIReference/API_DeploymentConfiguration.html
    """
    if count == 0:
        return 0
    if args.deployment.shifts_traffic:
        return 2 * count
    return max(count, args.deployment.fewest_tasks(count) + 1)


def fewest_instances(
    services: Mapping[str, AwsvpcServiceArgs], counts: Counts, instance_types: Sequence[InstanceType], *, trunking: bool
) -> int:
    """Return the minimum number of instances for the tasks, all of the largest type.

    More can be needed, because tasks of several services leave gaps.
    """
    tasks = [(counts[name], args) for name, args in services.items()]
    needed = [
        _ceiling(sum(count * args.cpu for count, args in tasks), max(each.cpu_units for each in instance_types)),
        _ceiling(
            sum(count * args.memory for count, args in tasks), max(each.registered_memory for each in instance_types)
        ),
        *(_ceiling(count, _tasks_per_instance(args, instance_types)) for count, args in tasks),
    ]
    if not trunking:
        # The instance uses one interface itself.
        most = max(each.network_interfaces for each in instance_types) - 1
        needed.append(_ceiling(sum(count for count, _ in tasks), max(most, 1)))
    return max(needed)


def check_max_size(
    args: Ec2EcsClusterArgs, services: Mapping[str, AwsvpcServiceArgs], instance_types: Sequence[InstanceType]
) -> list[Problem]:
    """Find a maximum number of instances that is too small for the tasks, or for those of a service's deployment.

    Such tasks would never start.
    """
    if not instance_types or not services:
        return []
    counts = {name: service.fewest_tasks for name, service in services.items()}
    needed = fewest_instances(services, counts, instance_types, trunking=args.eni_trunking)
    types = _names(instance_types)
    if needed > args.max_size:
        tasks = f"the {sum(counts.values())} tasks of the services need {needed} instances of {types} or more"
        return [Problem(("maxSize",), args.max_size, f"{tasks}: at least that is allowed")]
    for name, service in services.items():
        deployed = {**counts, name: tasks_of_deployment(service, counts[name])}
        needed = fewest_instances(services, deployed, instance_types, trunking=args.eni_trunking)
        if needed > args.max_size:
            allowed = (
                f"{_deployment(name, service, counts[name])}, and with them the services need {needed} instances of "
                f"{types} or more: at least that is allowed"
            )
            return [Problem(("maxSize",), args.max_size, allowed)]
    return []


def room_warnings(
    args: Ec2EcsClusterArgs, services: Mapping[str, AwsvpcServiceArgs], instance_types: Sequence[InstanceType]
) -> Iterator[str]:
    """Return a warning for each deployment that runs with fewer tasks, or that fails at the maximum of the scaling."""
    if not instance_types:
        return
    counts = {name: service.fewest_tasks for name, service in services.items()}

    def fits(name: str, count: int) -> bool:
        of_deployment = {**counts, name: count}
        needed = fewest_instances(services, of_deployment, instance_types, trunking=args.eni_trunking)
        return needed <= args.max_size

    limit = f"cluster.maxSize {args.max_size} of {_names(instance_types)}"
    for name, service in services.items():
        count, most = counts[name], service.most_tasks
        if count and not fits(name, count + 1):
            yield (
                f"{limit} has no room for one more task of {name}: a deployment stops some of its {count} tasks before "
                f"it starts new ones"
            )
        elif fits(name, most) and not fits(name, tasks_of_deployment(service, most)):
            yield (
                f"{limit} has room for the {most} tasks of {name} at the maximum of its scaling, but then for no "
                f"deployment: {_deployment(name, service, most)}"
            )


def _deployment(name: str, args: AwsvpcServiceArgs, count: int) -> str:
    deployment, tasks = args.deployment, tasks_of_deployment(args, count)
    if deployment.shifts_traffic:
        return f"a {deployment.strategy} deployment of {name} runs {tasks} tasks at the same time"
    return (
        f"with minimumHealthyPercent {deployment.minimum_healthy_percent}, a deployment of {name} keeps {count} tasks "
        f"while it starts another"
    )


def _tasks_per_instance(args: AwsvpcServiceArgs, instance_types: Sequence[InstanceType]) -> int:
    # A task that fits on no instance is another mistake.
    return max(1, *(min(each.cpu_units // args.cpu, each.registered_memory // args.memory) for each in instance_types))


def _names(instance_types: Sequence[InstanceType]) -> str:
    return " or ".join(each.name for each in instance_types)


def _ceiling(amount: int, per_instance: int) -> int:
    return -(-amount // per_instance)
