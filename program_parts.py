"""The parts of the program: the resources of the stack or of a platform, and the outputs."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import partial

import pulumi

from components import (
    Alarms,
    AuditLogs,
    AwsvpcService,
    Capacity,
    Ec2EcsCluster,
    Job,
    LargeVpc,
    Network,
    Region,
    SharedLoadBalancer,
    create_jobs,
    create_load_balancers,
    create_services,
    make_balancers_exclusive,
)
from components.foundation.overrides import Overrides
from components.foundation.refusal import Problem
from components.foundation.role_limits import limiting_roles
from components.foundation.secret_values import SecretValues
from components.foundation.tags import tagging
from components.observability.dashboard import create_dashboard
from components.platform.existing import OUTPUT, existing_capacity, existing_network, platform_output, read_own_outputs
from components.stack.jobs import schedule_groups
from components.stack.kept_revisions import revisions_to_keep
from components.stack.load_balancers import existing_balancers
from components.stack.new_balancers import services_that_get_a_balancer
from components.stack.smoke_tests import smoke_test_commands
from settings import Settings, refusal_text


@dataclass(frozen=True)
class Vpc:
    """The network, and the id of the VPC if the stack creates it."""

    network: Network
    own_id: pulumi.Output[str] | None = None


@dataclass(frozen=True)
class Cluster:
    """The capacity, and the name of the Auto Scaling group if the stack creates it."""

    capacity: Capacity
    group_name: pulumi.Output[str] | None = None


@dataclass(frozen=True)
class Workloads:
    """The services, the jobs, and the load balancers that services share, by name."""

    services: Mapping[str, AwsvpcService]
    jobs: Mapping[str, Job]
    load_balancers: Mapping[str, SharedLoadBalancer]


def options_for_all(settings: Settings, overrides: Overrides, secrets: SecretValues) -> pulumi.ResourceOptions:
    """Return the options of every component: tags, limits of roles, overrides and secrets."""
    tags = {"project": pulumi.get_project(), "stack": pulumi.get_stack(), **settings.tags}
    limits = limiting_roles(settings.role_path, settings.permissions_boundary_arn)
    return pulumi.ResourceOptions(transformations=[tagging(tags), limits, overrides.override, secrets.keeping])


def choose_network(settings: Settings, region: Region, opts: pulumi.ResourceOptions) -> Vpc:
    """Create the network and export its outputs, or return the network of the platform."""
    if settings.existing_network:
        return Vpc(existing_network(settings.existing_network))
    vpc = LargeVpc("network", settings.vpc, opts, region=region)
    for key, output in vpc.outputs.items():
        pulumi.export(key, output)
    return Vpc(vpc.network, vpc.vpc_id)


def choose_cluster(settings: Settings, network: Network, region: Region, opts: pulumi.ResourceOptions) -> Cluster:
    """Create the cluster, or return the cluster of the platform."""
    if settings.existing_cluster:
        return Cluster(existing_capacity(settings.existing_cluster, region))
    cluster = Ec2EcsCluster("cluster", settings.cluster, opts, network=network, region=region)
    return Cluster(cluster.capacity, cluster.group_name)


def create_audit_logs(settings: Settings, vpc: Vpc, region: Region, opts: pulumi.ResourceOptions) -> AuditLogs | None:
    """Create the bucket of the audit logs, and export its name, if the settings have one."""
    if not settings.audit:
        return None
    audit = AuditLogs("audit", settings.audit, opts, vpc_id=vpc.own_id, region=region)
    pulumi.export("auditBucketName", audit.bucket_name)
    return audit


def create_workloads(
    settings: Settings,
    network: Network,
    capacity: Capacity,
    audit: AuditLogs | None,
    region: Region,
    opts: pulumi.ResourceOptions,
) -> Workloads:
    """Create the jobs, the load balancers that services share, and the services."""
    logs = audit.access_logs if audit else None
    jobs = create_jobs(settings.jobs, network=network, capacity=capacity, region=region, opts=opts)
    shared = create_load_balancers(
        settings.load_balancers, settings.services, network=network, access_logs=logs, region=region, opts=opts
    )
    own = {name: each.balancer for name, each in shared.items()}
    services = create_services(
        settings.services,
        network=network,
        capacity=capacity,
        jobs=jobs,
        region=region,
        access_logs=logs,
        load_balancers={**existing_balancers(settings.existing_balancers), **own},
        getting_balancers=services_that_get_a_balancer(settings.services, read_own_outputs),
        opts=opts,
    )
    refuse_to_deregister(settings, services)
    if not settings.platform_only:
        make_balancers_exclusive(shared, services, settings.services)
    return Workloads(services, jobs, shared)


def refuse_to_deregister(settings: Settings, services: Mapping[str, AwsvpcService]) -> None:
    """Stop a preview in which a service gets a new revision and no longer waits for it; nothing is created."""

    def refuse_replacement(problem: Problem, arn: object) -> None:
        if pulumi.contains_unknowns(arn):
            raise pulumi.RunError(refusal_text([problem]))

    for name, problem in revisions_to_keep(settings.services, read_own_outputs).items():
        services[name].task_definition_arn.apply(partial(refuse_replacement, problem), run_with_unknowns=True)


def create_alarms_and_dashboard(
    settings: Settings, workloads: Workloads, cluster: Cluster, region: Region, opts: pulumi.ResourceOptions
) -> None:
    """Create the alarms and the dashboard, if the settings contain them."""
    metrics = {name: service.metrics for name, service in workloads.services.items()}
    groups, group_name = schedule_groups(workloads.jobs), cluster.group_name
    if settings.alarms:
        Alarms(
            "alarms",
            settings.alarms,
            opts,
            services=metrics,
            schedule_groups=groups,
            group_name=group_name,
            region=region,
        )
    if settings.dashboard:
        create_dashboard("dashboard", f"{pulumi.get_project()}-{pulumi.get_stack()}", metrics, region, opts)


def export_outputs(
    settings: Settings, network: Network, capacity: Capacity, workloads: Workloads, secrets: SecretValues
) -> None:
    """Export the outputs of the cluster, the load balancers, the services and the jobs, or the data of a platform."""
    pulumi.export("clusterName", secrets.keep(capacity.cluster_name))
    pulumi.export("capacityProviderName", secrets.keep(capacity.capacity_provider_name))
    jobs, shared = workloads.jobs, workloads.load_balancers
    if shared:
        pulumi.export("loadBalancers", secrets.keep({name: each.outputs for name, each in shared.items()}))
    if jobs:
        pulumi.export("jobs", secrets.keep({name: job.outputs for name, job in jobs.items()}))
    if settings.platform_only:
        balancers = {name: each.balancer.exported for name, each in shared.items()}
        pulumi.export(OUTPUT, secrets.keep(platform_output(network, capacity, balancers)))
        return
    commands = smoke_test_commands(
        workloads.services, settings.services, network=network, capacity=capacity, jobs=jobs, job_settings=settings.jobs
    )
    outputs = {name: {**service.outputs, **commands[name]} for name, service in workloads.services.items()}
    pulumi.export("services", secrets.keep(outputs))
