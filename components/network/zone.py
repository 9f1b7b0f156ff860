"""One zone of a LargeVpc: its subnets, its NAT gateway and its private route table."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

import pulumi
import pulumi_aws as aws

from ..foundation.region import Region
from ..foundation.security_group import EVERYWHERE
from .address_plan import ZoneBlocks
from .large_vpc_args import LargeVpcArgs


def choose_zones(args: LargeVpcArgs, region: Region) -> tuple[str, ...]:
    """Return the names of the zones that the network is in."""
    wanted = args.availability_zones
    return region.availability_zones[:wanted] if isinstance(wanted, int) else wanted


class PublicWay(NamedTuple):
    """A VPC's way to the internet: the attached gateway, the table of the public subnets and the route between them."""

    attachment: aws.ec2.InternetGatewayAttachment
    table: aws.ec2.RouteTable
    route: aws.ec2.Route


class VpcZone:
    """The parts of a network in one zone, children of the network's component.

    Creates a public and a private subnet, if asked a subnet for tasks, an Elastic IP and a NAT gateway, and a private
    route table. ``number`` counts from 1 and is part of the children's names, so it never changes. With ``protect``
    the engine refuses to delete the subnets and the Elastic IP.
    """

    public_subnet: aws.ec2.Subnet
    private_subnet: aws.ec2.Subnet
    task_subnet: aws.ec2.Subnet | None = None
    nat_gateway: aws.ec2.NatGateway | None = None
    private_table: aws.ec2.RouteTable

    def __init__(
        self, network_name: str, number: int, zone_name: str, parent: pulumi.Resource, *, protect: bool = False
    ) -> None:
        self.number = number
        self.zone_name = zone_name
        self.egress: list[pulumi.Resource] = []
        """What must be there before this zone's private subnets reach the internet."""
        self._network_name = network_name
        self._parent = parent
        self._protect = protect or None

    def _name(self, role: str) -> str:
        return f"{self._network_name}-{role}-{self.number}"

    def _options(self, *depends_on: pulumi.Resource) -> pulumi.ResourceOptions:
        return pulumi.ResourceOptions(parent=self._parent, depends_on=list(depends_on))

    def _protected(self, *depends_on: pulumi.Resource) -> pulumi.ResourceOptions:
        return pulumi.ResourceOptions.merge(self._options(*depends_on), pulumi.ResourceOptions(protect=self._protect))

    def make_subnets(
        self,
        vpc: aws.ec2.Vpc,
        blocks: ZoneBlocks,
        further_blocks: Sequence[pulumi.Resource],
        *,
        public_ip_on_launch: bool,
    ) -> None:
        """Make the zone's subnets, after the VPC has every block they may be in."""
        self.public_subnet = self._make_subnet(
            "public", vpc, blocks.public, further_blocks, gets_public_ip=public_ip_on_launch
        )
        self.private_subnet = self._make_subnet("private", vpc, blocks.private, further_blocks)
        if blocks.task is not None:
            self.task_subnet = self._make_subnet("task", vpc, blocks.task, further_blocks)

    def _make_subnet(
        self,
        role: str,
        vpc: aws.ec2.Vpc,
        cidr_block: str,
        further_blocks: Sequence[pulumi.Resource],
        *,
        gets_public_ip: bool = False,
    ) -> aws.ec2.Subnet:
        return aws.ec2.Subnet(
            self._name(role),
            vpc_id=vpc.id,
            cidr_block=cidr_block,
            availability_zone=self.zone_name,
            map_public_ip_on_launch=gets_public_ip,
            opts=self._protected(*further_blocks),
        )

    def _associate(self, role: str, subnet: aws.ec2.Subnet, table: aws.ec2.RouteTable) -> None:
        association = aws.ec2.RouteTableAssociation(
            self._name(role), subnet_id=subnet.id, route_table_id=table.id, opts=self._options()
        )
        self.egress.append(association)

    def make_public(self, public_way: PublicWay) -> None:
        """Route the public subnet, and so the NAT gateway, to the internet gateway."""
        self._associate("public", self.public_subnet, public_way.table)

    def make_nat_gateway(self, public_way: PublicWay, allocation_id: str | None = None) -> None:
        """Make the zone's NAT gateway, with an Elastic IP of its own unless one is given."""
        address: pulumi.Input[str]
        if allocation_id is None:
            options = self._protected(public_way.attachment)
            address = aws.ec2.Eip(self._name("nat"), domain="vpc", opts=options).allocation_id
        else:
            address = allocation_id
        options = self._options(public_way.attachment, public_way.route)
        # Deletion waits until AWS says "deleted", which takes minutes and at times many.
        options.custom_timeouts = pulumi.CustomTimeouts(create="15m", delete="30m")
        # In other subnets it keeps its address, which is on others' allow lists and can serve one gateway at a time.
        options.delete_before_replace = True
        self.nat_gateway = aws.ec2.NatGateway(
            self._name("nat"), allocation_id=address, subnet_id=self.public_subnet.id, opts=options
        )

    def make_private(self, vpc: aws.ec2.Vpc, nat_gateway: aws.ec2.NatGateway | None) -> None:
        """Make the route table of the private and the task subnet, with a way out if there is a NAT gateway."""
        self.private_table = aws.ec2.RouteTable(self._name("private"), vpc_id=vpc.id, opts=self._options())
        self._associate("private", self.private_subnet, self.private_table)
        if self.task_subnet is not None:
            self._associate("task", self.task_subnet, self.private_table)
        if nat_gateway is None:
            return
        route = aws.ec2.Route(
            self._name("private"),
            route_table_id=self.private_table.id,
            destination_cidr_block=EVERYWHERE,
            nat_gateway_id=nat_gateway.id,
            opts=self._options(),
        )
        self.egress.append(route)
