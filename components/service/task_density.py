"""How many tasks an instance holds, and the price when network interfaces run out first."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

import pulumi

from ..cluster.eni_trunking import has_trunking
from ..foundation.region import InstanceType
from .awsvpc_service_args import AwsvpcServiceArgs


@dataclass(frozen=True)
class TasksThatFit:
    """How many tasks of a service one instance holds by each of its resources, without ENI trunking.

    An awsvpc task takes a network interface of its own, and the instance keeps one for itself.
    """

    interfaces: int
    cpu: int
    memory: int

    @property
    def otherwise(self) -> int:
        """How many tasks would fit if there were interfaces enough."""
        return min(self.cpu, self.memory)


def tasks_that_fit(args: AwsvpcServiceArgs, instance_type: InstanceType) -> TasksThatFit:
    """Compute what fits from the instance type's own data."""
    return TasksThatFit(
        interfaces=instance_type.network_interfaces - 1,
        cpu=instance_type.cpu_units // args.cpu,
        memory=instance_type.registered_memory // args.memory,
    )


def interface_warning(
    name: str, args: AwsvpcServiceArgs, instance_type: InstanceType, *, eni_trunking: bool = False
) -> str | None:
    """Return a warning about the gap, or None where it costs no instance."""
    if args.scheduling == "daemon":
        return None
    trunks = has_trunking(instance_type.name)
    fit = tasks_that_fit(args, instance_type)
    if (eni_trunking and trunks) or fit.interfaces >= fit.otherwise:
        return None
    count = args.scaling.max_count if args.scaling else args.desired_count
    needed, enough = math.ceil(count / fit.interfaces), math.ceil(count / fit.otherwise)
    if needed == enough:
        return None
    holds = f"{fit.interfaces} tasks of {name} by network interfaces, {fit.cpu} by CPU and {fit.memory} by memory"
    gap = f"{count} tasks take {needed} instances where {enough} would do"
    full = f"a full instance is {fit.interfaces / fit.otherwise:.0%} used"
    remedy = "cluster.eniTrunking lifts this" if trunks else "cluster.eniTrunking does not lift this for its family"
    return f"{instance_type.name} holds {holds}: {gap}, and {full}. {remedy}."


def warn_of_interfaces(
    name: str,
    args: AwsvpcServiceArgs,
    instance_types: Sequence[InstanceType],
    resource: pulumi.Resource,
    *,
    eni_trunking: bool,
) -> None:
    """Warn once for each instance type that has too few interfaces for its size."""
    for instance_type in instance_types:
        message = interface_warning(name, args, instance_type, eni_trunking=eni_trunking)
        if message is not None:
            pulumi.warn(message, resource)
