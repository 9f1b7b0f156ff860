"""One dashboard for the stack."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any

import pulumi
import pulumi_aws as aws

from ..foundation.metric_namespaces import CONTAINER_INSIGHTS, LOAD_BALANCER_NAMESPACE, SERVICE_NAMESPACE
from ..foundation.region import Region
from ..service.metrics import ServiceMetrics

WIDTH, HEIGHT = 8, 6
"""The width of a widget; the dashboard has 24 columns."""


def create_dashboard(
    name: str,
    dashboard_name: str,
    services: Mapping[str, ServiceMetrics],
    region: Region,
    opts: pulumi.ResourceOptions | None,
) -> aws.cloudwatch.Dashboard:
    """Create a dashboard with a row for each service: its tasks, their utilization, and its requests."""
    known = {
        service: pulumi.Output.all(
            cluster=metrics.cluster_name,
            service=metrics.service_name,
            balancer=metrics.load_balancer,
            groups=list(metrics.target_groups.values()) if metrics.is_shared else [],
        )
        for service, metrics in services.items()
    }
    body = pulumi.Output.all(**known).apply(lambda rows: dashboard_body(rows, region.name))
    return aws.cloudwatch.Dashboard(name, dashboard_name=dashboard_name, dashboard_body=body, opts=opts)


def dashboard_body(services: Mapping[str, Mapping[str, Any]], region: str) -> str:
    """Return the dashboard's JSON, its services sorted by name."""
    widgets: list[dict[str, Any]] = []
    for row, name in enumerate(sorted(services)):
        for column, (title, metrics) in enumerate(_graphs(services[name])):
            properties = {"title": f"{name}: {title}", "region": region, "view": "timeSeries", "metrics": metrics}
            place = {"x": column * WIDTH, "y": row * HEIGHT, "width": WIDTH, "height": HEIGHT}
            widgets.append({"type": "metric", **place, "properties": properties})
    return json.dumps({"widgets": widgets}, sort_keys=True)


def _graphs(names: Mapping[str, Any]) -> list[tuple[str, list[list[Any]]]]:
    tasks = ["ClusterName", names["cluster"], "ServiceName", names["service"]]
    graphs: list[tuple[str, list[list[Any]]]] = [
        ("tasks", [[CONTAINER_INSIGHTS, f"{state}TaskCount", *tasks] for state in ("Desired", "Running")]),
        ("use, in percent", [[SERVICE_NAMESPACE, f"{what}Utilization", *tasks] for what in ("CPU", "Memory")]),
    ]
    if names["balancer"] is not None:
        balancer = ["LoadBalancer", names["balancer"]]
        # The metrics of the load balancer itself include all services behind it.
        of_all = [] if names.get("groups") else ["HTTPCode_ELB_5XX_Count"]
        counted = ["RequestCount", "HTTPCode_Target_5XX_Count", *of_all]
        places = [["TargetGroup", group, *balancer] for group in names.get("groups") or ()] or [balancer]
        requests = [
            [LOAD_BALANCER_NAMESPACE, metric, *place, {"stat": "Sum"}] for place in places for metric in counted
        ]
        graphs.append(("requests", requests))
    return graphs
