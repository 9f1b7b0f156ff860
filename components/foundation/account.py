"""Look-ups of existing resources of the account: networks, addresses, keys, topics, web ACLs."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache

import pulumi
import pulumi_aws as aws
from pulumi.runtime.sync_await import _sync_await

from .look_up import NotFoundError, or_not_found
from .ports import EVERYWHERE
from .refusal import ENDED_AFTER_ERROR


@dataclass(frozen=True)
class ElasticIp:
    """An Elastic IP and its user."""

    public_ip: str
    association_id: str
    network_interface_id: str
    instance_id: str


@dataclass(frozen=True)
class NetworkInterface:
    """A network interface; ``type`` and ``description`` identify its owner."""

    type: str
    description: str


@dataclass(frozen=True)
class Subnet:
    """A subnet, its zone and its VPC."""

    id: str
    vpc_id: str
    availability_zone: str
    cidr_block: str


@dataclass(frozen=True)
class Key:
    """A KMS key: its state, such as ``Enabled``, and its usage."""

    state: str
    usage: str
    spec: str


@dataclass(frozen=True)
class HostedZone:
    """A Route 53 hosted zone."""

    id: str
    name: str
    is_private: bool


class AccountLookUps:
    """Look-ups by id or name, each done once. Each raises ``NotFoundError`` if the resource does not exist."""

    def __init__(self, opts: pulumi.InvokeOptions | None = None) -> None:
        self._opts = opts
        self.elastic_ip = lru_cache(maxsize=None)(self._elastic_ip)
        self.network_interface = lru_cache(maxsize=None)(self._network_interface)
        self.nat_gateway_tags = lru_cache(maxsize=None)(self._nat_gateway_tags)
        self.vpc_main_route_table = lru_cache(maxsize=None)(self._vpc_main_route_table)
        self.subnet = lru_cache(maxsize=None)(self._subnet)
        self.routes_to_internet = lru_cache(maxsize=None)(self._routes_to_internet)
        self.key = lru_cache(maxsize=None)(self._key)
        self.topic_arn = lru_cache(maxsize=None)(self._topic_arn)
        self.queue_arn = lru_cache(maxsize=None)(self._queue_arn)
        self.web_acl_arn = lru_cache(maxsize=None)(self._web_acl_arn)
        self.certificate_status = lru_cache(maxsize=None)(self._certificate_status)
        self.hosted_zone = lru_cache(maxsize=None)(self._hosted_zone)

    def _elastic_ip(self, allocation_id: str) -> ElasticIp:
        found = or_not_found(lambda: aws.ec2.get_elastic_ip(id=allocation_id, opts=self._opts))
        return ElasticIp(found.public_ip, found.association_id, found.network_interface_id, found.instance_id)

    def _network_interface(self, interface_id: str) -> NetworkInterface:
        found = or_not_found(lambda: aws.ec2.get_network_interface(id=interface_id, opts=self._opts))
        return NetworkInterface(found.interface_type, found.description)

    def _nat_gateway_tags(self, gateway_id: str) -> Mapping[str, str]:
        return or_not_found(lambda: aws.ec2.get_nat_gateway(id=gateway_id, opts=self._opts)).tags

    def _vpc_main_route_table(self, vpc_id: str) -> str:
        """Look up the VPC's main route table."""
        return or_not_found(lambda: aws.ec2.get_vpc(id=vpc_id, opts=self._opts)).main_route_table_id

    def _subnet(self, subnet_id: str) -> Subnet:
        found = or_not_found(lambda: aws.ec2.get_subnet(id=subnet_id, opts=self._opts))
        return Subnet(found.id, found.vpc_id, found.availability_zone, found.cidr_block)

    def _routes_to_internet(self, subnet_id: str, vpc_id: str) -> bool:
        """Whether a subnet's route table, its own or the VPC's main one, has a default route to an internet gateway."""
        try:
            table = or_not_found(lambda: aws.ec2.get_route_table(subnet_id=subnet_id, opts=self._opts))
        except NotFoundError:
            main = self.vpc_main_route_table(vpc_id)
            table = or_not_found(lambda: aws.ec2.get_route_table(route_table_id=main, opts=self._opts))
        return any(route.cidr_block == EVERYWHERE and route.gateway_id.startswith("igw-") for route in table.routes)

    def _key(self, arn: str) -> Key:
        found = or_not_found(lambda: aws.kms.get_key(key_id=arn, opts=self._opts))
        return Key(found.key_state, found.key_usage, found.key_spec)

    def _topic_arn(self, name: str) -> str:
        return or_not_found(lambda: aws.sns.get_topic(name=name, opts=self._opts)).arn

    def _queue_arn(self, name: str) -> str:
        return or_not_found(lambda: aws.sqs.get_queue(name=name, opts=self._opts)).arn

    def _web_acl_arn(self, name: str) -> str:
        """Look up a regional web ACL by its name."""
        return or_not_found(lambda: aws.wafv2.get_web_acl(name=name, scope="REGIONAL", opts=self._opts)).arn

    def _certificate_status(self, arn: str) -> str:
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

    def _hosted_zone(self, zone_id: str) -> HostedZone:
        found = or_not_found(lambda: aws.route53.get_zone(zone_id=zone_id, opts=self._opts))
        return HostedZone(found.zone_id, found.name, bool(found.private_zone))
