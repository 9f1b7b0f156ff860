"""Look-ups of existing resources of the account: networks, addresses, keys, topics, web ACLs."""

from __future__ import annotations

from collections.abc import Mapping

import pulumi
import pulumi_aws as aws
from pulumi.runtime.sync_await import _sync_await

from .look_up import LookUps, NotFoundError, look_up
from .ports import EVERYWHERE
from .refusal import ENDED_AFTER_ERROR


class AccountLookUps(LookUps):
    """Look-ups by id or name. Each raises ``NotFoundError`` if the resource does not exist."""

    @look_up
    def elastic_ip(self, allocation_id: str) -> aws.ec2.GetElasticIpResult:
        """Look up an Elastic IP and its user."""
        return aws.ec2.get_elastic_ip(id=allocation_id, opts=self._opts)

    @look_up
    def network_interface(self, interface_id: str) -> aws.ec2.GetNetworkInterfaceResult:
        """Look up a network interface, whose type and description identify its owner."""
        return aws.ec2.get_network_interface(id=interface_id, opts=self._opts)

    @look_up
    def nat_gateway_tags(self, gateway_id: str) -> Mapping[str, str]:
        """Look up the tags of a NAT gateway."""
        return aws.ec2.get_nat_gateway(id=gateway_id, opts=self._opts).tags

    @look_up
    def vpc_main_route_table(self, vpc_id: str) -> str:
        """Look up the VPC's main route table."""
        return aws.ec2.get_vpc(id=vpc_id, opts=self._opts).main_route_table_id

    @look_up
    def subnet(self, subnet_id: str) -> aws.ec2.GetSubnetResult:
        """Look up a subnet, with its zone and its VPC."""
        return aws.ec2.get_subnet(id=subnet_id, opts=self._opts)

    @look_up
    def own_route_table(self, subnet_id: str) -> aws.ec2.GetRouteTableResult:
        """Look up the route table that is associated with a subnet."""
        return aws.ec2.get_route_table(subnet_id=subnet_id, opts=self._opts)

    @look_up
    def routes_to_internet(self, subnet_id: str, vpc_id: str) -> bool:
        """Whether a subnet's route table, its own or the VPC's main one, has a default route to an internet gateway."""
        try:
            table = self.own_route_table(subnet_id)
        except NotFoundError:
            main = self.vpc_main_route_table(vpc_id)
            table = aws.ec2.get_route_table(route_table_id=main, opts=self._opts)
        return any(route.cidr_block == EVERYWHERE and route.gateway_id.startswith("igw-") for route in table.routes)

    @look_up
    def key(self, arn: str) -> aws.kms.GetKeyResult:
        """Look up a KMS key, with its state, such as ``Enabled``, and its usage."""
        return aws.kms.get_key(key_id=arn, opts=self._opts)

    @look_up
    def topic_arn(self, name: str) -> str:
        """Look up an SNS topic by its name."""
        return aws.sns.get_topic(name=name, opts=self._opts).arn

    @look_up
    def queue_arn(self, name: str) -> str:
        """Look up an SQS queue by its name."""
        return aws.sqs.get_queue(name=name, opts=self._opts).arn

    @look_up
    def web_acl_arn(self, name: str) -> str:
        """Look up a regional web ACL by its name."""
        return aws.wafv2.get_web_acl(name=name, scope="REGIONAL", opts=self._opts).arn

    @look_up
    def certificate_status(self, arn: str) -> str:
        """Read a certificate's status, such as ``ISSUED``.

        The engine stops the program if the certificate does not exist. No data source of the provider finds a
        certificate by its ARN, so the engine reads it as a resource, which the program neither creates nor deletes.
        """
        parent = self._opts.parent if self._opts else None
        name = "-".join([*([parent._name] if parent else []), "certificateArn", arn.rpartition("/")[2]])
        provider = self._opts.provider if self._opts else None
        opts = pulumi.ResourceOptions(parent=parent, provider=provider)
        certificate = aws.acm.Certificate.get(name, arn, opts=opts)
        # Wait like the SDK waits for the answer of a function: the value decides which resources are created.
        try:
            return _sync_await(certificate.status.future()) or ""
        except Exception as error:
            # The engine shows why the read failed and stops the program. If the program is faster, its own error would
            # follow.
            raise SystemExit(ENDED_AFTER_ERROR) from error

    @look_up
    def hosted_zone(self, zone_id: str) -> aws.route53.GetZoneResult:
        """Look up a Route 53 hosted zone by its id."""
        return aws.route53.get_zone(zone_id=zone_id, opts=self._opts)

    @look_up
    def hosted_zone_id(self, name: str) -> str:
        """Look up a public Route 53 hosted zone by its name. Raises ``AmbiguousError`` if there are several."""
        return aws.route53.get_zone(name=name, private_zone=False, opts=self._opts).zone_id
