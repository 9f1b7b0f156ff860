"""How many tasks fit on an instance, and a warning when network interfaces are the limit."""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import NamedTuple

import pulumi

from ..cluster.eni_trunking import has_trunking
from ..foundation.region import InstanceType
from .awsvpc_service_args import AwsvpcServiceArgs


class TasksThatFit(NamedTuple):
    """The number of tasks of a service that fit on an instance, by each resource, without ENI trunking.

    Each awsvpc task needs a network interface, and the instance uses one itself.
    """

    interfaces: int
    cpu: int
    memory: int


def tasks_that_fit(args: AwsvpcServiceArgs, instance_type: InstanceType) -> TasksThatFit:
    """Compute the numbers from the data of the instance type."""
    return TasksThatFit(
        interfaces=instance_type.network_interfaces - 1,
        cpu=instance_type.cpu_units // args.cpu,
        memory=instance_type.registered_memory // args.memory,
    )


def interface_warning(
    name: str, args: AwsvpcServiceArgs, instance_type: InstanceType, *, eni_trunking: bool = False
) -> str | None:
    """Return a warning about the gap, or None if it needs no additional instance."""
    if args.scheduling == "daemon":
        return None
    trunks = has_trunking(instance_type.name)
    fit = tasks_that_fit(args, instance_type)
    otherwise = min(fit.cpu, fit.memory)
    if (eni_trunking and trunks) or fit.interfaces >= otherwise:
        return None
    count = args.scaling.max_count if args.scaling else args.desired_count
    needed, enough = math.ceil(count / fit.interfaces), math.ceil(count / otherwise)
    if needed == enough:
        return None
    holds = f"{fit.interfaces} tasks of {name} by network interfaces, {fit.cpu} by CPU and {fit.memory} by memory"
    gap = f"{count} tasks take {needed} instances instead of {enough}"
    full = f"a full instance is {fit.interfaces / otherwise:.0%} used"
    effect = "raises the limit" if trunks else f"has no effect on {instance_type.name}"
    return f"{instance_type.name} holds {holds}: {gap}, and {full}. cluster.eniTrunking {effect}."


def warn_of_interfaces(
    name: str,
    args: AwsvpcServiceArgs,
    instance_types: Sequence[InstanceType],
    resource: pulumi.Resource,
    *,
    eni_trunking: bool,
) -> None:
    """Warn once about each instance type that has too few interfaces for its size."""
    for instance_type in instance_types:
        message = interface_warning(name, args, instance_type, eni_trunking=eni_trunking)
        if message is not None:
            pulumi.warn(message, resource)
