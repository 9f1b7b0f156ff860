"""Examples of load balancers, target groups and listeners."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from localaws.tests.plugin.example import Example, resource_id

if TYPE_CHECKING:
    from collections.abc import Callable

    from localaws.tests.server.account import Account


def _balancer(aws: Account) -> Example:
    vpc_id = aws.vpc()
    subnets = aws.subnets(vpc_id, 3)
    groups = [aws.security_group(vpc_id), aws.security_group(vpc_id, "other")]
    return Example(
        {
            "namePrefix": "web-",
            "subnets": subnets[:2],
            "securityGroups": groups[:1],
            "idleTimeout": 30,
            "dropInvalidHeaderFields": True,
            "tags": {"Name": "one"},
        },
        change={"subnets": subnets, "securityGroups": groups, "idleTimeout": 60, "tags": {"Name": "two"}},
        replace={"internal": True},
        drift=lambda made: aws.elbv2.modify_load_balancer_attributes(
            LoadBalancerArn=resource_id(made), Attributes=[{"Key": "idle_timeout.timeout_seconds", "Value": "90"}]
        ),
        drifted="idleTimeout",
    )


def _target_group(aws: Account) -> Example:
    check = {"path": "/health", "interval": 6, "timeout": 5, "healthyThreshold": 2, "unhealthyThreshold": 10}
    return Example(
        {
            "namePrefix": "web-",
            "vpcId": aws.vpc(),
            "port": 80,
            "protocol": "HTTP",
            "targetType": "ip",
            "deregistrationDelay": 0,
            "healthCheck": check,
        },
        change={"healthCheck": {**check, "path": "/", "interval": 10}, "deregistrationDelay": 20, "slowStart": 30},
        replace={"port": 8080},
        drift=lambda made: aws.elbv2.modify_target_group(TargetGroupArn=resource_id(made), HealthCheckPath="/other"),
        drifted="healthCheck",
    )


def _listener(aws: Account) -> Example:
    vpc_id = aws.vpc()
    balancer = aws.load_balancer(aws.subnets(vpc_id))
    first, second = aws.target_group(vpc_id), aws.target_group(vpc_id, "other")

    def forward(arn: str) -> list[dict[str, Any]]:
        return [{"type": "forward", "forward": {"targetGroups": [{"arn": arn, "weight": 100}]}}]

    return Example(
        {"loadBalancerArn": balancer, "port": 80, "protocol": "HTTP", "defaultActions": forward(first)},
        change={"port": 8080, "defaultActions": forward(second)},
        replace={"loadBalancerArn": balancer.replace("/web/", "/other/")},
        drift=lambda made: aws.elbv2.modify_listener(ListenerArn=resource_id(made), Port=81),
        drifted="port",
    )


CERTIFICATE = "arn:aws:acm:us-east-1:111122223333:certificate"


def _listener_certificate(aws: Account) -> Example:
    vpc_id = aws.vpc()
    balancer = aws.load_balancer(aws.subnets(vpc_id))
    listener = aws.elbv2.create_listener(
        LoadBalancerArn=balancer,
        Protocol="HTTPS",
        Port=443,
        Certificates=[{"CertificateArn": f"{CERTIFICATE}/default"}],
        DefaultActions=[{"Type": "forward", "TargetGroupArn": aws.target_group(vpc_id)}],
    )["Listeners"][0]["ListenerArn"]
    return Example(
        {"listenerArn": listener, "certificateArn": f"{CERTIFICATE}/other"},
        replace={"certificateArn": f"{CERTIFICATE}/third"},
    )


EXAMPLES: dict[str, Callable[[Account], Example]] = {
    "aws:lb/listener:Listener": _listener,
    "aws:lb/listenerCertificate:ListenerCertificate": _listener_certificate,
    "aws:lb/loadBalancer:LoadBalancer": _balancer,
    "aws:lb/targetGroup:TargetGroup": _target_group,
}
