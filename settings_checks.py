"""Checks across a stack's settings, and checks against AWS's data of the region.

Each check returns the problems it finds; paths start at the stack file's keys, unless it says otherwise.
"""

from __future__ import annotations

import functools
import json
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from typing import TYPE_CHECKING

import pulumi

from components.cluster.agent_config import LOGGING_DRIVERS
from components.cluster.checks import check_cluster, check_endpoints_of_cluster, check_zones_of_instances
from components.cluster.logging_drivers import FIRELENS, available_drivers
from components.cluster.own_instance_types import own_instance_types
from components.foundation.arn_checks import check_partitions, check_region_of
from components.foundation.refusal import KeyPath, Problem
from components.foundation.region import InstanceType, NotFoundError, Region
from components.job.name_checks import check_job_name
from components.network.address_checks import check_addresses
from components.network.checks import check_vpc
from components.network.zone import choose_zones
from components.observability.alarm_checks import check_alarms
from components.platform.checks import check_existing_cluster, check_existing_network
from components.platform.existing import read_own_outputs
from components.quotas.addresses import Tier, address_warnings, demand_of, tiers_of
from components.quotas.check import quota_warnings
from components.quotas.needs import Need, needs_of
from components.quotas.quota import ROLE_POLICIES
from components.service.checks import check_certificates, check_service
from components.service.name_checks import check_names
from components.service.task.endpoint_checks import check_endpoints_of_task
from components.service.task.task_checks import check_task
from components.service.traffic.balancer_args import BalancerArgs
from components.service.traffic.balancer_checks import (
    check_balancer,
    check_certificates_of_balancer,
    check_own_blocks,
)
from components.service.traffic.hosted_zone_checks import check_discovery_domain
from components.stack.capacity_checks import check_max_size, room_warnings
from components.stack.listener_rule_checks import check_shared, check_shared_domains
from components.stack.load_balancers import admits_vpc
from components.stack.name_checks import check_dns_names

if TYPE_CHECKING:
    from settings import Settings


def check_tasks(settings: Settings) -> list[Problem]:
    """Find settings of services and jobs that the stack's own cluster or network does not support."""
    return [
        *_check_execute_command(settings),
        *check_endpoints(settings),
        *_check_logging_drivers(settings),
        *_check_container_insights(settings),
    ]


def _check_execute_command(settings: Settings) -> list[Problem]:
    """Find services and jobs with ECS Exec in a cluster without it."""
    if not settings.creates_cluster or settings.cluster.execute_command:
        return []
    allowed = "it needs cluster.executeCommand: true, which logs the sessions"
    asking = [key for key, task in settings.tasks.items() if task.execute_command]
    return [Problem((*key, "executeCommand"), True, allowed) for key in asking]


def _check_logging_drivers(settings: Settings) -> list[Problem]:
    """Find log drivers that the agents of the stack's own cluster do not use; no instance takes such a task."""
    available = available_drivers(settings.cluster) if settings.creates_cluster else None
    if available is None:
        return []
    drivers: dict[KeyPath, str] = {
        (*key, "logging", "driver"): task.logging.driver for key, task in settings.tasks.items()
    }
    for key, task in settings.tasks.items():
        for name, sidecar in task.sidecars.items():
            path = (*key, "sidecars", name, "logging", "driver")
            drivers[path] = sidecar.logging.driver
    allowed = f"the cluster's agents use {', '.join(sorted(available))}"
    wanted = json.dumps(sorted({*drivers.values()} - {FIRELENS}))
    remedy = f"for others, cluster.agentConfig must have {LOGGING_DRIVERS}: '{wanted}'"
    missing = [(path, driver) for path, driver in drivers.items() if driver not in available]
    return [Problem(path, driver, f"{allowed}; {remedy}") for path, driver in missing]


def _check_container_insights(settings: Settings) -> list[Problem]:
    """Find settings that need metrics that the cluster does not collect."""
    if settings.cluster.container_insights != "disabled" or not settings.creates_cluster:
        return []
    needing = [key for key, there in (("alarms", settings.alarms), ("dashboard", settings.dashboard)) if there]
    # Its metric divides by RunningTaskCount, which only Container Insights collects:
    # https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/Container-Insights-metrics-ECS.html
    needing += [
        f"services.{name}.scaling.queue"
        for name, service in settings.services.items()
        if service.scaling and service.scaling.queue
    ]
    allowed = f"{' and '.join(needing)} need enabled or enhanced"
    return [Problem(("cluster", "containerInsights"), "disabled", allowed)] if needing else []


