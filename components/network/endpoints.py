"""The endpoints that connect private subnets to AWS services without a NAT gateway."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import pulumi
import pulumi_aws as aws

from ..foundation.exclusive import create_exclusive_rules
from ..foundation.ports import HTTPS_PORT
from ..foundation.region import Region
from ..foundation.security_group import allow_tcp_ingress
from .large_vpc_args import LargeVpcArgs
from .zone import InternetAccess, Zone


class VpcEndpoints:
    """A network's endpoints, children of the network's component.

    Creates the gateway endpoints, which are free, each with an association for each private route table. Creates the
    interface endpoints, each with private DNS, and one security group for all of them, open on 443 to the VPC's blocks.
    """

    def __init__(
        self,
        network_name: str,
        args: LargeVpcArgs,
        region: Region,
        vpc: aws.ec2.Vpc,
        cidr_blocks: Mapping[str, str],
        zones: Sequence[Zone],
        internet: InternetAccess,
        parent: pulumi.Resource,
    ) -> None:
        self.egress: list[pulumi.Resource] = []
        """The resources that must exist before the endpoints serve the private subnets."""
        self._name = network_name
        self._region = region
        self._vpc = vpc
        self._child = pulumi.ResourceOptions(parent=parent)
        # So they are deleted in the same step as the NAT gateways: see ARCHITECTURE.md.
        self._endpoint_options = pulumi.ResourceOptions(parent=parent, depends_on=[internet.route])
        for gateway_service in args.gateway_endpoints:
            self._create_gateway_endpoint(gateway_service, zones)
        if args.interface_endpoints:
            group, rules = self._create_security_group(cidr_blocks)
            if args.exclusive_permissions:
                create_exclusive_rules(f"{network_name}-endpoints", group, rules, self._child)
            # Private DNS resolves to an endpoint while it exists, so the group must allow traffic until then.
            admitting = pulumi.ResourceOptions(depends_on=[*rules])
            options = pulumi.ResourceOptions.merge(self._endpoint_options, admitting)
            for service in args.interface_endpoints:
                self._create_interface_endpoint(service, group, zones, options)

    def _create_gateway_endpoint(self, service: str, zones: Sequence[Zone]) -> None:
        endpoint = aws.ec2.VpcEndpoint(
            f"{self._name}-{service}",
            vpc_id=self._vpc.id,
            service_name=f"com.amazonaws.{self._region.name}.{service}",
            vpc_endpoint_type="Gateway",
            opts=self._endpoint_options,
        )
        for zone in zones:
            # One association per table, not a list on the endpoint, so another zone does not change existing resources.
            association = aws.ec2.VpcEndpointRouteTableAssociation(
                f"{self._name}-{service}-{zone.number}",
                vpc_endpoint_id=endpoint.id,
                route_table_id=zone.private_table.id,
                opts=self._child,
            )
            self.egress.append(association)

    def _create_security_group(
        self, cidr_blocks: Mapping[str, str]
    ) -> tuple[aws.ec2.SecurityGroup, list[aws.vpc.SecurityGroupIngressRule]]:
        group = aws.ec2.SecurityGroup(
            f"{self._name}-endpoints",
            description="Access to the interface endpoints",
            vpc_id=self._vpc.id,
            opts=self._child,
        )
        rules = [
            allow_tcp_ingress(
                f"{self._name}-endpoints-from-{role}",
                "HTTPS from the VPC",
                group.id,
                HTTPS_PORT,
                self._child,
                cidr_block=cidr_block,
            )
            for role, cidr_block in cidr_blocks.items()
        ]
        return group, rules

    def _create_interface_endpoint(
        self,
        service: str,
        group: aws.ec2.SecurityGroup,
        zones: Sequence[Zone],
        opts: pulumi.ResourceOptions,
    ) -> None:
        found = self._region.endpoint_service(service)
        endpoint = aws.ec2.VpcEndpoint(
            f"{self._name}-{service}",
            vpc_id=self._vpc.id,
            service_name=found.service_name,
            vpc_endpoint_type="Interface",
            private_dns_enabled=True,
            security_group_ids=[group.id],
            subnet_ids=[zone.private_subnet.id for zone in zones if zone.name in found.availability_zones],
            opts=opts,
        )
        self.egress.append(endpoint)
