"""Latencies of creations and deletions on AWS, to simulate the duration of a deployment; off by default.

The seconds come from published logs of ``terraform apply`` and ``destroy``, because AWS publishes no figures. A figure
without a log is marked as assumed. The server delays the answer of an operation by its latency times a factor.
"""

from __future__ import annotations

import threading
import time
from dataclasses import dataclass
from typing import Any

# boto3 repeats a request that gets no answer within a minute.
MAX_ANSWER_SECONDS = 50.0


@dataclass(frozen=True)
class Latency:
    """The creation and deletion of a CloudFormation resource type: boto3's client, AWS's operations, the seconds."""

    service: str
    create: str
    create_seconds: float
    delete: str
    delete_seconds: float


# The slow types.
LATENCIES = {
    # Creation: 84 to 121 s in nine logs. Deletion: 42, 50, 61 and 61 s.
    "AWS::EC2::NatGateway": Latency("ec2", "CreateNatGateway", 105, "DeleteNatGateway", 50),
    # Creation: 139 to 190 s. Deletion: 15, 30 and 153 s.
    "AWS::ElasticLoadBalancingV2::LoadBalancer": Latency("elbv2", "CreateLoadBalancer", 155, "DeleteLoadBalancer", 30),
    # Creation: assumed, for a group that does not wait for instances. Deletion: 343 s in a log; 60 s are assumed for a
    # forced deletion.
    "AWS::AutoScaling::AutoScalingGroup": Latency(
        "autoscaling", "CreateAutoScalingGroup", 5, "DeleteAutoScalingGroup", 60
    ),
    # Terraform polls every 10 s; one log has 1 s.
    "AWS::ECS::Cluster": Latency("ecs", "CreateCluster", 10, "DeleteCluster", 10),
    # The same operation associates and disassociates it.
    "AWS::ECS::ClusterCapacityProviderAssociations": Latency(
        "ecs", "PutClusterCapacityProviders", 10, "PutClusterCapacityProviders", 10
    ),
    # Deletion: 15 to 26 s, hashicorp/terraform-provider-aws#13740.
    "AWS::ECS::CapacityProvider": Latency("ecs", "CreateCapacityProvider", 1, "DeleteCapacityProvider", 16),
    # Creation: 15 s. Deletion: 10 and 15 s, with tasks that stop at once.
    "AWS::ECS::Service": Latency("ecs", "CreateService", 15, "DeleteService", 15),
    # Assumed for a gateway endpoint. Interface endpoints take longer, but less than the NAT gateway created at the same
    # time.
    "AWS::EC2::VPCEndpoint": Latency("ec2", "CreateVpcEndpoint", 7, "DeleteVpcEndpoints", 7),
    "AWS::EC2::VPC": Latency("ec2", "CreateVpc", 2, "DeleteVpc", 1),
    "AWS::EC2::SecurityGroup": Latency("ec2", "CreateSecurityGroup", 2, "DeleteSecurityGroup", 1),
    "AWS::IAM::Role": Latency("iam", "CreateRole", 2, "DeleteRole", 1),
    "AWS::IAM::InstanceProfile": Latency("iam", "CreateInstanceProfile", 2, "DeleteInstanceProfile", 1),
}
# The other types: 0 to 3 s in the logs, or assumed by analogy.
DEFAULT_SECONDS = 1.0
LATENCIES |= {
    kind: Latency(service, create, DEFAULT_SECONDS, delete, DEFAULT_SECONDS)
    for kind, service, create, delete in (
        ("AWS::EC2::Subnet", "ec2", "CreateSubnet", "DeleteSubnet"),
        ("AWS::EC2::InternetGateway", "ec2", "CreateInternetGateway", "DeleteInternetGateway"),
        ("AWS::EC2::VPCGatewayAttachment", "ec2", "AttachInternetGateway", "DetachInternetGateway"),
        ("AWS::EC2::EIP", "ec2", "AllocateAddress", "ReleaseAddress"),
        ("AWS::EC2::RouteTable", "ec2", "CreateRouteTable", "DeleteRouteTable"),
        ("AWS::EC2::Route", "ec2", "CreateRoute", "DeleteRoute"),
        ("AWS::EC2::SubnetRouteTableAssociation", "ec2", "AssociateRouteTable", "DisassociateRouteTable"),
        ("AWS::EC2::SecurityGroupIngress", "ec2", "AuthorizeSecurityGroupIngress", "RevokeSecurityGroupIngress"),
        ("AWS::EC2::SecurityGroupEgress", "ec2", "AuthorizeSecurityGroupEgress", "RevokeSecurityGroupEgress"),
        ("AWS::EC2::VPCCidrBlock", "ec2", "AssociateVpcCidrBlock", "DisassociateVpcCidrBlock"),
        ("AWS::EC2::LaunchTemplate", "ec2", "CreateLaunchTemplate", "DeleteLaunchTemplate"),
        ("AWS::EC2::FlowLog", "ec2", "CreateFlowLogs", "DeleteFlowLogs"),
        ("AWS::IAM::RolePolicy", "iam", "PutRolePolicy", "DeleteRolePolicy"),
        ("AWS::IAM::RolePolicyAttachment", "iam", "AttachRolePolicy", "DetachRolePolicy"),
        ("AWS::Logs::LogGroup", "logs", "CreateLogGroup", "DeleteLogGroup"),
        ("AWS::ECS::TaskDefinition", "ecs", "RegisterTaskDefinition", "DeregisterTaskDefinition"),
        ("AWS::ElasticLoadBalancingV2::TargetGroup", "elbv2", "CreateTargetGroup", "DeleteTargetGroup"),
        ("AWS::ElasticLoadBalancingV2::Listener", "elbv2", "CreateListener", "DeleteListener"),
        ("AWS::ElasticLoadBalancingV2::ListenerRule", "elbv2", "CreateRule", "DeleteRule"),
        ("AWS::CloudWatch::Alarm", "cloudwatch", "PutMetricAlarm", "DeleteAlarms"),
        ("AWS::CloudWatch::Dashboard", "cloudwatch", "PutDashboard", "DeleteDashboards"),
        (
            "AWS::ApplicationAutoScaling::ScalableTarget",
            "application-autoscaling",
            "RegisterScalableTarget",
            "DeregisterScalableTarget",
        ),
        (
            "AWS::ApplicationAutoScaling::ScalingPolicy",
            "application-autoscaling",
            "PutScalingPolicy",
            "DeleteScalingPolicy",
        ),
    )
}

