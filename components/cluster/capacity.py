"""The cluster, as the services need it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TypedDict

import pulumi

from ..foundation.argument_checks import check_text
from ..foundation.deferred import settle
from ..foundation.refusal import refuse_any
from ..foundation.region import InstanceType
from .namespace import Namespace


class Instances(TypedDict):
    """The facts about a cluster's instances that a task is checked against."""

    operating_system: str | None
    instance_types: tuple[InstanceType, ...]


@dataclass(frozen=True)
class Capacity:
    """A cluster for services: the cluster of an :class:`Ec2EcsCluster`, or an existing one.

    With ``instance_types``, a service refuses a task that does not fit on an instance, and warns if network interfaces
    limit the tasks, unless ``eni_trunking`` is on; without them, nothing is checked. ``operating_system`` is ``al2023``
    or ``bottlerocket``; a service refuses volumes that do not work on it. ``execute_command_log_group_arn`` is the log
    group of ECS Exec's sessions, None if the cluster has none. ``namespace`` is the namespace for service discovery.
    ``ready`` are the resources that must exist before a service can use the capacity provider.
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
        """Refuse Outputs of values that decide what is created, and names that are not strings."""
        settle(self, plain=("eni_trunking", "operating_system", "namespace"), plain_items=("instance_types",))
        for name in ("cluster_arn", "cluster_name", "capacity_provider_name"):
            refuse_any(check_text(name, getattr(self, name)))

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
