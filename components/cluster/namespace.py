"""The Cloud Map namespace for the service discovery of a cluster."""

from __future__ import annotations

from dataclasses import dataclass

import pulumi
import pulumi_aws as aws

from ..foundation.deferred import settle
from ..network.network import Network
from .ec2_ecs_cluster_args import Ec2EcsClusterArgs


@dataclass(frozen=True)
class Namespace:
    """A Cloud Map namespace: with ``domain`` for DNS names, otherwise for ECS Service Connect."""

    id: pulumi.Input[str]
    arn: pulumi.Input[str]
    domain: str | None = None

    def __post_init__(self) -> None:
        """Refuse an Output of the domain, which decides what is created."""
        settle(self, plain=("domain",))

    @property
    def is_service_connect(self) -> bool:
        """Whether ECS's proxy in each task resolves the names, instead of DNS."""
        return self.domain is None


def create_namespace(
    name: str, args: Ec2EcsClusterArgs, network: Network, opts: pulumi.ResourceOptions
) -> Namespace | None:
    """Create the namespace for ``args.discovery``, if any."""
    if args.discovery == "dns":
        dns = aws.servicediscovery.PrivateDnsNamespace(
            name, name=args.discovery_domain, vpc=network.vpc_id, opts=created_before_deletion(opts)
        )
        return Namespace(dns.id, dns.arn, args.discovery_domain)
    if args.discovery == "service-connect":
        http = aws.servicediscovery.HttpNamespace(name, opts=opts)
        return Namespace(http.id, http.arn)
    return None


def created_before_deletion(opts: pulumi.ResourceOptions) -> pulumi.ResourceOptions:
    """Return options that create a replacement before the old resource is deleted, although its name is fixed."""
    # By default, Pulumi deletes a resource with a fixed name first. Cloud Map does not delete a namespace with
    # registered tasks, and ECS moves them only to the new namespace, which has another domain or VPC.
    return pulumi.ResourceOptions.merge(opts, pulumi.ResourceOptions(delete_before_replace=False))
