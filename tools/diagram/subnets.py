"""The subnets: in which zone, for what, and by which way their packets leave."""

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
        nat_gateways: how many are in it.
        way_out: the zone of the NAT gateway that its packets to the internet take, if any.
    """

    zone: str
    tier: str
    name: str
    block: str
    nat_gateways: int
    way_out: str | None


def read_subnets(state: State) -> tuple[Subnet, ...]:
    """Find the subnets by zone and tier.

    A public subnet is one that is routed to an internet gateway. Of the others, those that hold tasks only are for
    tasks.
    """
    found = {subnet.id: subnet for subnet in state.all("aws:ec2/subnet:Subnet")}
    gateways = {gateway.id: gateway.get("subnetId", "") for gateway in state.all("aws:ec2/natGateway:NatGateway")}
    public, ways_out = _routes(state)
    shared = _holding_more_than_tasks(state)
    subnets = []
    for identifier, subnet in found.items():
        tier = PRIVATE if identifier in shared or not shared else TASKS
        through = found.get(gateways.get(ways_out.get(identifier, ""), ""))
        subnets.append(
            Subnet(
                zone=subnet.get("availabilityZone", ""),
                tier=PUBLIC if identifier in public else tier,
                name=subnet.name,
                block=subnet.get("cidrBlock", ""),
                nat_gateways=list(gateways.values()).count(identifier),
                way_out=through.get("availabilityZone") if through else None,
            )
        )
    tiers = (PUBLIC, PRIVATE, TASKS)
    return tuple(sorted(subnets, key=lambda subnet: (subnet.zone, tiers.index(subnet.tier), subnet.name)))


def _routes(state: State) -> tuple[set[str], dict[str, str]]:
    """Return the subnets that an internet gateway serves, and the NAT gateway of each of the others."""
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
