"""What the cluster and the services need to know of a network, whoever made it."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass

import pulumi

from ..foundation.deferred import settle

SubnetIds = pulumi.Input[Sequence[pulumi.Input[str]]]


@dataclass(frozen=True)
class Network:
    """A VPC to run in: that of :class:`LargeVpc`, or one that exists already.

    ``availability_zones`` are the zones of the private subnets, where they are known: a cluster refuses instance types
    that a zone lacks. ``cidr_blocks`` are the blocks that may reach a private service without ``allow_from``, each by a
    name of its own that never changes. ``task_subnet_ids`` are the private subnets' unless tasks have their own.
    ``egress`` are the resources without which nothing in a private subnet reaches ECS or an image registry; instances
    and tasks wait for them, load balancers do not. ``internet_gateway`` attaches one to the VPC, for which public load
    balancers wait; without it the gateway is there already. ``endpoints`` are the services that interface endpoints
    lead to, where nothing else leads out of the private subnets.
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
        """The subnets that tasks' network interfaces are in."""
        return self.private_subnet_ids if self.task_subnet_ids is None else self.task_subnet_ids
