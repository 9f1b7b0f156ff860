"""The network, as the cluster and the services need it."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass

import pulumi

from ..foundation.deferred import settle

SubnetIds = pulumi.Input[Sequence[pulumi.Input[str]]]


@dataclass(frozen=True)
class Network:
    """A VPC for clusters and services: the VPC of a :class:`LargeVpc`, or an existing one.

    ``availability_zones`` are the zones of the private subnets, if they are known: a cluster refuses instance types
    that are not available in a zone. ``cidr_blocks`` are the blocks that can reach a private service without
    ``allow_from``, each with a unique name that never changes. ``task_subnet_ids`` are the task subnets, None if tasks
    use the private subnets. ``egress`` are the resources that connect private subnets to ECS and to an image registry;
    instances and tasks wait for them, load balancers do not. ``internet_gateway`` is the attachment of the internet
    gateway, for which public load balancers wait; None if it already exists. ``endpoints`` are the services with
    interface endpoints, if the private subnets have no other egress.
    """

    vpc_id: pulumi.Input[str]
    cidr_blocks: Mapping[str, pulumi.Input[str]]
    public_subnet_ids: SubnetIds
    private_subnet_ids: SubnetIds
    task_subnet_ids: SubnetIds | None = None
    egress: Sequence[pulumi.Resource] = ()
    internet_gateway: pulumi.Resource | None = None
    endpoints: Collection[str] | None = None
    availability_zones: Sequence[str] = ()

    def __post_init__(self) -> None:
        """Refuse Outputs of values that decide what is created."""
        settle(self, plain=("cidr_blocks",), plain_items=("endpoints", "availability_zones"))

    @property
    def subnet_ids_of_tasks(self) -> SubnetIds:
        """The subnets of the tasks' network interfaces."""
        return self.private_subnet_ids if self.task_subnet_ids is None else self.task_subnet_ids
