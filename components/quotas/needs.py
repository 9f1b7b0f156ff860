"""Counts how much of each quota a stack needs, without calling AWS."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from ..cluster.ec2_ecs_cluster_args import Ec2EcsClusterArgs
from ..foundation.refusal import KeyPath
from ..network.large_vpc_args import LargeVpcArgs
from ..service.awsvpc_service_args import AwsvpcServiceArgs
from . import quota as quotas
from .quota import Quota

UNITS_OF_A_GATEWAY = 6
"""https://docs.aws.amazon.com/vpc/latest/userguide/network-address-usage.html"""


@dataclass(frozen=True)
class Need:
    """The count for one quota, and the key of the stack file that causes it."""

    quota: Quota
    count: int
    path: KeyPath


def most_tasks(args: AwsvpcServiceArgs) -> int:
    """Return the maximum number of tasks that a service runs at once, deployments included."""
    counts = [args.desired_count]
    if args.scaling:
        counts += [args.scaling.max_count, *(schedule.max_count for schedule in args.scaling.schedules.values())]
    return args.deployment.most_tasks(max(counts))


def needs_of(
    network: LargeVpcArgs | None,
    cluster: Ec2EcsClusterArgs | None,
    services: Mapping[str, AwsvpcServiceArgs],
    *,
    discovery: str,
    zones: int,
) -> Iterator[Need]:
    """Yield the needs of a stack. The network or the cluster is None if the stack does not create it."""
    tasks = sum(map(most_tasks, services.values()))
    balancers = sum(service.balancer is not None and service.balancer.shared is None for service in services.values())
    instances = cluster.max_size if cluster else 0
    endpoints = len(network.interface_endpoints) if network else 0
    yield Need(quotas.CLUSTER_SERVICES, len(services), ("services",))
    yield Need(quotas.LOAD_BALANCERS, balancers, ("services",))
    yield Need(quotas.SECURITY_GROUPS, len(services) + balancers + 2, ("services",))
    interfaces = instances * (2 if cluster and cluster.eni_trunking else 1)
    yield Need(quotas.NETWORK_INTERFACES, tasks + interfaces + (endpoints + 1 + balancers) * zones, ("services",))
    yield Need(quotas.ADDRESS_UNITS, tasks + instances + UNITS_OF_A_GATEWAY * (endpoints + 1) * zones, ("services",))
    if cluster:
        yield Need(quotas.CLUSTER_INSTANCES, instances, ("cluster", "maxSize"))
    if network:
        yield Need(quotas.INTERFACE_ENDPOINTS, endpoints, ("vpc", "interfaceEndpoints"))
    for name, service in services.items():
        yield from _of_service(("services", name), service, discovery)


def _of_service(path: KeyPath, service: AwsvpcServiceArgs, discovery: str) -> Iterator[Need]:
    tasks = most_tasks(service)
    key = "scaling" if service.scaling else "desiredCount"
    yield Need(quotas.SERVICE_TASKS, tasks, (*path, key))
    yield Need(quotas.GROUP_RULES, len(service.allow_from or ()), (*path, "allowFrom"))
    balancer = service.balancer
    if balancer is not None:
        # With TLS, a load balancer also has a port that redirects. Only AWS knows how many rules a prefix list counts
        # as.
        ports = 2 if service.has_tls else 1
        rules = ports * (len(balancer.allow_cidrs or ()) + len(balancer.allow_prefix_lists or ()))
        yield Need(quotas.GROUP_RULES, rules, (*path, "loadBalancer", "allowCidrs"))
        certificates = len(balancer.certificate_arns or ()) - 1
        yield Need(quotas.BALANCER_CERTIFICATES, certificates, (*path, "loadBalancer", "certificateArns"))
        yield Need(quotas.BALANCER_TARGETS, tasks, (*path, key))
    if discovery != "none":
        yield Need(quotas.DISCOVERED_TASKS, tasks, (*path, key))
