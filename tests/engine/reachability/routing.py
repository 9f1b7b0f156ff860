"""The subnets of a VPC and the targets of their routes."""

from __future__ import annotations

from dataclasses import dataclass
from ipaddress import IPv4Network
from typing import Any

EVERYWHERE = IPv4Network("0.0.0.0/0")


@dataclass(frozen=True)
class Subnet:
    """A subnet and the targets of its active routes by destination."""

    id: str
    zone: str
    block: IPv4Network
    gives_public_addresses: bool
    routes: dict[str, str]

    @property
    def default_target(self) -> str | None:
        """The target of traffic to the internet."""
        return self.routes.get(str(EVERYWHERE))


class Routing:
    """Every subnet of the VPC, its internet gateways and its NAT gateways, read once."""

    def __init__(self, ec2: Any, vpc_id: str) -> None:
        in_vpc = [{"Name": "vpc-id", "Values": [vpc_id]}]
        self._internet_gateways = {
            gateway["InternetGatewayId"]
            for gateway in ec2.describe_internet_gateways()["InternetGateways"]
            if any(attachment["VpcId"] == vpc_id for attachment in gateway["Attachments"])
        }
        self._nat_gateways = {
            gateway["NatGatewayId"]: gateway
            for gateway in ec2.describe_nat_gateways()["NatGateways"]
            if gateway["State"] == "available" and gateway["VpcId"] == vpc_id
        }
        tables = ec2.describe_route_tables(Filters=in_vpc)["RouteTables"]
        self.subnets = {
            subnet["SubnetId"]: Subnet(
                id=subnet["SubnetId"],
                zone=subnet["AvailabilityZone"],
                block=IPv4Network(subnet["CidrBlock"]),
                gives_public_addresses=subnet["MapPublicIpOnLaunch"],
                routes=_active_routes(_table_of(subnet["SubnetId"], tables)),
            )
            for subnet in ec2.describe_subnets(Filters=in_vpc)["Subnets"]
        }

    def has_internet_route(self, subnet_id: str) -> bool:
        """Whether the internet reaches public addresses in the subnet, because a route has an internet gateway as
        target."""
        return bool(self._internet_gateways & set(self.subnets[subnet_id].routes.values()))

    def nat_zone(self, subnet_id: str) -> str | None:
        """Return the zone of the NAT gateway through which the subnet reaches the internet, or None.

        The gateway needs a public address and, in its own subnet, a route to an attached internet gateway.
        """
        gateway = self._nat_gateways.get(self.subnets[subnet_id].default_target or "")
        if gateway is None or not any(address.get("PublicIp") for address in gateway["NatGatewayAddresses"]):
            return None
        subnet = self.subnets[gateway["SubnetId"]]
        return subnet.zone if subnet.default_target in self._internet_gateways else None


def _table_of(subnet_id: str, tables: list[dict[str, Any]]) -> dict[str, Any]:
    main: list[dict[str, Any]] = []
    for table in tables:
        for association in table["Associations"]:
            if association.get("SubnetId") == subnet_id:
                return table
            if association.get("Main"):
                main.append(table)
    return main[0]


def _active_routes(table: dict[str, Any]) -> dict[str, str]:
    return {
        route["DestinationCidrBlock"]: route.get("NatGatewayId") or route.get("GatewayId") or "another target"
        for route in table["Routes"]
        if "DestinationCidrBlock" in route and route.get("State", "active") == "active"
    }
