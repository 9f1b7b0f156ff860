"""The cost of an idle stack, line by line."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal

from tools.cost import prices
from tools.cost.instances import instance_price
from tools.cost.prices import Price
from tools.cost.resource_types import BY_USE, COUNTED, FREE
from tools.state import Resource, State


@dataclass(frozen=True)
class Line:
    """One line of the bill.

    Args:
        price: the price of one; None if it is unknown.
        what: the resource or the usage.
        count: the number of resources or GB.
        at_least: whether the count is a minimum.
    """

    what: str
    count: Decimal
    price: Price | None
    at_least: bool = False

    def monthly_cost(self, region: str) -> Decimal:
        """The monthly cost of the line in US dollars; 0 if no price is known."""
        return self.price.monthly_cost(region) * self.count if self.price else Decimal(0)


def bill(state: State) -> list[Line]:
    """Return the lines of a stack's bill, without empty ones."""
    balancers = state.all("aws:lb/loadBalancer:LoadBalancer")
    public = sum(len(found.get("subnets", [])) for found in balancers if not found.get("internal", False))
    endpoints = [
        found for found in state.all("aws:ec2/vpcEndpoint:VpcEndpoint") if found.get("vpcEndpointType") == "Interface"
    ]
    lines = [
        _line(prices.NAT_GATEWAY, len(state.all("aws:ec2/natGateway:NatGateway"))),
        _line(prices.PUBLIC_ADDRESS, len(state.all("aws:ec2/eip:Eip")) + public),
        _line(prices.LOAD_BALANCER, len(balancers)),
        _line(prices.ENDPOINT, sum(len(found.get("subnetIds", [])) for found in endpoints)),
        _line(prices.HOSTED_ZONE, len(_zones(state))),
        *_instances(state),
    ]
    return [line for line in lines if line.count]


def billed_by_use(state: State) -> list[str]:
    """Return the parts of a stack that are billed by use."""
    tokens = {resource.token for resource in state.resources}
    of_jobs = ["instances while jobs run"] if _has_jobs(state) else []
    return [*of_jobs, *(words for token, words in BY_USE.items() if token in tokens)]


def types_of_unknown_cost(state: State) -> list[str]:
    """Return the types whose cost is unknown."""
    return sorted({resource.token for resource in state.resources} - COUNTED - FREE - BY_USE.keys())


def _line(price: Price, count: int | Decimal, *, at_least: bool = False) -> Line:
    return Line(price.what, Decimal(count), price, at_least)


def _zones(state: State) -> list[Resource]:
    private = "aws:servicediscovery/privateDnsNamespace:PrivateDnsNamespace"
    return [*state.all(private), *state.all("aws:route53/zone:Zone")]


def _instances(state: State) -> Iterator[Line]:
    """Count the instances of an idle stack, with their volumes.

    A group without a minimum has at least one instance if a service runs a task. More can run, depending on how the
    tasks fit, which neither a state nor a plan shows.
    """
    templates = state.all("aws:ec2/launchTemplate:LaunchTemplate")
    for group in state.all("aws:autoscaling/group:Group"):
        count = int(group.get("minSize", 0)) or int(_wants_tasks(state))
        if not count or not templates:
            continue
        template = templates[0]
        kind = _instance_type(group) or str(template.get("instanceType", "instance"))
        yield Line(kind, Decimal(count), instance_price(kind), at_least=True)
        volumes = [device.get("ebs") or {} for device in template.get("blockDeviceMappings", [])]
        size = sum(int(volume.get("volumeSize", 0)) for volume in volumes)
        yield _line(prices.VOLUME, size * count, at_least=True)


def _instance_type(group: Resource) -> str | None:
    """Return the first instance type of a group."""
    overrides = group.get("mixedInstancesPolicy", {}).get("launchTemplate", {}).get("overrides") or []
    return next((override["instanceType"] for override in overrides if override.get("instanceType")), None)


def _wants_tasks(state: State) -> bool:
    return any(int(service.get("desiredCount", 0)) > 0 for service in state.all("aws:ecs/service:Service"))


def _has_jobs(state: State) -> bool:
    """Whether there are tasks without a service: a service and its task definition have the same name."""
    definitions = {definition.name for definition in state.all("aws:ecs/taskDefinition:TaskDefinition")}
    return bool(definitions - {service.name for service in state.all("aws:ecs/service:Service")})