def needs(settings: Settings) -> list[Need]:
    """Return the need of the stack for each quota."""
    network = None if settings.platform else settings.vpc
    zones = settings.vpc.availability_zones
    return [
        *(
            Need(ROLE_POLICIES, len(task.task_role.policy_arns), (*key, "taskRole", "policyArns"))
            for key, task in settings.tasks.items()
            if task.task_role is not None
        ),
        *needs_of(
            network,
            settings.cluster if settings.creates_cluster else None,
            settings.services,
            settings.load_balancers,
            discovery=(settings.existing_cluster or settings.cluster).discovery,
            zones=zones if isinstance(zones, int) else len(zones),
        ),
    ]


def warn(settings: Settings, region: Region) -> None:
    """Warn of quotas, of subnets that the stack may outgrow, and of deployments without room."""
    for message in quota_warnings(needs(settings), region):
        pulumi.warn(message)
    if settings.creates_cluster:
        instance_types = own_instance_types(settings.cluster, region)
        for message in room_warnings(settings.cluster, settings.services, instance_types):
            pulumi.warn(message)
    private, of_tasks = _tiers(settings, region)
    endpoints = 0 if settings.platform else len(settings.vpc.interface_endpoints)
    demand = demand_of(
        settings.services,
        settings.jobs,
        settings.cluster if settings.creates_cluster else None,
        settings.load_balancers,
        zones=len(private.blocks),
        endpoints=endpoints,
    )
    for message in address_warnings(demand, private, of_tasks):
        pulumi.warn(message)


def _tiers(settings: Settings, region: Region) -> tuple[Tier, Tier | None]:
    """Return the private subnets, and those of the tasks if they have their own."""
    network = settings.existing_network
    if network is None:
        return tiers_of(settings.vpc)

    def tier(subnet_ids: Sequence[str]) -> Tier:
        blocks = tuple(region.subnet(subnet_id).cidr_block for subnet_id in subnet_ids)
        return Tier(("platform",), blocks, "larger subnets, or more of them")

    return tier(network.private_subnet_ids), tier(network.task_subnet_ids) if network.task_subnet_ids else None


def check_endpoints(settings: Settings) -> list[Problem]:
    """Find settings that do not work without a NAT gateway or an endpoint."""
    endpoints = settings.vpc.only_endpoints
    problems = list(_under(check_endpoints_of_cluster(settings.cluster, endpoints), "cluster"))
    for key, task in settings.tasks.items():
        problems += _under(check_endpoints_of_task(task, endpoints), *key)
    return problems


def check(settings: Settings, region: Region) -> list[Problem]:
    """Find settings that contradict AWS's data of the region. No ARN of another partition is looked up."""
    return check_partitions(settings, region) or _check_with_look_ups(settings, region)


def _check_with_look_ups(settings: Settings, region: Region) -> list[Problem]:
    problems = [*_check_platform(settings, region)]
    if settings.alarms is not None:
        problems += _under(check_alarms(settings.alarms, region), "alarms")
    try:
        instance_types = _instance_types(settings, region)
    except NotFoundError:
        instance_types = ()
    if settings.creates_cluster:
        problems += _under(_check_own_cluster(settings, instance_types, region), "cluster")
    discovery = (settings.existing_cluster or settings.cluster).discovery
    system = (settings.existing_cluster or settings.cluster).operating_system
    problems += _check_shared_balancers(settings, region)
    problems += _under(check_dns_names(settings.services, discovery), "services")
    for name, service in settings.services.items():
        problems += _under(check_names(name, service, discovery), "services")
        found = check_service(
            service,
            region,
            discovery=discovery,
            operating_system=system,
            instance_types=instance_types,
            cidr_blocks=_cidr_blocks(settings),
        )
        problems += _under(found, "services", name)
    for name, job in settings.jobs.items():
        problems += _under(check_job_name(name, job), "jobs")
        found = check_task(job, region, operating_system=system, instance_types=instance_types)
        problems += _under(found, "jobs", name)
    return problems or list(_check_certificates(settings, region))


