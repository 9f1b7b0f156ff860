"""What waits for what in a deployed stack: as the engine recorded it, and as far as AWS imposes it.

AWS imposes that what a request names is there: the resources whose ids or names a property holds. It imposes a few
more, which no property shows; they are listed here. What is only recorded is the program's own choice, or its mistake.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from graphlib import TopologicalSorter
from typing import Any

# What these hold of other resources is text to AWS, which it does not look up.
TEXT = frozenset({"tags", "tagsAll", "name", "namePrefix", "description", "userData"})

ATTACHMENT = "aws:ec2/internetGatewayAttachment:InternetGatewayAttachment"
SERVICE = "aws:ecs/service:Service"
LISTENER = "aws:lb/listener:Listener"
LISTENER_RULE = "aws:lb/listenerRule:ListenerRule"
TARGET_GROUP = "aws:lb/targetGroup:TargetGroup"

WAYS_TO_ECS = {
    "aws:ec2/route:Route",
    "aws:ec2/routeTableAssociation:RouteTableAssociation",
    "aws:ec2/vpcEndpoint:VpcEndpoint",
    "aws:vpc/securityGroupEgressRule:SecurityGroupEgressRule",
}
# AWS refuses the first before the second is there; of the second, those that the engine recorded for the first.
IMPOSED = {
    # A gateway that is not attached takes no route; an address of a VPC, and so its NAT gateway, needs one, and so does
    # a public load balancer. A private one does not wait for it.
    "aws:ec2/eip:Eip": {ATTACHMENT},
    "aws:ec2/natGateway:NatGateway": {ATTACHMENT},
    "aws:ec2/route:Route": {ATTACHMENT},
    "aws:lb/loadBalancer:LoadBalancer": {ATTACHMENT},
    # An instance that ends while its agent reaches ECS is taken off the cluster by ECS, another is not
    # (API reference, DeregisterContainerInstance); and a cluster with container instances cannot be deleted.
    "aws:autoscaling/group:Group": WAYS_TO_ECS,
    # A strategy may name only what is associated with the cluster. A task learns by Service Connect only the names that
    # are there when it starts, so the program makes a service after those that it calls.
    SERVICE: {"aws:ecs/clusterCapacityProviders:ClusterCapacityProviders", SERVICE},
}

Resource = Mapping[str, Any]
Order = dict[str, frozenset[str]]


def kind_of(urn: str) -> str:
    """The type in a URN, without those of its parents."""
    return urn.split("::")[2].rpartition("$")[2]


def name_of(urn: str) -> str:
    """The name in a URN."""
    return urn.rpartition("::")[2]


def recorded_order(resources: Iterable[Resource]) -> Order:
    """Everything that the engine waits for, for each resource of AWS."""
    return {
        urn: frozenset({*resource.get("dependencies", ()), *_named(resource, without=frozenset())})
        for urn, resource in _of_aws(resources).items()
    }


def imposed_order(resources: Iterable[Resource]) -> Order:
    """What AWS itself imposes, for each resource of AWS."""
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
    """The steps in which the engine deletes, from the first: all of one have ended before the next begins.

    So it is in the engine (``ScheduleDeletes`` of its step generator): a resource goes with those that as long a chain
    of dependencies and parents led to, though nothing that is left depends on it. What is replaced or deleted with
    another counts as depending on it.
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
    """ECS takes a target group only once a load balancer uses it: by these listeners and rules."""
    groups = {urn for urn in service_needs if kind_of(urn) == TARGET_GROUP}
    return frozenset(
        urn for urn, needs in order.items() if kind_of(urn) in (LISTENER, LISTENER_RULE) and needs & groups
    )
