"""The dependencies in a deployed stack: those that the engine recorded, and those that AWS imposes.

AWS requires that the resources in a request, by id or name, already exist. It also requires a few dependencies that no
property shows; they are listed here. All other recorded dependencies are the program's choice, or its mistake.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from graphlib import TopologicalSorter
from typing import Any

# In these properties, values of other resources are only text, which AWS does not look up.
TEXT = frozenset({"tags", "tagsAll", "name", "namePrefix", "description", "userData"})

ATTACHMENT = "aws:ec2/internetGatewayAttachment:InternetGatewayAttachment"
SERVICE = "aws:ecs/service:Service"
LISTENER = "aws:lb/listener:Listener"
LISTENER_RULE = "aws:lb/listenerRule:ListenerRule"
TARGET_GROUP = "aws:lb/targetGroup:TargetGroup"

ROUTES_TO_ECS = {
    "aws:ec2/route:Route",
    "aws:ec2/routeTableAssociation:RouteTableAssociation",
    "aws:ec2/vpcEndpoint:VpcEndpoint",
    "aws:vpc/securityGroupEgressRule:SecurityGroupEgressRule",
}
# AWS refuses a resource of the first type before those of the second types exist that the engine recorded for it.
IMPOSED = {
    # A route needs an attached gateway, and so do a VPC's addresses, NAT gateways and public load balancers, but not
    # private load balancers.
    "aws:ec2/eip:Eip": {ATTACHMENT},
    "aws:ec2/natGateway:NatGateway": {ATTACHMENT},
    "aws:ec2/route:Route": {ATTACHMENT},
    "aws:lb/loadBalancer:LoadBalancer": {ATTACHMENT},
    # ECS deregisters an instance only if it ends while its agent reaches ECS (API reference,
    # DeregisterContainerInstance), and a cluster with container instances cannot be deleted.
    "aws:autoscaling/group:Group": ROUTES_TO_ECS,
    # A strategy can name only providers that are associated with the cluster. With Service Connect, a task sees only
    # names that exist when it starts, so the program creates a service after those that it calls.
    SERVICE: {"aws:ecs/clusterCapacityProviders:ClusterCapacityProviders", SERVICE},
}

Resource = Mapping[str, Any]
Order = dict[str, frozenset[str]]


def kind_of(urn: str) -> str:
    """Return the type in a URN, without the types of its parents."""
    return urn.split("::")[2].rpartition("$")[2]


def name_of(urn: str) -> str:
    """Return the name in a URN."""
    return urn.rpartition("::")[2]


def recorded_order(resources: Iterable[Resource]) -> Order:
    """Return the dependencies that the engine recorded, for each AWS resource."""
    return {
        urn: frozenset({*resource.get("dependencies", ()), *_named(resource, without=frozenset())})
        for urn, resource in _of_aws(resources).items()
    }


def imposed_order(resources: Iterable[Resource]) -> Order:
    """Return the dependencies that AWS imposes, for each AWS resource."""
    own = _of_aws(resources)
    recorded = recorded_order(own.values())
    found = {}
    for urn, resource in own.items():
        further = {each for each in recorded[urn] if kind_of(each) in IMPOSED.get(kind_of(urn), ())}
        found[urn] = frozenset(_named(resource, without=TEXT) | further)
    for urn in [urn for urn in own if kind_of(urn) == SERVICE]:
        found[urn] |= _listeners(found, found[urn])
    return found


def deletion_levels(resources: Iterable[Resource]) -> list[list[str]]:
    """Return the steps in which the engine deletes, in order; each step ends before the next one begins.

    As ``ScheduleDeletes`` of the engine's step generator: the longest chain of dependencies and parents of a resource
    determines its step, even if no remaining resource depends on it. ``replaceWith`` and ``deletedWith`` count as
    dependencies.
    """
    before = {
        each["urn"]: {
            *each.get("dependencies", ()),
            *_named(each, without=frozenset()),
            *each.get("replaceWith", ()),
            *(each[option] for option in ("parent", "deletedWith") if each.get(option)),
        }
        for each in resources
    }
    depth: dict[str, int] = {}
    for urn in TopologicalSorter(before).static_order():
        depth[urn] = 1 + max((depth[each] for each in before.get(urn, ())), default=0)
    return [[urn for urn, own in depth.items() if own == level] for level in sorted(set(depth.values()), reverse=True)]


def _of_aws(resources: Iterable[Resource]) -> dict[str, Resource]:
    return {each["urn"]: each for each in resources if each.get("custom") and kind_of(each["urn"]).startswith("aws:")}


def _named(resource: Resource, without: frozenset[str]) -> set[str]:
    found: Mapping[str, list[str]] = resource.get("propertyDependencies", {})
    return {urn for name, urns in found.items() if name not in without for urn in urns}


def _listeners(order: Order, service_needs: frozenset[str]) -> frozenset[str]:
    """Return the listeners and rules that use a target group, because ECS accepts it only then."""
    groups = {urn for urn in service_needs if kind_of(urn) == TARGET_GROUP}
    return frozenset(
        urn for urn, needs in order.items() if kind_of(urn) in (LISTENER, LISTENER_RULE) and needs & groups
    )
