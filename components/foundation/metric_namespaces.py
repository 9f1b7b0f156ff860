"""CloudWatch's namespaces of the metrics of services and load balancers."""

from __future__ import annotations

CONTAINER_INSIGHTS = "ECS/ContainerInsights"
SERVICE_NAMESPACE = "AWS/ECS"
LOAD_BALANCER_NAMESPACE = "AWS/ApplicationELB"
