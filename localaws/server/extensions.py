"""Which extensions this server has. Importing one registers its hooks; they run in this order."""

from __future__ import annotations

import importlib

EXTENSIONS = (
    "catalogue.images",
    "catalogue.managed_policies",
    "catalogue.bottlerocket",
    "catalogue.endpoint_services",
    "catalogue.example_account",
    "catalogue.service_quotas",
    "refusals.network",
    "refusals.routes",
    "refusals.auto_scaling",
    "refusals.instance_settings",
    "refusals.load_balancers",
    "refusals.target_groups",
    "refusals.listener_rules",
    "refusals.clusters",
    "refusals.capacity_providers",
    "refusals.services",
    "refusals.container_settings",
    "refusals.task_containers",
    "refusals.task_definitions",
    "refusals.iam_policies",
    "refusals.scaling",
    "refusals.endpoints",
    "refusals.other_networks",
    "refusals.prefix_lists",
    "refusals.rule_ports",
    "refusals.values",
    "properties.account_settings",
    "properties.auto_scaling",
    "properties.bucket_encryption",
    "properties.object_lock",
    "properties.capacity_providers",
    "properties.ecs_services",
    "refusals.service_settings",
    "refusals.strategies",
    "properties.launch_templates",
    "properties.load_balancers",
    "properties.log_groups",
    "properties.prefix_lists",
    "properties.roles",
    "properties.web_acls",
    "properties.security_group_rules",
    "properties.task_definitions",
    "simulation.instances",
    "simulation.nat_gateways",
    "simulation.vpc_endpoints",
    "simulation.flow_logs",
    "simulation.load_balancers",
    "simulation.groups",
    "simulation.scaling_activities",
    "simulation.instance_refreshes",
    "simulation.task_operations",
    "simulation.runs",
    "simulation.services",
    "simulation.scaling_policies",
    "refusals.records",
    "simulation.certificates",
    "simulation.cloud_map",
    "refusals.access_logs",
    "refusals.subscriptions",
    "refusals.schedules",
)


def load() -> None:
    """Import every extension."""
    for name in EXTENSIONS:
        importlib.import_module(f"localaws.server.{name}")
