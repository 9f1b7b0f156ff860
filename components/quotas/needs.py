"""Counts how much of each quota a stack needs, without calling AWS."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from ..cluster.ec2_ecs_cluster_args import Ec2EcsClusterArgs
from ..foundation.refusal import KeyPath
from ..network.large_vpc_args import LargeVpcArgs
from ..quotas import quota as quotas
from ..service.awsvpc_service_args import AwsvpcServiceArgs
from ..service.traffic.balancer_args import BalancerArgs
from ..service.traffic.shared_load_balancer_args import SharedLoadBalancerArgs
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
    counts += [most for _, most in args.scaling.bounds] if args.scaling else []
    # The other strategies run two full sets of tasks, independent of maximumPercent.
    return 2 * max(counts) if args.deployment.shifts_traffic else args.deployment.most_tasks(max(counts))


def needs_of(
    network: LargeVpcArgs | None,
    cluster: Ec2EcsClusterArgs | None,
    services: Mapping[str, AwsvpcServiceArgs],
    shared: Mapping[str, SharedLoadBalancerArgs] | None = None,
    *,
    discovery: str,
    zones: int,
) -> Iterator[Need]:
    """Yield the needs of a stack. The network or the cluster is None if the stack does not create it.

    ``shared`` are the load balancers of the stack that services share; those of a platform are counted by the services
    of this stack only.
    """
    shared = shared or {}
    tasks = sum(map(most_tasks, services.values()))
    balancers = sum(service.balancer is not None and service.balancer.shared is None for service in services.values())
    balancers += len(shared)
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
    for name, args in shared.items():
        yield from _of_balancer(("loadBalancers", name), args)
    yield from _of_shared(services, shared)
    for name, service in services.items():
        yield from _of_service(("services", name), service, discovery)


def _of_service(path: KeyPath, service: AwsvpcServiceArgs, discovery: str) -> Iterator[Need]:
    tasks = most_tasks(service)
    key = "scaling" if service.scaling else "desiredCount"
    yield Need(quotas.SERVICE_TASKS, tasks, (*path, key))
    yield Need(quotas.GROUP_RULES, len(service.allow_from or ()), (*path, "allowFrom"))
    if service.balancer is not None and service.balancer.shared is None:
        yield from _of_balancer((*path, "loadBalancer"), service.balancer)
        yield Need(quotas.BALANCER_TARGETS, tasks, (*path, key))
    if discovery != "none":
        yield Need(quotas.DISCOVERED_TASKS, tasks, (*path, key))


def _of_balancer(path: KeyPath, balancer: BalancerArgs) -> Iterator[Need]:
    # With TLS, a load balancer also has a port that redirects. Only AWS knows how many rules a prefix list counts as.
    ports = 2 if balancer.has_tls else 1
    rules = ports * (len(balancer.allow_cidrs or ()) + len(balancer.allow_prefix_lists or ()))
    yield Need(quotas.GROUP_RULES, rules, (*path, "allowCidrs"))
    yield Need(quotas.BALANCER_CERTIFICATES, len(balancer.certificate_arns or ()) - 1, (*path, "certificateArns"))


def _of_shared(
    services: Mapping[str, AwsvpcServiceArgs], shared: Mapping[str, SharedLoadBalancerArgs]
) -> Iterator[Need]:
    """Yield the needs of each shared load balancer, which its services add to it."""
    behind: dict[str, list[AwsvpcServiceArgs]] = {}
    for name, service in services.items():
        balancer = service.balancer
        if balancer is None or balancer.shared is None:
            continue
        behind.setdefault(balancer.shared, []).append(service)
        values = len(balancer.hosts or ()) + len(balancer.paths or ())
        yield Need(quotas.RULE_VALUES, values, ("services", name, "loadBalancer", "paths"))
    for name, members in behind.items():
        path: KeyPath = ("loadBalancers", name) if name in shared else ("platform", "loadBalancers", name)
        yield Need(quotas.BALANCER_RULES, len(members), path)
        groups = sum(2 if member.deployment.shifts_traffic else 1 for member in members)
        yield Need(quotas.BALANCER_TARGET_GROUPS, groups, path)
        yield Need(quotas.BALANCER_TARGETS, sum(map(most_tasks, members)), path)
        # Its group has an egress rule to the tasks of each service, and an ingress rule of each caller and port.
        ports = 2 if name in shared and shared[name].has_tls else 1
        callers = {caller for member in members for caller in member.allow_from or ()}
        yield Need(quotas.GROUP_RULES, max(len(members), ports * len(callers)), path)
