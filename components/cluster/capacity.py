"""What a service needs to know of a cluster, whoever made it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TypedDict

import pulumi

from ..foundation.deferred import settle
from ..foundation.region import InstanceType
from .namespace import Namespace


class Instances(TypedDict):
    """The facts about a cluster's instances that a task is checked against."""

    operating_system: str | None
    instance_types: tuple[InstanceType, ...]


@dataclass(frozen=True)
class Capacity:
    """A cluster to run in: that of :class:`Ec2EcsCluster`, or one that exists already.

    ``instance_types`` let a service refuse a task that an instance could not hold, and warn of interfaces running out
    where ``eni_trunking`` does not help; none leave that unchecked.
    ``operating_system`` is that of the instances, ``al2023`` or ``bottlerocket``, and lets a service refuse volumes
    that do not mount there. ``execute_command_log_group_arn`` is where ECS Exec logs its sessions; None where the
    cluster has no logging of its own. ``namespace`` is what the services find each other by. ``ready`` are the
    resources that must exist before a service can use the capacity provider.
    """

    cluster_arn: pulumi.Input[str]
    cluster_name: pulumi.Input[str]
    capacity_provider_name: pulumi.Input[str]
    instance_types: tuple[InstanceType, ...] = ()
    eni_trunking: bool = False
    operating_system: str | None = None
    execute_command_log_group_arn: pulumi.Input[str] | None = None
    namespace: Namespace | None = None
    ready: tuple[pulumi.Resource, ...] = ()

    def __post_init__(self) -> None:
        """Refuse Outputs of values that decide what is created."""
        settle(self, plain=("eni_trunking", "operating_system", "namespace"), plain_items=("instance_types",))

    @property
    def instances(self) -> Instances:
        """The facts about the instances that a task is checked against."""
        return {"operating_system": self.operating_system, "instance_types": self.instance_types}

    @property
    def discovery(self) -> str:
        """How services find each other: ``none``, ``dns`` or ``service-connect``."""
        if self.namespace is None:
            return "none"
        return "service-connect" if self.namespace.is_service_connect else "dns"
