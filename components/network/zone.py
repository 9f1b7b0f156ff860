"""One zone of a LargeVpc: its subnets, its NAT gateway and its private route table."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

import pulumi
import pulumi_aws as aws

from ..foundation.ports import EVERYWHERE
from ..foundation.region import Region
from .large_vpc_args import LargeVpcArgs


def choose_zones(args: LargeVpcArgs, region: Region) -> tuple[str, ...]:
    """Return the names of the network's zones."""
    wanted = args.availability_zones
    return region.availability_zones[:wanted] if isinstance(wanted, int) else wanted


class InternetAccess(NamedTuple):
    """The attached internet gateway of a VPC, the route table of its public subnets, and the route between them."""

    attachment: aws.ec2.InternetGatewayAttachment
    table: aws.ec2.RouteTable
    route: aws.ec2.Route


class Zone:
    """The parts of a network in one zone, children of the network's component.

    Creates a public and a private subnet, a task subnet with ``split_task_subnets``, an Elastic IP and a NAT gateway if
    the zone at ``index`` has one, and a private route table. Private subnets reach the internet through the zone's NAT
    gateway or through ``shared_nat_gateway``. The subnets wait for ``further_blocks``, the other blocks of the VPC.
    """

    number: int
    """The position among the zones, from 1; part of the children's names, so it never changes."""

    public_subnet: aws.ec2.Subnet
    private_subnet: aws.ec2.Subnet
    task_subnet: aws.ec2.Subnet | None = None
    nat_gateway: aws.ec2.NatGateway | None = None
    private_table: aws.ec2.RouteTable

    def __init__(
        self,
        network_name: str,
        args: LargeVpcArgs,
        index: int,
        name: str,
        vpc: aws.ec2.Vpc,
        internet: InternetAccess,
        *,
        further_blocks: Sequence[pulumi.Resource],
        shared_nat_gateway: aws.ec2.NatGateway | None,
        parent: pulumi.Resource,
    ) -> None:
        self.number, self.name = index + 1, name
        self.egress: list[pulumi.Resource] = []
        """The resources that must exist before the private subnets of this zone reach the internet."""
        self._network_name = network_name
        self._protect = args.protect or None
        self._parent = parent
        self._create_subnets(args, vpc, further_blocks)
        self._associate("public", self.public_subnet, internet.table)
        if index < args.nat_gateway_count:
            self.nat_gateway = self._create_nat_gateway(args.allocation_id(index, network_name), internet)
        self.private_table = aws.ec2.RouteTable(self._child_name("private"), vpc_id=vpc.id, opts=self._options())
        self._route_private_subnets(self.nat_gateway or shared_nat_gateway)

    def _child_name(self, role: str) -> str:
        return f"{self._network_name}-{role}-{self.number}"

    def _options(self, *depends_on: pulumi.Resource) -> pulumi.ResourceOptions:
        return pulumi.ResourceOptions(parent=self._parent, depends_on=list(depends_on))

    def _protected(self, *depends_on: pulumi.Resource) -> pulumi.ResourceOptions:
        protect = pulumi.ResourceOptions(protect=self._protect)
        return pulumi.ResourceOptions.merge(self._options(*depends_on), protect)

    def _create_subnets(self, args: LargeVpcArgs, vpc: aws.ec2.Vpc, further_blocks: Sequence[pulumi.Resource]) -> None:
        blocks, public_ip = args.plan.zones[self.number - 1], args.public_ip_on_launch
        self.public_subnet = self._create_subnet("public", vpc, blocks.public, further_blocks, public_ip=public_ip)
        self.private_subnet = self._create_subnet("private", vpc, blocks.private, further_blocks)
        if blocks.task is not None:
            self.task_subnet = self._create_subnet("task", vpc, blocks.task, further_blocks)

    def _create_subnet(
        self,
        role: str,
        vpc: aws.ec2.Vpc,
        cidr_block: str,
        further_blocks: Sequence[pulumi.Resource],
        *,
        public_ip: bool = False,
    ) -> aws.ec2.Subnet:
        return aws.ec2.Subnet(
            self._child_name(role),
            vpc_id=vpc.id,
            cidr_block=cidr_block,
            availability_zone=self.name,
            map_public_ip_on_launch=public_ip,
            opts=self._protected(*further_blocks),
        )

    def _associate(self, role: str, subnet: aws.ec2.Subnet, table: aws.ec2.RouteTable) -> None:
        association = aws.ec2.RouteTableAssociation(
            self._child_name(role), subnet_id=subnet.id, route_table_id=table.id, opts=self._options()
        )
        self.egress.append(association)

    def _create_nat_gateway(self, address: pulumi.Input[str] | None, internet: InternetAccess) -> aws.ec2.NatGateway:
        if address is None:
            options = self._protected(internet.attachment)
            address = aws.ec2.Eip(self._child_name("nat"), domain="vpc", opts=options).allocation_id
        options = self._options(internet.attachment, internet.route)
        # The deletion waits until AWS reports "deleted", which can take many minutes.
        options.custom_timeouts = pulumi.CustomTimeouts(create="15m", delete="30m")
        # A gateway in another subnet keeps the address, which is on allow lists and can serve one gateway at a time.
        options.delete_before_replace = True
        return aws.ec2.NatGateway(
            self._child_name("nat"), allocation_id=address, subnet_id=self.public_subnet.id, opts=options
        )

    def _route_private_subnets(self, nat_gateway: aws.ec2.NatGateway | None) -> None:
        self._associate("private", self.private_subnet, self.private_table)
        if self.task_subnet is not None:
            self._associate("task", self.task_subnet, self.private_table)
        if nat_gateway is None:
            return
        route = aws.ec2.Route(
            self._child_name("private"),
            route_table_id=self.private_table.id,
            destination_cidr_block=EVERYWHERE,
            nat_gateway_id=nat_gateway.id,
            opts=self._options(),
        )
        self.egress.append(route)
