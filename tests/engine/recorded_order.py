"""The order in which the engine creates and deletes: the dependencies in its state, and the API calls in the
journal."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from itertools import pairwise
from typing import Any

GATEWAY_ATTACHMENT = "aws:ec2/internetGatewayAttachment:InternetGatewayAttachment"
EIP = "aws:ec2/eip:Eip"
NAT_GATEWAY = "aws:ec2/natGateway:NatGateway"
ROUTE = "aws:ec2/route:Route"
ROUTE_TABLE_ASSOCIATION = "aws:ec2/routeTableAssociation:RouteTableAssociation"
EGRESS_RULE = "aws:vpc/securityGroupEgressRule:SecurityGroupEgressRule"
ROLE_ATTACHMENT = "aws:iam/rolePolicyAttachment:RolePolicyAttachment"
INSTANCE_PROFILE = "aws:iam/instanceProfile:InstanceProfile"
LAUNCH_TEMPLATE = "aws:ec2/launchTemplate:LaunchTemplate"
AUTO_SCALING_GROUP = "aws:autoscaling/group:Group"
ASSOCIATION = "aws:ecs/clusterCapacityProviders:ClusterCapacityProviders"
SCALING_POLICY = "aws:appautoscaling/policy:Policy"
SERVICE = "aws:ecs/service:Service"
LOAD_BALANCER = "aws:lb/loadBalancer:LoadBalancer"
TARGET_GROUP = "aws:lb/targetGroup:TargetGroup"
LISTENER = "aws:lb/listener:Listener"


class RecordedOrder:
    """The dependencies: a resource is created after and deleted before everything that it depends on."""

    def __init__(self, resources: Iterable[Mapping[str, Any]]) -> None:
        self._direct = {
            resource["urn"]: {
                *resource.get("dependencies", []),
                *(urn for urns in resource.get("propertyDependencies", {}).values() for urn in urns),
            }
            for resource in resources
        }

    def of_type(self, kind: str, *, having: str = "") -> list[str]:
        """Return the URNs of a type whose names contain the text ``having``; at least one."""
        found = [urn for urn in self._direct if urn.split("::")[2].endswith(kind) and having in urn.split("::")[3]]
        assert found, f"the state has no {kind} {having}"
        return found

    def directly_before(self, urn: str) -> set[str]:
        """Return the direct dependencies of a resource."""
        return self._direct[urn]

    def before(self, urn: str) -> set[str]:
        """Return the direct and indirect dependencies of a resource."""
        seen: set[str] = set()
        rest = [urn]
        while rest:
            new = self._direct[rest.pop()] - seen
            seen |= new
            rest += new
        return seen

    def missing(self, later: Sequence[str], earlier: Sequence[str]) -> set[str]:
        """Return a message for each later resource that does not wait for an earlier one."""
        return {f"{one} does not wait for {other}" for one in later for other in set(earlier) - self.before(one)}


def out_of_order(operations: Sequence[str], *expected: str) -> set[str]:
    """Return the errors in an order of API operations: the last call of each must end before the next operation
    begins."""
    found = {f"no call of {operation}" for operation in expected if operation not in operations}
    for earlier, later in pairwise(expected):
        if earlier in operations and later in operations:
            last = len(operations) - 1 - operations[::-1].index(earlier)
            if last > operations.index(later):
                found.add(f"{later} came before {earlier}")
    return found
