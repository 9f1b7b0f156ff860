"""The program: settings, network, cluster, services, outputs."""

from typing import Any

import pulumi

import program_parts as parts
from components import Region, create_jobs, create_load_balancers, create_services, make_balancers_exclusive
from components.foundation.overrides import Overrides
from components.platform.existing import read_own_outputs
from components.service.new_balancers import services_that_get_a_balancer
from interpreter import prepare
from settings import load, refuse_unmatched, secret_values

prepare()
region = Region()
settings = load(region)
secrets, overrides = secret_values(settings), Overrides(settings.overrides)
opts = parts.options_for_all(settings, overrides, secrets)

vpc = parts.choose_network(settings, region, opts)
cluster = parts.choose_cluster(settings, vpc.network, region, opts)
audit = parts.create_audit_logs(settings, vpc, region, opts)
pulumi.export("clusterName", secrets.keep(cluster.capacity.cluster_name))
pulumi.export("capacityProviderName", secrets.keep(cluster.capacity.capacity_provider_name))

placed: dict[str, Any] = {"network": vpc.network, "region": region, "opts": opts}
logs = audit.access_logs if audit else None
jobs = create_jobs(settings.jobs, capacity=cluster.capacity, **placed)
shared = create_load_balancers(settings.load_balancers, settings.services, access_logs=logs, **placed)
balancers = parts.choose_balancers(settings, shared, secrets)
services = create_services(
    settings.services,
    capacity=cluster.capacity,
    jobs=jobs,
    access_logs=logs,
    load_balancers=balancers,
    getting_balancers=services_that_get_a_balancer(settings.services, read_own_outputs),
    **placed,
)
parts.refuse_to_deregister(settings, services)
if not settings.platform_only:
    make_balancers_exclusive(shared, services, settings.services)
parts.create_alarms_and_dashboard(settings, services, jobs, cluster, region, opts)
if settings.platform_only:
    parts.export_platform(vpc.network, cluster.capacity, shared, secrets)
else:
    parts.export_services(settings, services, jobs, vpc.network, cluster.capacity, secrets)
refuse_unmatched(overrides)
