"""Mistakes in the platform, the audit and the overrides, each with its message."""

from __future__ import annotations

from typing import Any

from tests.harness.mistakes import Mistake
from tests.harness.settings_classes import EXISTING_BALANCER, NETWORK

NAMESPACE_ARN = "arn:aws:servicediscovery:us-east-1:123456789012:namespace/ns-1"
BOTTLEROCKET_CLUSTER = {
    "clusterArn": "arn:aws:ecs:us-east-1:123456789012:cluster/theirs",
    "capacityProviderName": "theirs",
    "operatingSystem": "bottlerocket",
}
LOCK = {"mode": "compliance", "days": 1}


def platform(path: str, value: str, allowed: str, **keys: Any) -> Mistake:
    """Return a mistake in ``platform``."""
    return Mistake({"platform": keys}, f"platform.{path}", value, allowed)


def audit(path: str, value: str, allowed: str, **keys: Any) -> Mistake:
    """Return a mistake in ``audit``."""
    return Mistake({"audit": keys}, f"audit.{path}", value, allowed)


def override(path: str, value: str, allowed: str, **keys: Any) -> Mistake:
    """Return a mistake in an override of the load balancer."""
    balancer = {"resource": "aws:lb/loadBalancer:LoadBalancer", "name": "worker", "properties": {}}
    return Mistake({"overrides": [{**balancer, **keys}]}, f"overrides[0].{path}", value, allowed)


PLATFORM = {
    "audit": [
        audit("objectLock", "{", "retentionDays, 90,", objectLock={**LOCK, "days": 91}, retentionDays=90),
        audit("objectLock.days", "3654", "3653 or less", objectLock={**LOCK, "days": 3654}),
        audit("objectLock.mode", '"COMPLIANCE"', "governance", objectLock={**LOCK, "mode": "COMPLIANCE"}),
        audit("deleteWithStack", "true", "with objectLock, false is", objectLock=LOCK, deleteWithStack=True),
    ],
    "overrides": [
        override(
            "resource",
            '"aws:lb/loadBalancer:LoadBalncer"',
            "no resource type",
            resource="aws:lb/loadBalancer:LoadBalncer",
        ),
        override("properties.idleTimout", "120", "there is no property", properties={"idleTimout": 120}),
        override("properties.idleTimeout", '"2m"', "a whole number is allowed", properties={"idleTimeout": "2m"}),
        override("properties.subnets", '"subnet-1"', "a list is allowed", properties={"subnets": "subnet-1"}),
        override(
            "properties.accessLogs.enabled", '"yes"', "true or false", properties={"accessLogs": {"enabled": "yes"}}
        ),
        override("properties.accessLogs", "true", "an object is allowed", properties={"accessLogs": True}),
    ],
    "platform": [
        platform(
            "cluster.namespace",
            "{",
            "bottlerocket-os/bottlerocket#2801",
            network=NETWORK,
            cluster={**BOTTLEROCKET_CLUSTER, "namespace": {"id": "ns-1", "arn": NAMESPACE_ARN}},
        ),
        platform("network", "null", "either stack or network is needed"),
        platform("stack", '"a/b/c"', "not both", stack="a/b/c", network=NETWORK),
        platform("network.vpcId", '"mine"', "a VPC's id", network={**NETWORK, "vpcId": "mine"}),
        platform("network.cidrBlocks.vpc", '"banana"', "", network={**NETWORK, "cidrBlocks": {"vpc": "banana"}}),
        platform(
            "stack",
            '"organization/ecs-on-ec2/elsewhere"',
            "a stack with platformOnly",
            stack="organization/ecs-on-ec2/elsewhere",
        ),
        Mistake(
            {"audit": {"flowLogs": True}, "platform": {"network": NETWORK}},
            "audit.flowLogs",
            "true",
            "this stack does not create the network",
        ),
        Mistake(
            {"vpc": {"natGateways": "single"}, "platform": {"network": NETWORK}},
            "vpc",
            "{",
            "this stack does not create",
        ),
        platform(
            "stack",
            '"acme/network/dev"',
            "as ORGANIZATION/PROJECT/STACK; the stack acme/network/dev could not be read: unknown stack",
            stack="acme/network/dev",
        ),
        platform(
            "loadBalancers.edge.listenerArn",
            '"arn:aws:elasticloadbalancing:us-west-2:',
            "it is in us-west-2; an ARN of the stack's region, us-east-1, is allowed",
            network=NETWORK,
            loadBalancers={
                "edge": {
                    **EXISTING_BALANCER,
                    "listenerArn": EXISTING_BALANCER["listenerArn"].replace("east-1", "west-2"),
                }
            },
        ),
        Mistake(
            {"platform": {"network": NETWORK}, "cluster": {"instanceType": "c6a.2xlarge"}},
            "cluster.instanceType",
            '"c6a.2xlarge"',
            "the network is in us-east-1c, us-east-1d, and us-east-1 has c6a.2xlarge in us-east-1a: privateSubnetIds",
        ),
    ],
}