_SECONDS = {
    (latency.service, operation): seconds
    for latency in LATENCIES.values()
    for operation, seconds in (
        (latency.create, latency.create_seconds),
        (latency.delete, latency.delete_seconds),
    )
}


class _Scale:
    """The factor of all latencies; 0 turns them off."""

    def __init__(self) -> None:
        self.factor = 0.0
        self.changed = threading.Condition()


_scale = _Scale()


def scale(body: Any) -> None:
    """Turn the latencies on, by ``{"factor": 0.1}``. Raises ``ValueError`` with the reason for an invalid body."""
    longest = MAX_ANSWER_SECONDS / max(_SECONDS.values())
    factor = body.get("factor") if isinstance(body, dict) and set(body) == {"factor"} else None
    if not isinstance(factor, int | float) or isinstance(factor, bool) or not 0 < factor <= longest:
        raise ValueError(f'expected {{"factor": a number above 0 and up to {longest:.2f}}}, not {body!r}')
    _change(float(factor))


def clear() -> None:
    """Turn the latencies off, and answer waiting calls."""
    _change(0.0)


def _change(factor: float) -> None:
    with _scale.changed:
        _scale.factor = factor
        _scale.changed.notify_all()


def listed() -> dict[str, Any]:
    """Return the factor, and the unscaled seconds of each operation."""
    seconds = {f"{service} {operation}": value for (service, operation), value in sorted(_SECONDS.items())}
    return {"factor": _scale.factor, "seconds": seconds}


def wait(service: str, operation: str) -> None:
    """Wait for the latency of a completed operation."""
    with _scale.changed:
        factor = _scale.factor
        ends = time.monotonic() + _SECONDS.get((service, operation), 0.0) * factor
        while factor and _scale.factor == factor and (rest := ends - time.monotonic()) > 0:
            _scale.changed.wait(rest)
