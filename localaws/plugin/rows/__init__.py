"""The table: a row a resource type, in files by AWS service."""

from localaws.plugin.row import Row
from localaws.plugin.rows import (
    acm,
    appautoscaling,
    autoscaling,
    ec2_endpoint,
    ec2_launch_template,
    ec2_network,
    ec2_route,
    ec2_security,
    ecs_cluster,
    ecs_service,
    ecs_task_definition,
    iam,
    lb,
    lb_listener,
    lb_listener_rule,
    logs,
    route53,
    servicediscovery,
)

MODULES = (
    acm,
    appautoscaling,
    autoscaling,
    ec2_endpoint,
    ec2_launch_template,
    ec2_network,
    ec2_route,
    ec2_security,
    ecs_cluster,
    ecs_service,
    ecs_task_definition,
    iam,
    lb,
    lb_listener,
    lb_listener_rule,
    logs,
    route53,
    servicediscovery,
)
TABLE: dict[str, Row] = {row.resource_type: row for module in MODULES for row in module.ROWS}
