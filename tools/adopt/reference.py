"""The CloudFormation stacks that this program replaces: the program's resource for each logical id.

The templates are those that docs/differences.md names. ``tests/adopt`` compares this table with the parity table, which
compares the same resources property by property.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping

Key = tuple[str, str]
"""A resource's type and name in the program."""

NETWORK: Mapping[str, Key] = {
    "VPC": ("aws:ec2/vpc:Vpc", "network"),
    "PublicSubnetOne": ("aws:ec2/subnet:Subnet", "network-public-1"),
    "PublicSubnetTwo": ("aws:ec2/subnet:Subnet", "network-public-2"),
    "PrivateSubnetOne": ("aws:ec2/subnet:Subnet", "network-private-1"),
    "PrivateSubnetTwo": ("aws:ec2/subnet:Subnet", "network-private-2"),
    "InternetGateway": ("aws:ec2/internetGateway:InternetGateway", "network"),
    "PublicRouteTable": ("aws:ec2/routeTable:RouteTable", "network-public"),
    "PrivateRouteTableOne": ("aws:ec2/routeTable:RouteTable", "network-private-1"),
    "PrivateRouteTableTwo": ("aws:ec2/routeTable:RouteTable", "network-private-2"),
    "NatGatewayOneAttachment": ("aws:ec2/eip:Eip", "network-nat-1"),
    "NatGatewayTwoAttachment": ("aws:ec2/eip:Eip", "network-nat-2"),
    "NatGatewayOne": ("aws:ec2/natGateway:NatGateway", "network-nat-1"),
    "NatGatewayTwo": ("aws:ec2/natGateway:NatGateway", "network-nat-2"),
}

CLUSTER: Mapping[str, Key] = {
    "ECSCluster": ("aws:ecs/cluster:Cluster", "cluster"),
    "ECSAutoScalingGroup": ("aws:autoscaling/group:Group", "cluster-instances"),
    "EC2InstanceProfile": ("aws:iam/instanceProfile:InstanceProfile", "cluster-instance"),
    "EC2Role": ("aws:iam/role:Role", "cluster-instance"),
    "ContainerHostSecurityGroup": ("aws:ec2/securityGroup:SecurityGroup", "cluster-instance"),
    "CapacityProvider": ("aws:ecs/capacityProvider:CapacityProvider", "cluster"),
}

COMPOSED = frozenset(
    {
        "CapacityProviderAssociation",
        "GatewayAttachement",
        "PrivateRouteOne",
        "PrivateRouteTableOneAssociation",
        "PrivateRouteTableTwoAssociation",
        "PrivateRouteTwo",
        "PublicRoute",
        "PublicSubnetOneRouteTableAssociation",
        "PublicSubnetTwoRouteTableAssociation",
        "ServiceIngressfromLoadBalancer",
    }
)
"""Resources whose ids consist of other ids, or that CloudFormation does not list."""

REPLACED = frozenset(
    {
        "ContainerInstances",
        "CustomAsgDestroyer",
        "CustomAsgDestroyerFunction",
        "CustomAsgDestroyerRole",
        "TaskDefinition",
    }
)
"""Resources that are not imported.

A launch template and a revision with other content would be replaced anyway, so the program creates new ones, and the
group and the service change to them in place. It does not need the function.
"""


def of_service(service: str, facing: str) -> Mapping[str, Key]:
    """Return the resources of ``service.yml``.

    Args:
        service: the name of the service.
        facing: ``private`` or ``public``, as its load balancer is.
    """
    balancer, prefix = f"{service}-{facing}", facing.capitalize()
    return {
        "Service": ("aws:ecs/service:Service", service),
        "ServiceSecurityGroup": ("aws:ec2/securityGroup:SecurityGroup", f"{service}-tasks"),
        f"{prefix}LoadBalancerSG": ("aws:ec2/securityGroup:SecurityGroup", balancer),
        f"{prefix}LoadBalancer": ("aws:lb/loadBalancer:LoadBalancer", balancer),
        f"{prefix}LoadBalancerListener": ("aws:lb/listener:Listener", balancer),
        "ServiceTargetGroup": ("aws:lb/targetGroup:TargetGroup", balancer),
        "LogGroup": ("aws:cloudwatch/logGroup:LogGroup", service),
    }


def execution_role(service: str) -> Key:
    """Return the role that corresponds to the reference's ECSTaskExecutionRole, which all services share there."""
    return "aws:iam/role:Role", f"{service}-execution"


def resources(stacks: Iterable[Mapping[str, str]]) -> dict[Key, str]:
    """Return the physical ids of stacks by our resources.

    Args:
        stacks: for each stack its physical ids by logical ids.
    """
    found: dict[Key, str] = {}
    stacks = list(stacks)
    for ids in stacks:
        found |= _of(ids, {**NETWORK, **CLUSTER})
    services = list(_services(stacks))
    for service, facing, ids in services:
        found |= _of(ids, of_service(service, facing))
    roles = [ids["ECSTaskExecutionRole"] for ids in stacks if "ECSTaskExecutionRole" in ids]
    if roles and services:
        found[execution_role(services[0][0])] = roles[0]
    return found


def _of(ids: Mapping[str, str], table: Mapping[str, Key]) -> dict[Key, str]:
    return {key: ids[logical] for logical, key in table.items() if logical in ids}


def _services(stacks: Iterable[Mapping[str, str]]) -> Iterator[tuple[str, str, Mapping[str, str]]]:
    for ids in stacks:
        if "Service" in ids:
            facing = "public" if "PublicLoadBalancer" in ids else "private"
            yield ids["Service"].rpartition("/")[2], facing, ids
