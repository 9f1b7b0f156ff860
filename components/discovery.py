"""By which names the services of a cluster find each other, without a load balancer."""

from __future__ import annotations

from dataclasses import dataclass

import pulumi
import pulumi_aws as aws

from .awsvpc_service_args import AwsvpcServiceArgs
from .ec2_ecs_cluster_args import Ec2EcsClusterArgs
from .network import Network

PORT_NAME = "service"
HTTP_PORT = 80
RECORD_TTL = 10


@dataclass(frozen=True)
class Namespace:
    """A Cloud Map namespace: with ``domain`` of DNS names, else of ECS Service Connect's names."""

    id: pulumi.Input[str]
    arn: pulumi.Input[str]
    domain: str | None = None

    @property
    def is_service_connect(self) -> bool:
        """Whether names are served by ECS's proxy in each task, not by the DNS."""
        return self.domain is None


def make_namespace(
    name: str, args: Ec2EcsClusterArgs, network: Network, opts: pulumi.ResourceOptions
) -> Namespace | None:
    """Create the namespace that ``args.discovery`` asks for, if any."""
    if args.discovery == "dns":
        dns = aws.servicediscovery.PrivateDnsNamespace(
            name, name=args.discovery_domain, vpc=network.vpc_id, opts=_made_beside_the_old(opts)
        )
        return Namespace(dns.id, dns.arn, args.discovery_domain)
    if args.discovery == "service-connect":
        http = aws.servicediscovery.HttpNamespace(name, opts=opts)
        return Namespace(http.id, http.arn)
    return None


def _made_beside_the_old(opts: pulumi.ResourceOptions) -> pulumi.ResourceOptions:
    # What has a name of its own the provider deletes first. Cloud Map deletes nothing that tasks are registered in, and
    # ECS leaves the old one only for the new one, which has another domain or VPC.
    return pulumi.ResourceOptions.merge(opts, pulumi.ResourceOptions(delete_before_replace=False))


class ServiceDiscovery:
    """The name of one service in a namespace, children of the service's component.

    With DNS names it creates a Cloud Map service, in which ECS keeps an A record for each task. With Service Connect it
    creates nothing: ECS runs a proxy in each task, by which the service is ``http://NAME`` for the others; without a
    load balancer, where anything but HTTP may be spoken, it is ``NAME`` on the container's port.
    """

    url: str
    """Where the other services reach this one, once ``allow_from`` lets them."""
    registries: aws.ecs.ServiceServiceRegistriesArgs | None = None
    service_connect: aws.ecs.ServiceServiceConnectConfigurationArgs | None = None

    def __init__(
        self, service_name: str, args: AwsvpcServiceArgs, namespace: Namespace, opts: pulumi.ResourceOptions
    ) -> None:
        if namespace.is_service_connect:
            port = HTTP_PORT if args.speaks_http else args.container_port
            self.url = _url(service_name, port, args)
            self.service_connect = _service_connect(service_name, port, namespace)
            return
        self.url = _url(f"{service_name}.{namespace.domain}", args.container_port, args)
        registry = aws.servicediscovery.Service(
            service_name,
            name=service_name,
            dns_config={
                "namespace_id": namespace.id,
                "dns_records": [{"type": "A", "ttl": RECORD_TTL}],
                "routing_policy": "MULTIVALUE",
            },
            # ECS takes its tasks out in its own time, and the provider does not try again where Cloud Map refuses
            # (terraform-provider-aws#4853).
            force_destroy=True,
            opts=_made_beside_the_old(opts),
        )
        self.registries = aws.ecs.ServiceServiceRegistriesArgs(registry_arn=registry.arn)


def _url(host: str, port: int, args: AwsvpcServiceArgs) -> str:
    scheme = "http" if args.speaks_http else "tcp"
    return f"{scheme}://{host}" if args.speaks_http and port == HTTP_PORT else f"{scheme}://{host}:{port}"


def _service_connect(
    service_name: str, port: int, namespace: Namespace
) -> aws.ecs.ServiceServiceConnectConfigurationArgs:
    alias = aws.ecs.ServiceServiceConnectConfigurationServiceClientAliasArgs(port=port, dns_name=service_name)
    return aws.ecs.ServiceServiceConnectConfigurationArgs(
        enabled=True,
        namespace=namespace.arn,
        services=[
            aws.ecs.ServiceServiceConnectConfigurationServiceArgs(
                port_name=PORT_NAME, discovery_name=service_name, client_alias=[alias]
            )
        ],
    )
