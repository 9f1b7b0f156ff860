"""Service discovery: the name of a service for the other services of the cluster."""

from __future__ import annotations

from typing import Any

import pulumi
import pulumi_aws as aws

from ...cluster.namespace import Namespace, created_before_deletion
from ...foundation.ports import HTTP_PORT
from .service_connect_args import Protocol, ServiceConnectArgs

RECORD_TTL = 10

PORT_NAME = "service"
"""The name of the port for Service Connect."""


class ServiceDiscovery:
    """The name of one service in a namespace, children of the service's component.

    With DNS names it creates a Cloud Map service, in which ECS keeps an A record for each task. With Service Connect it
    creates nothing: ECS runs a proxy in each task, through which the service is ``http://NAME``, or with the protocol
    ``tcp``, ``tcp://NAME`` with the container's port.
    """

    url: str
    """The URL for the services in ``allow_from``."""
    registries: aws.ecs.ServiceServiceRegistriesArgsDict | None = None
    service_connect: aws.ecs.ServiceServiceConnectConfigurationArgsDict | None = None

    def __init__(
        self,
        service_name: str,
        args: ServiceConnectArgs,
        namespace: Namespace,
        *,
        container_port: int,
        connect_protocol: Protocol,
        speaks_http: bool,
        parent: pulumi.Resource,
    ) -> None:
        if namespace.is_service_connect:
            is_http = connect_protocol != "tcp"
            port = HTTP_PORT if is_http else container_port
            self.url = _url(service_name, port, is_http=is_http)
            self.service_connect = _service_connect(service_name, port, args, namespace)
            return
        self.url = _url(f"{service_name}.{namespace.domain}", container_port, is_http=speaks_http)
        registry = aws.servicediscovery.Service(
            service_name,
            name=service_name,
            dns_config={
                "namespace_id": namespace.id,
                "dns_records": [{"type": "A", "ttl": RECORD_TTL}],
                "routing_policy": "MULTIVALUE",
            },
            # ECS deregisters tasks with a delay, and the provider does not retry if Cloud Map refuses the deletion
            # (terraform-provider-aws#4853).
            force_destroy=True,
            opts=created_before_deletion(pulumi.ResourceOptions(parent=parent)),
        )
        self.registries = {"registry_arn": registry.arn}


def port_mapping(port: int, protocol: Protocol, namespace: Namespace | None) -> dict[str, Any]:
    """Return the port mapping of the own container; Service Connect needs a name and, except for TCP, a protocol."""
    mapping: dict[str, Any] = {"containerPort": port, "hostPort": port}
    if namespace is None or not namespace.is_service_connect:
        return mapping
    return {**mapping, "name": PORT_NAME, **({} if protocol == "tcp" else {"appProtocol": protocol})}


def _url(host: str, port: int, *, is_http: bool) -> str:
    scheme = "http" if is_http else "tcp"
    return f"{scheme}://{host}" if is_http and port == HTTP_PORT else f"{scheme}://{host}:{port}"


def _service_connect(
    service_name: str, port: int, args: ServiceConnectArgs, namespace: Namespace
) -> aws.ecs.ServiceServiceConnectConfigurationArgsDict:
    service: aws.ecs.ServiceServiceConnectConfigurationServiceArgsDict = {
        "port_name": PORT_NAME,
        "discovery_name": service_name,
        "client_alias": [{"port": port, "dns_name": service_name}],
    }
    if args.request_timeout_seconds is not None:
        # Both, because the provider sends 0 for a missing one, which means no limit: pulumi/pulumi-aws#4265
        service["timeout"] = {
            "per_request_timeout_seconds": args.request_timeout_seconds,
            "idle_timeout_seconds": args.idle_timeout_seconds,
        }
    return {"enabled": True, "namespace": namespace.arn, "services": [service]}
