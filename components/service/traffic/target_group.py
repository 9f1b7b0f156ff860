"""The target group of a load balancer."""

from __future__ import annotations

import pulumi
import pulumi_aws as aws

from ...foundation.physical_names import LONGEST_LOAD_BALANCER_PREFIX, name_prefix
from .target_args import DEFAULT_CODES, DEFAULT_COOKIE_SECONDS, DEFAULT_PATHS, TargetArgs

VERSIONS = {"http1": "HTTP1", "http2": "HTTP2", "grpc": "GRPC"}
ALGORITHMS = {"round-robin": "round_robin", "least-outstanding-requests": "least_outstanding_requests"}


def create_target_group(
    name: str, service_name: str, args: TargetArgs, port: int, vpc_id: pulumi.Input[str], opts: pulumi.ResourceOptions
) -> aws.lb.TargetGroup:
    """Create a target group in which tasks are registered by their addresses."""
    check, stickiness = args.health_check, args.stickiness
    return aws.lb.TargetGroup(
        name,
        name_prefix=name_prefix(service_name, LONGEST_LOAD_BALANCER_PREFIX),
        target_type="ip",
        protocol="HTTP",
        # The following are explicit even if they are AWS's defaults: the provider keeps the value on AWS for a missing
        # one.
        protocol_version=VERSIONS[args.protocol],
        port=port,
        vpc_id=vpc_id,
        deregistration_delay=args.deregistration_delay,
        slow_start=args.slow_start or 0,
        load_balancing_algorithm_type=ALGORITHMS[args.algorithm],
        stickiness={
            "type": "lb_cookie",
            "enabled": stickiness is not None,
            "cookie_duration": stickiness.duration_seconds if stickiness else DEFAULT_COOKIE_SECONDS,
        },
        health_check={
            "path": check.path or DEFAULT_PATHS[args.protocol],
            "matcher": check.codes or DEFAULT_CODES[args.protocol],
            "protocol": "HTTP",
            "interval": check.interval,
            "timeout": check.timeout,
            "healthy_threshold": check.healthy_threshold,
            "unhealthy_threshold": check.unhealthy_threshold,
        },
        opts=opts,
    )
