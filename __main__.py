"""The program: settings, network, cluster, services, outputs."""

import program_parts as parts
from components import Region
from components.foundation.overrides import Overrides
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
workloads = parts.create_workloads(settings, vpc.network, cluster.capacity, audit, region, opts)
parts.create_alarms_and_dashboard(settings, workloads, cluster, region, opts)
parts.export_outputs(settings, vpc.network, cluster.capacity, workloads, secrets)
refuse_unmatched(overrides)
