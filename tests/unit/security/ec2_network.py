"""VPCs, subnets and security groups."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from typing import Any

from .breaks import added, changed, found, without
from .control import Control, Judgement, each, is_tagged
from .resource import Resource, Resources, of_kind

EVERYWHERE = ("0.0.0.0/0", "::/0")
AUTHORIZED_PORTS = (80, 443)
SSH_PORT = 22

HIGH_RISK_PORTS = (
    20, 21, 22, 23, 25, 110, 135, 143, 445, 1433, 1434, 3000, 3306, 3389, 4333, 5000, 5432, 5500, 5601, 8080, 8088,
    8888, 9200, 9300,
)  # fmt: skip
"""https://docs.aws.amazon.com/securityhub/latest/userguide/ec2-controls.html#ec2-19"""

RULE = "vpc.SecurityGroupIngressRule"

PortRange = tuple[int, int]


def _rules(group: Resource, resources: Resources, direction: str) -> Iterator[dict[str, Any]]:
    """Find a group's rules, resources of their own or inline, each with the words of the former."""
    for rule in of_kind(resources, f"vpc.SecurityGroup{direction}Rule"):
        if rule.at("securityGroupId") == group.id:
            yield dict(rule.inputs)
    for inline in group.inputs.get(direction.lower(), []):
        for source in [*inline.get("cidrBlocks", []), *inline.get("ipv6CidrBlocks", [])]:
            ports = {"fromPort": inline.get("fromPort"), "toPort": inline.get("toPort")}
            yield {"ipProtocol": inline.get("protocol"), **ports, "cidrIpv4": source}


def open_to_everyone(group: Resource, resources: Resources) -> list[PortRange]:
    """Return the ranges of ports that a group opens to every address."""
    ranges = []
    for rule in _rules(group, resources, "Ingress"):
        if rule.get("cidrIpv4") in EVERYWHERE or rule.get("cidrIpv6") in EVERYWHERE:
            everything = rule["ipProtocol"] == "-1"
            ranges.append((0, 65_535) if everything else (rule["fromPort"], rule["toPort"]))
    return ranges


def closed_at(ports: Collection[int]) -> Judgement:
    """Return the judgement that a group opens none of the ports to every address."""

    def judge(group: Resource, resources: Resources) -> bool:
        ranges = open_to_everyone(group, resources)
        return not any(first <= port <= last for first, last in ranges for port in ports)

    return judge


def opens_authorized_ports_only(group: Resource, resources: Resources) -> bool:
    return all(first == last and first in AUTHORIZED_PORTS for first, last in open_to_everyone(group, resources))


def has_empty_default_group(vpc: Resource, resources: Resources) -> bool:
    groups = [group for group in of_kind(resources, "ec2.DefaultSecurityGroup") if group.at("vpcId") == vpc.id]
    rules = [rule for group in groups for way in ("Ingress", "Egress") for rule in _rules(group, resources, way)]
    inline = [group for group in groups if group.inputs.get("ingress") or group.inputs.get("egress")]
    return bool(groups) and not rules and not inline


def logs_rejected_traffic(vpc: Resource, resources: Resources) -> bool:
    logs = [log for log in of_kind(resources, "ec2.FlowLog") if log.at("vpcId") == vpc.id]
    return any(log.at("trafficType") in ("ALL", "REJECT") for log in logs)


def gives_no_public_address(subnet: Resource, _resources: Resources) -> bool:
    attributes = ("mapPublicIpOnLaunch", "assignIpv6AddressOnCreation")
    return all(subnet.at(attribute) in (False, None) for attribute in attributes)


def checks_its_traffic(interface: Resource, _resources: Resources) -> bool:
    return interface.at("sourceDestCheck") is not False


def opened(group: str, first: int, last: int, **source: str) -> Any:
    """Return the break that opens ports of a group of prod's."""
    rule = {"ipProtocol": "tcp", "fromPort": first, "toPort": last, **(source or {"cidrIpv4": "0.0.0.0/0"})}
    return added(RULE, securityGroupId=found("ec2.SecurityGroup", group), **rule)


CONTROLS = (
    Control(
        "EC2.2",
        "High",
        "the VPC's default security group lets nothing in or out",
        each("ec2.Vpc", good=has_empty_default_group),
        (
            without("ec2.DefaultSecurityGroup", "network-default"),
            changed("ec2.DefaultSecurityGroup", "network-default", "egress", [{"protocol": "-1"}]),
            added(RULE, securityGroupId=found("ec2.DefaultSecurityGroup", "network-default"), ipProtocol="-1"),
        ),
    ),
    Control(
        "EC2.6",
        "Medium",
        "every VPC logs at least the traffic it rejects",
        each("ec2.Vpc", good=logs_rejected_traffic),
        (without("ec2.FlowLog", "audit"), changed("ec2.FlowLog", "audit", "trafficType", "ACCEPT")),
    ),
    Control(
        "EC2.13",
        "High",
        "no group opens SSH to everyone",
        each("ec2.SecurityGroup", good=closed_at([SSH_PORT])),
        (opened("cluster-instance", 22, 22), opened("web-tasks", 0, 65_535, cidrIpv6="::/0")),
    ),
    Control(
        "EC2.15",
        "Medium",
        "subnets give no public addresses to what starts in them",
        each("ec2.Subnet", good=gives_no_public_address),
        (changed("ec2.Subnet", "network-public-2", "mapPublicIpOnLaunch", True),),
    ),
    Control(
        "EC2.18",
        "High",
        "groups open to everyone no port but 80 and 443",
        each("ec2.SecurityGroup", good=opens_authorized_ports_only),
        (
            opened("web-tasks", 9000, 9000),
            opened("web-public", 80, 443),
            changed(RULE, "worker-tasks-from-web-8080", "cidrIpv4", "0.0.0.0/0"),
        ),
    ),
    Control(
        "EC2.19",
        "Critical",
        "groups open to everyone none of the ports that attackers look for first",
        each("ec2.SecurityGroup", good=closed_at(HIGH_RISK_PORTS)),
        (
            opened("worker-tasks", 8080, 8080),
            changed(
                "ec2.SecurityGroup",
                "web-tasks",
                "ingress",
                [{"protocol": "tcp", "fromPort": 5432, "toPort": 5432, "cidrBlocks": ["0.0.0.0/0"]}],
            ),
        ),
    ),
    Control(
        "EC2.180",
        "Medium",
        "network interfaces check that traffic is to or from themselves",
        each("ec2.NetworkInterface", good=checks_its_traffic),
        (added("ec2.NetworkInterface", sourceDestCheck=False),),
        result="not applicable",
        because="EC2 and ECS make the interfaces, with the check on; NAT is by gateways, not by instances",
    ),
    Control(
        "EC2.174",
        "Low",
        "DHCP option sets are tagged",
        each("ec2.VpcDhcpOptions", good=is_tagged),
        (added("ec2.VpcDhcpOptions"),),
        result="not applicable",
        because="the VPC has the region's own",
    ),
)
