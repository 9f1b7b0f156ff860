"""The program: the stack's settings, made into a network, a cluster and services."""

import pulumi

from components import Alarms, AuditLogs, Ec2EcsCluster, LargeVpc, Region, make_jobs, make_services
from components.foundation.overrides import Overrides
from components.foundation.role_limits import limiting_roles
from components.foundation.tags import tagging
from components.observability.dashboard import make_dashboard
from components.platform.existing import OUTPUT, existing_capacity, existing_network, platform_output
from components.service.jobs import schedule_groups
from components.service.shared_balancers import existing_balancers, make_load_balancers
from components.service.smoke_tests import smoke_test_commands
from interpreter import prepare
from settings import load, refuse_unmatched, secret_values

prepare()
region = Region()
settings = load(region)
project, stack = pulumi.get_project(), pulumi.get_stack()
tags = {"project": project, "stack": stack, **settings.tags}
limits = limiting_roles(settings.role_path, settings.permissions_boundary_arn)
secrets = secret_values(settings)
overrides = Overrides(settings.overrides)
tagged = pulumi.ResourceOptions(transformations=[tagging(tags), limits, overrides.override, secrets.keeping])

vpc_id = group_name = audit = None
if settings.existing_network:
    network = existing_network(settings.existing_network)
else:
    vpc = LargeVpc("network", settings.vpc, tagged, region=region)
    network, vpc_id = vpc.network, vpc.vpc_id
    for key, output in vpc.outputs.items():
        pulumi.export(key, output)

if settings.existing_cluster:
    capacity = existing_capacity(settings.existing_cluster, region)
else:
    cluster = Ec2EcsCluster("cluster", settings.cluster, tagged, network=network, region=region)
    capacity, group_name = cluster.capacity, cluster.group_name
pulumi.export("clusterName", secrets.keep(capacity.cluster_name))
pulumi.export("capacityProviderName", secrets.keep(capacity.capacity_provider_name))

if settings.audit:
    audit = AuditLogs("audit", settings.audit, tagged, vpc_id=vpc_id, region=region)
    pulumi.export("auditBucketName", audit.bucket_name)

jobs = make_jobs(settings.jobs, network=network, capacity=capacity, region=region, opts=tagged)
access_logs = audit.access_logs if audit else None
shared = make_load_balancers(
    settings.load_balancers, settings.services, network=network, region=region, access_logs=access_logs, opts=tagged
)
balancers = {name: each.balancer for name, each in shared.items()}
if shared:
    pulumi.export("loadBalancers", secrets.keep({name: each.outputs for name, each in shared.items()}))
services = make_services(
    settings.services,
    network=network,
    capacity=capacity,
    jobs=jobs,
    region=region,
    access_logs=access_logs,
    load_balancers={**existing_balancers(settings.existing_balancers), **balancers},
    opts=tagged,
)
metrics = {name: service.metrics for name, service in services.items()}
if settings.alarms:
    Alarms(
        "alarms",
        settings.alarms,
        tagged,
        services=metrics,
        schedule_groups=schedule_groups(jobs),
        group_name=group_name,
        region=region,
    )
if settings.dashboard:
    make_dashboard("dashboard", f"{project}-{stack}", metrics, region, tagged)

if settings.platform_only:
    pulumi.export(
        OUTPUT,
        secrets.keep(platform_output(network, capacity, {name: each.exported for name, each in balancers.items()})),
    )
else:
    commands = smoke_test_commands(
        services,
        settings.services,
        network=network,
        capacity=capacity,
        jobs=jobs,
        job_settings=settings.jobs,
    )
    outputs = {name: {**service.outputs, **commands[name]} for name, service in services.items()}
    pulumi.export("services", secrets.keep(outputs))
    if jobs:
        pulumi.export("jobs", secrets.keep({name: job.outputs for name, job in jobs.items()}))
refuse_unmatched(overrides)