def _check_certificates(settings: Settings, region: Region) -> Iterator[Problem]:
    for name, service in settings.services.items():
        yield from _under(check_certificates(service, region), "services", name)
    for name, balancer in settings.load_balancers.items():
        yield from _under(check_certificates_of_balancer(balancer, region), "loadBalancers", name)


def _check_shared_balancers(settings: Settings, region: Region) -> Iterator[Problem]:
    """Find problems of shared load balancers and of the services behind them."""
    for name, balancer in settings.load_balancers.items():
        if name in settings.existing_balancers:
            yield Problem(
                ("loadBalancers", name),
                name,
                "the platform has a load balancer with this name; another name is allowed",
            )
        yield from _under(check_balancer(balancer, region), "loadBalancers", name)
        if not balancer.is_public and admits_vpc(name, settings.services.values()):
            yield from _under(check_own_blocks(balancer, _cidr_blocks(settings)), "loadBalancers", name)
    yield from _under(check_shared_domains(settings.load_balancers), "loadBalancers")
    found = check_shared(settings.services, {**settings.existing_balancers, **settings.load_balancers})
    yield from _under(found, "services")


def _cidr_blocks(settings: Settings) -> Collection[str]:
    network = settings.existing_network
    return (network.cidr_blocks if network else settings.vpc.plan.cidr_blocks).values()


def _check_platform(settings: Settings, region: Region) -> Iterator[Problem]:
    """Find mistakes in the network and the cluster, the stack's own or existing ones."""
    zones: Sequence[str] = ()
    remedy = "name such zones in availabilityZones"
    if settings.platform is None:
        owner = functools.partial(_is_own, settings.tags)
        of_vpc = check_vpc(settings.vpc, region)
        yield from _under([*of_vpc, *check_addresses(settings.vpc, region, owner)], "vpc")
        zones = () if of_vpc else choose_zones(settings.vpc, region)
    elif settings.existing_network is not None:
        network = settings.existing_network
        of_network = check_existing_network(network, region)
        yield from _under(of_network, "platform", "network")
        subnets = () if of_network else map(region.subnet, network.private_subnet_ids)
        zones = sorted({subnet.availability_zone for subnet in subnets})
        remedy = "privateSubnetIds in such zones are allowed"
    if settings.creates_cluster:
        cluster = settings.cluster
        found = [*check_cluster(cluster, region), *check_zones_of_instances(cluster, zones, region, remedy)]
        yield from _under(found, "cluster")
    elif settings.existing_cluster:
        yield from _under(check_existing_cluster(settings.existing_cluster, region), "platform", "cluster")
    for name, balancer in settings.existing_balancers.items():
        path = ("platform", "loadBalancers", name, "listenerArn")
        yield from check_region_of(path, balancer.listener_arn, region)


def _check_own_cluster(settings: Settings, instance_types: Sequence[InstanceType], region: Region) -> Iterator[Problem]:
    """Find settings of the cluster that contradict the services."""
    args, services = settings.cluster, settings.services
    yield from check_max_size(args, services, instance_types)
    own = {name: service.balancer for name, service in services.items() if service.balancer}
    balancers: dict[str, BalancerArgs] = {**own, **settings.load_balancers}
    yield from check_discovery_domain(args.discovery, args.discovery_domain, balancers, region)


def _is_own(tags: Mapping[str, str], public_ip: str, gateway_tags: Mapping[str, str]) -> bool:
    """Return whether a NAT gateway belongs to this stack, by its tags, or by the outputs if the project was renamed."""
    own = {"project": pulumi.get_project(), "stack": pulumi.get_stack(), **tags}
    if all(gateway_tags.get(key) == own[key] for key in ("project", "stack")):
        return True
    return public_ip in read_own_outputs().get("natPublicIps", ())


def _instance_types(settings: Settings, region: Region) -> tuple[InstanceType, ...]:
    existing = settings.existing_cluster
    if existing:
        return tuple(region.instance_type(name) for name in existing.instance_types)
    return own_instance_types(settings.cluster, region)


def _under(problems: Iterable[Problem], *path: str) -> Iterator[Problem]:
    return (problem.under(*path) for problem in problems)
