"""The network, as the cluster and the services need it."""

from __future__ import annotations

import ipaddress
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import pulumi

from ..foundation.argument_checks import check_text, check_texts
from ..foundation.deferred import is_deferred, settle
from ..foundation.refusal import Problem, refuse_any

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
        """Refuse Outputs of values that decide what is created, and plain values of another type."""
        settle(self, plain=("cidr_blocks",), plain_items=("endpoints", "availability_zones"))
        refuse_any(
            [
                *check_text("vpc_id", self.vpc_id),
                *_check_blocks(self.cidr_blocks),
                *check_texts("public_subnet_ids", self.public_subnet_ids),
                *check_texts("private_subnet_ids", self.private_subnet_ids, at_least=1),
                *(check_texts("task_subnet_ids", self.task_subnet_ids, at_least=1) if self.task_subnet_ids else ()),
                *check_texts("availability_zones", self.availability_zones),
            ]
        )

    @property
    def subnet_ids_of_tasks(self) -> SubnetIds:
        """The subnets of the tasks' network interfaces."""
        return self.private_subnet_ids if self.task_subnet_ids is None else self.task_subnet_ids


def _check_blocks(blocks: Any) -> list[Problem]:
    """Find blocks that are not IPv4 blocks, by their names."""
    if not isinstance(blocks, Mapping):
        return [Problem(("cidr_blocks",), blocks, "a dict of IPv4 blocks by name is allowed")]
    allowed = "an IPv4 block such as 10.0.0.0/16 is allowed"
    return [
        Problem(("cidr_blocks", name), block, allowed)
        for name, block in blocks.items()
        if not is_deferred(block) and not _is_block(block)
    ]


def _is_block(text: Any) -> bool:
    try:
        return bool(isinstance(text, str) and ipaddress.IPv4Network(text))
    except ValueError:
        return False
