"""The reference's three CloudFormation stacks, nested in one, which creates them one after another.

The dependencies are the references and ``DependsOn`` of the templates. CloudFormation's own time, some seconds per
resource, and the Lambda function that empties the group are not counted, which favors the reference.
From aws-samples/container-patterns, commit 2694e51.
"""

from __future__ import annotations

from bench.critical_path import critical_path, reversed_graph
from bench.latencies import create_seconds, delete_seconds

Stack = dict[str, tuple[str, tuple[str, ...]]]
"""The type and the dependencies of each resource."""

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

# The worker and the public API differ only in the scheme and the subnets of the load balancer.
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
    """Return the seconds to create the three stacks, one after another."""
    return sum(
        critical_path(_order(stack), {name: create_seconds(kind) for name, (kind, _) in stack.items()}).seconds
        for stack in STACKS
    )


def deletion_seconds() -> float:
    """Return the seconds to delete them."""
    return sum(
        critical_path(
            reversed_graph(_order(stack)), {name: delete_seconds(kind) for name, (kind, _) in stack.items()}
        ).seconds
        for stack in STACKS
    )


def _order(stack: Stack) -> dict[str, frozenset[str]]:
    return {name: frozenset(before) for name, (_, before) in stack.items()}
