"""Load balancers and target groups: AWS's default attributes and health checks."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from localaws.server.operations import after

if TYPE_CHECKING:
    from localaws.server.operations import Call

# https://docs.aws.amazon.com/elasticloadbalancing/latest/application/application-load-balancers.html#load-balancer-attributes
APPLICATION_DEFAULTS = {
    "access_logs.s3.enabled": "false",
    "access_logs.s3.bucket": "",
    "access_logs.s3.prefix": "",
    "client_keep_alive.seconds": "3600",
    "connection_logs.s3.enabled": "false",
    "connection_logs.s3.bucket": "",
    "connection_logs.s3.prefix": "",
    "deletion_protection.enabled": "false",
    "idle_timeout.timeout_seconds": "60",
    "load_balancing.cross_zone.enabled": "true",
    "routing.http.desync_mitigation_mode": "defensive",
    "routing.http.drop_invalid_header_fields.enabled": "false",
    "routing.http.preserve_host_header.enabled": "false",
    "routing.http.x_amzn_tls_version_and_cipher_suite.enabled": "false",
    "routing.http.xff_client_port.enabled": "false",
    "routing.http.xff_header_processing.mode": "append",
    "routing.http2.enabled": "true",
    "waf.fail_open.enabled": "false",
    "zonal_shift.config.enabled": "false",
}
# https://docs.aws.amazon.com/elasticloadbalancing/latest/application/edit-target-group-attributes.html
TARGET_GROUP_DEFAULTS = {
    "deregistration_delay.timeout_seconds": "300",
    "load_balancing.algorithm.anomaly_mitigation": "off",
    "load_balancing.algorithm.type": "round_robin",
    "load_balancing.cross_zone.enabled": "use_load_balancer_configuration",
    "slow_start.duration_seconds": "0",
    "stickiness.app_cookie.cookie_name": "",
    "stickiness.app_cookie.duration_seconds": "86400",
    "stickiness.enabled": "false",
    "stickiness.lb_cookie.duration_seconds": "86400",
    "stickiness.type": "lb_cookie",
    "target_group_health.dns_failover.minimum_healthy_targets.count": "1",
    "target_group_health.dns_failover.minimum_healthy_targets.percentage": "off",
    "target_group_health.unhealthy_state_routing.minimum_healthy_targets.count": "1",
    "target_group_health.unhealthy_state_routing.minimum_healthy_targets.percentage": "off",
}


@after("elbv2", "CreateLoadBalancer")
def complete_load_balancer(call: Call) -> None:
    """Add AWS's default attributes to an Application Load Balancer."""
    balancer = next(reversed(call.backend("elbv2").load_balancers.values()))
    if balancer.type == "application":
        balancer.attrs = dict(APPLICATION_DEFAULTS)


@after("elbv2", "CreateTargetGroup")
def complete_target_group(call: Call) -> None:
    """Add AWS's default attributes and health check to an HTTP target group."""
    group = next(reversed(call.backend("elbv2").target_groups.values()))
    if group.protocol not in ("HTTP", "HTTPS"):
        return
    group.attributes = dict(TARGET_GROUP_DEFAULTS)
    group.protocol_version = group.protocol_version or "HTTP1"
    group.health_check_path = group.health_check_path or "/"
    if "HealthCheckTimeoutSeconds" not in call.params:
        group.health_check_timeout_seconds = 5
    if group.protocol_version == "GRPC":
        _complete_grpc(group, call.params)


def _complete_grpc(group: Any, params: dict[str, Any]) -> None:
    # https://docs.aws.amazon.com/elasticloadbalancing/latest/APIReference/API_CreateTargetGroup.html
    group.matcher = params.get("Matcher") or {"GrpcCode": "12"}
    group.health_check_path = params.get("HealthCheckPath", "/AWS.ALB/healthcheck")


@after("elbv2", "ModifyTargetGroup")
def change_grpc_codes(call: Call) -> None:
    """Update gRPC codes; moto updates only HTTP codes."""
    group = call.backend("elbv2").target_groups[call.params["TargetGroupArn"]]
    if group.protocol_version == "GRPC" and call.params.get("Matcher"):
        group.matcher = call.params["Matcher"]
