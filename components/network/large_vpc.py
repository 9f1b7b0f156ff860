"""The network: a VPC with public and private subnets in two to four zones."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import pulumi
import pulumi_aws as aws

from ..foundation.argument_checks import require_if_given
from ..foundation.ports import EVERYWHERE
from ..foundation.refusal import refuse_any
from ..foundation.region import Region
from .address_checks import check_addresses
from .address_plan import AddressPlan
from .checks import check_vpc
from .endpoints import VpcEndpoints
from .large_vpc_args import LargeVpcArgs
from .network import Network
from .zone import InternetAccess, Zone, choose_zones


class LargeVpc(pulumi.ComponentResource):
    """A VPC whose private subnets reach the internet through NAT gateways.

    Creates the VPC, its additional CIDR blocks, an internet gateway, one public route table, the resources of each zone
    (:class:`Zone`) and the endpoints (:class:`VpcEndpoints`). Removes all rules from the VPC's default security group
    (Security Hub EC2.2).

    Raises :class:`RefusedError` before it creates anything if the region does not have the zones or endpoint services
    in ``args``, or if an Elastic IP does not exist or is in use.
    """

    vpc_id: pulumi.Output[str]
    """The VPC's id."""
    public_subnet_ids: pulumi.Output[list[str]]
    """A subnet id for each zone, in the order of the zones."""
    private_subnet_ids: pulumi.Output[list[str]]
    """A subnet id for each zone, in the order of the zones."""
    nat_public_ips: pulumi.Output[list[str]]
    """The public addresses of instances and tasks, for a partner's allow list."""
    network: Network
    """The network, for the other components."""

    def __init__(
        self,
        name: str,
        args: LargeVpcArgs | Mapping[str, Any] | None = None,
        opts: pulumi.ResourceOptions | None = None,
        *,
        region: Region | None = None,
    ) -> None:
        super().__init__("ecs-on-ec2:index:LargeVpc", name, None, opts)
        args = LargeVpcArgs.of(args)
        require_if_given(region=(region, Region))
        region = region or Region(pulumi.InvokeOptions(parent=self))
        if not region.has_accepted(args):
            # A component cannot know whether the NAT gateway that uses an address is its own.
            refuse_any([*check_vpc(args, region), *check_addresses(args, region, lambda *_: True)])
        self._name = name
        self._child = pulumi.ResourceOptions(parent=self)
        plan = args.plan

        vpc = aws.ec2.Vpc(
            name,
            cidr_block=plan.cidr_block,
            enable_dns_support=True,
            enable_dns_hostnames=True,
            opts=pulumi.ResourceOptions(parent=self, protect=args.protect or None),
        )
        # The provider removes the rules once; only explicit empty lists remove rules that are added later.
        aws.ec2.DefaultSecurityGroup(f"{name}-default", vpc_id=vpc.id, ingress=[], egress=[], opts=self._child)
        further_blocks = self._associate_further_blocks(vpc, plan)
        internet = self._connect_to_internet(vpc)
        zones = self._create_zones(args, region, vpc, further_blocks, internet)
        endpoints = VpcEndpoints(name, args, region, vpc, plan.cidr_blocks, zones, internet, parent=self)

        self.vpc_id = vpc.id
        self.public_subnet_ids = pulumi.Output.all(*[zone.public_subnet.id for zone in zones])
        self.private_subnet_ids = pulumi.Output.all(*[zone.private_subnet.id for zone in zones])
        self.nat_public_ips = pulumi.Output.all(*[zone.nat_gateway.public_ip for zone in zones if zone.nat_gateway])
        self.network = Network(
            vpc_id=vpc.id,
            cidr_blocks=plan.cidr_blocks,
            public_subnet_ids=[zone.public_subnet.id for zone in zones],
            private_subnet_ids=[zone.private_subnet.id for zone in zones],
            task_subnet_ids=[zone.task_subnet.id for zone in zones if zone.task_subnet] or None,
            egress=[internet.route, *[route for zone in zones for route in zone.egress], *endpoints.egress],
            internet_gateway=internet.attachment,
            endpoints=args.only_endpoints,
            availability_zones=choose_zones(args, region),
        )
        self.register_outputs(self.outputs)

    @property
    def outputs(self) -> dict[str, pulumi.Output[Any]]:
        """The outputs, by the names under which the program exports them."""
        return {
            "vpcId": self.vpc_id,
            "publicSubnetIds": self.public_subnet_ids,
            "privateSubnetIds": self.private_subnet_ids,
            "natPublicIps": self.nat_public_ips,
        }

    def _associate_further_blocks(self, vpc: aws.ec2.Vpc, plan: AddressPlan) -> list[pulumi.Resource]:
        return [
            aws.ec2.VpcIpv4CidrBlockAssociation(
                f"{self._name}-{role}", vpc_id=vpc.id, cidr_block=block, opts=self._child
            )
            for role, block in plan.cidr_blocks.items()
            if block != plan.cidr_block
        ]

    def _connect_to_internet(self, vpc: aws.ec2.Vpc) -> InternetAccess:
        # An attached gateway cannot be attached to a second VPC until it is detached from the first one. This is a
        # trigger and not `replace_with`, which the engine counts as a dependency: it would delete NAT gateways one step
        # later.
        with_vpc = pulumi.ResourceOptions(parent=self, replacement_trigger=vpc.id)
        gateway = aws.ec2.InternetGateway(self._name, opts=with_vpc)
        attachment = aws.ec2.InternetGatewayAttachment(
            self._name, vpc_id=vpc.id, internet_gateway_id=gateway.id, opts=self._child
        )
        table = aws.ec2.RouteTable(f"{self._name}-public", vpc_id=vpc.id, opts=self._child)
        route = aws.ec2.Route(
            f"{self._name}-public",
            route_table_id=table.id,
            destination_cidr_block=EVERYWHERE,
            gateway_id=gateway.id,
            opts=pulumi.ResourceOptions(parent=self, depends_on=[attachment]),
        )
        return InternetAccess(attachment, table, route)

    def _create_zones(
        self,
        args: LargeVpcArgs,
        region: Region,
        vpc: aws.ec2.Vpc,
        further_blocks: list[pulumi.Resource],
        internet: InternetAccess,
    ) -> list[Zone]:
        zones: list[Zone] = []
        for index, zone_name in enumerate(choose_zones(args, region)):
            zone = Zone(
                self._name,
                args,
                index,
                zone_name,
                vpc,
                internet,
                further_blocks=further_blocks,
                # A single NAT gateway is in the first zone and serves all zones.
                shared_nat_gateway=zones[0].nat_gateway if zones else None,
                parent=self,
            )
            zones.append(zone)
        return zones
