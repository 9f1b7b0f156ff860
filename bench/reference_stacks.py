"""The reference's three CloudFormation stacks, nested in one, which makes them one after another.

Each waits as its template's references and ``DependsOn`` say. CloudFormation's own time, which is some seconds a
resource, is left out, and so is the Lambda function that empties the group: both are in the reference's favour.
From aws-samples/container-patterns, commit 2694e51.
"""

from __future__ import annotations

from bench.aws_types import create_seconds, delete_seconds
from bench.critical_path import critical_path, turned_round

Stack = dict[str, tuple[str, tuple[str, ...]]]
"""Each resource's type, and what it waits for."""

ZONES = ("One", "Two")

VPC: Stack = {
    "VPC": ("AWS::EC2::VPC", ()),
    "InternetGateway": ("AWS::EC2::InternetGateway", ()),
    "Attachment": ("AWS::EC2::VPCGatewayAttachment", ("VPC", "InternetGateway")),
    "PublicRouteTable": ("AWS::EC2::RouteTable", ("VPC",)),
    "PublicRoute": ("AWS::EC2::Route", ("PublicRouteTable", "InternetGateway", "Attachment")),
}
for _zone in ZONES:
    VPC |= {
        f"PublicSubnet{_zone}": ("AWS::EC2::Subnet", ("VPC",)),
        f"PrivateSubnet{_zone}": ("AWS::EC2::Subnet", ("VPC",)),
        f"PublicAssociation{_zone}": (
            "AWS::EC2::SubnetRouteTableAssociation",
            (f"PublicSubnet{_zone}", "PublicRouteTable"),
        ),
        f"Address{_zone}": ("AWS::EC2::EIP", ("Attachment",)),
        f"NatGateway{_zone}": ("AWS::EC2::NatGateway", (f"Address{_zone}", f"PublicSubnet{_zone}")),
        f"PrivateRouteTable{_zone}": ("AWS::EC2::RouteTable", ("VPC",)),
        f"PrivateRoute{_zone}": ("AWS::EC2::Route", (f"PrivateRouteTable{_zone}", f"NatGateway{_zone}")),
        f"PrivateAssociation{_zone}": (
            "AWS::EC2::SubnetRouteTableAssociation",
            (f"PrivateSubnet{_zone}", f"PrivateRouteTable{_zone}"),
        ),
    }

CLUSTER: Stack = {
    "Cluster": ("AWS::ECS::Cluster", ()),
    "Role": ("AWS::IAM::Role", ()),
    "ExecutionRole": ("AWS::IAM::Role", ()),
    "InstanceProfile": ("AWS::IAM::InstanceProfile", ("Role",)),
    "SecurityGroup": ("AWS::EC2::SecurityGroup", ()),
    "LaunchTemplate": ("AWS::EC2::LaunchTemplate", ("InstanceProfile", "SecurityGroup", "Cluster")),
    "Group": ("AWS::AutoScaling::AutoScalingGroup", ("LaunchTemplate", "Cluster", "Role")),
    "CapacityProvider": ("AWS::ECS::CapacityProvider", ("Group",)),
    "Association": ("AWS::ECS::ClusterCapacityProviderAssociations", ("Cluster", "CapacityProvider")),
}

# The worker's and the public API's differ in the scheme and the subnets of the load balancer only.
SERVICE: Stack = {
    "LogGroup": ("AWS::Logs::LogGroup", ()),
    "TaskDefinition": ("AWS::ECS::TaskDefinition", ("LogGroup",)),
    "ServiceSecurityGroup": ("AWS::EC2::SecurityGroup", ()),
    "LoadBalancerSecurityGroup": ("AWS::EC2::SecurityGroup", ()),
    "Ingress": ("AWS::EC2::SecurityGroupIngress", ("ServiceSecurityGroup", "LoadBalancerSecurityGroup")),
    "LoadBalancer": ("AWS::ElasticLoadBalancingV2::LoadBalancer", ("LoadBalancerSecurityGroup",)),
    "TargetGroup": ("AWS::ElasticLoadBalancingV2::TargetGroup", ()),
    "Listener": ("AWS::ElasticLoadBalancingV2::Listener", ("LoadBalancer", "TargetGroup")),
    "Service": ("AWS::ECS::Service", ("TaskDefinition", "TargetGroup", "ServiceSecurityGroup", "Listener")),
}

STACKS = (VPC, CLUSTER, SERVICE)


def creation_seconds() -> float:
    """How long the three take to be made, one after the other."""
    return sum(
        critical_path(_order(stack), {name: create_seconds(kind) for name, (kind, _) in stack.items()}).seconds
        for stack in STACKS
    )


def deletion_seconds() -> float:
    """How long they take to be deleted."""
    return sum(
        critical_path(
            turned_round(_order(stack)), {name: delete_seconds(kind) for name, (kind, _) in stack.items()}
        ).seconds
        for stack in STACKS
    )


def _order(stack: Stack) -> dict[str, frozenset[str]]:
    return {name: frozenset(before) for name, (_, before) in stack.items()}
