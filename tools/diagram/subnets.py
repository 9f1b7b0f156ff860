"""The subnets, with their zone, their tier and their route to the internet."""

from __future__ import annotations

from dataclasses import dataclass

from tools.state import State

PUBLIC, PRIVATE, TASKS = "Public subnets", "Private subnets", "Task subnets"


@dataclass(frozen=True)
class Subnet:
    """A subnet.

    Args:
        zone: its Availability Zone.
        tier: :data:`PUBLIC`, :data:`PRIVATE` or :data:`TASKS`.
        name: its name in the program.
        block: its CIDR block.
        nat_gateways: the number of NAT gateways in it.
        nat_zone: the zone of the NAT gateway that routes it to the internet, if any.
    """

    zone: str
    tier: str
    name: str
    block: str
    nat_gateways: int
    nat_zone: str | None


def read_subnets(state: State) -> tuple[Subnet, ...]:
    """Find the subnets by zone and tier.

    A public subnet has a route to an internet gateway. The other subnets are task subnets if they contain only tasks,
    and private subnets otherwise.
    """
    found = {subnet.id: subnet for subnet in state.all("aws:ec2/subnet:Subnet")}
    gateways = {gateway.id: gateway.get("subnetId", "") for gateway in state.all("aws:ec2/natGateway:NatGateway")}
    public, nat_gateway_of = _routes(state)
    shared = _holding_more_than_tasks(state)
    subnets = []
    for identifier, subnet in found.items():
        tier = PRIVATE if identifier in shared or not shared else TASKS
        through = found.get(gateways.get(nat_gateway_of.get(identifier, ""), ""))
        subnets.append(
            Subnet(
                zone=subnet.get("availabilityZone", ""),
                tier=PUBLIC if identifier in public else tier,
                name=subnet.name,
                block=subnet.get("cidrBlock", ""),
                nat_gateways=list(gateways.values()).count(identifier),
                nat_zone=through.get("availabilityZone") if through else None,
            )
        )
    tiers = (PUBLIC, PRIVATE, TASKS)
    return tuple(sorted(subnets, key=lambda subnet: (subnet.zone, tiers.index(subnet.tier), subnet.name)))


def _routes(state: State) -> tuple[set[str], dict[str, str]]:
    """Return the subnets with a route to an internet gateway, and the NAT gateway of each other subnet."""
    gateways = {gateway.id for gateway in state.all("aws:ec2/internetGateway:InternetGateway")}
    public: set[str] = set()
    through: dict[str, str] = {}
    for association in state.all("aws:ec2/routeTableAssociation:RouteTableAssociation"):
        subnet = association.get("subnetId", "")
        for route in state.all("aws:ec2/route:Route"):
            if route.get("routeTableId") != association.get("routeTableId"):
                continue
            if route.get("gatewayId") in gateways:
                public.add(subnet)
            elif route.get("natGatewayId"):
                through[subnet] = route.get("natGatewayId")
    return public, through


def _holding_more_than_tasks(state: State) -> set[str]:
    """Return the subnets of the instances and the load balancers."""
    groups = state.all("aws:autoscaling/group:Group")
    balancers = state.all("aws:lb/loadBalancer:LoadBalancer")
    instances = [subnet for group in groups for subnet in group.get("vpcZoneIdentifiers", [])]
    return {*instances, *(subnet for balancer in balancers for subnet in balancer.get("subnets", []))}
