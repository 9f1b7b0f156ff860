"""VPCs, subnets and security groups."""

from __future__ import annotations

import json
from collections.abc import Collection, Iterator
from typing import Any

from .control import Control, Predicate, each
from .resource import Resource, Resources, of_kind

EVERYWHERE = ("0.0.0.0/0", "::/0")
AUTHORIZED_PORTS = (80, 443)
SSH_PORT, RDP_PORT = 22, 3389

HIGH_RISK_PORTS = (
    20, 21, 22, 23, 25, 110, 135, 143, 445, 1433, 1434, 3000, 3306, 3389, 4333, 5000, 5432, 5500, 5601, 8080, 8088,
    8888, 9200, 9300,
)  # fmt: skip
"""https://docs.aws.amazon.com/securityhub/latest/userguide/ec2-controls.html#ec2-19"""

RULE = "vpc.SecurityGroupIngressRule"

PortRange = tuple[int, int]


def _rules(group: Resource, resources: Resources, direction: str) -> Iterator[dict[str, Any]]:
    """Find a security group's rules, inline or as separate resources, all in the form of the latter."""
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


def closed_at(ports: Collection[int]) -> Predicate:
    """Return the check that a security group opens none of the ports to every address."""

    def passes(group: Resource, resources: Resources) -> bool:
        ranges = open_to_everyone(group, resources)
        return not any(first <= port <= last for first, last in ranges for port in ports)

    return passes


def closed_to(block: str) -> Predicate:
    """Return the check that a security group opens no port for remote administration to a block."""

    def passes(group: Resource, resources: Resources) -> bool:
        rules = [
            rule
            for rule in _rules(group, resources, "Ingress")
            if block in (rule.get("cidrIpv4"), rule.get("cidrIpv6"))
        ]
        return not any(
            rule["ipProtocol"] == "-1"
            or any(rule["fromPort"] <= port <= rule["toPort"] for port in (SSH_PORT, RDP_PORT))
            for rule in rules
        )

    return passes


def is_used(group: Resource, resources: Resources) -> bool:
    return any(
        group.id in json.dumps(found.inputs)
        for found in resources
        if found is not group and not found.kind.startswith("vpc.SecurityGroup")
    )


def is_mapped(address: Resource, resources: Resources) -> bool:
    known = {address.id, address.computed.get("allocationId")}
    takers = of_kind(resources, "ec2.NatGateway"), of_kind(resources, "ec2.EipAssociation")
    return any(found.at("allocationId") in known for kind in takers for found in kind)


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


CONTROLS = (
    Control(
        "EC2.2",
        "High",
        "the VPC's default security group allows no traffic",
        each("ec2.Vpc", good=has_empty_default_group),
    ),
    Control(
        "EC2.6",
        "Medium",
        "every VPC logs at least the traffic it rejects",
        each("ec2.Vpc", good=logs_rejected_traffic),
        turned_on_by="`audit`",
    ),
    Control("EC2.12", "Low", "Elastic IP addresses are in use", each("ec2.Eip", good=is_mapped)),
    Control("EC2.14", "High", "no group opens RDP to everyone", each("ec2.SecurityGroup", good=closed_at([RDP_PORT]))),
    Control("EC2.22", "Medium", "security groups are in use", each("ec2.SecurityGroup", good=is_used)),
    *[
        Control(
            f"EC2.{number}",
            "High",
            f"no group opens remote administration to {block}",
            each("ec2.SecurityGroup", good=closed_to(block)),
        )
        for number, block, key in ((53, "0.0.0.0/0", "cidrIpv4"), (54, "::/0", "cidrIpv6"))
    ],
    Control("EC2.13", "High", "no group opens SSH to everyone", each("ec2.SecurityGroup", good=closed_at([SSH_PORT]))),
    Control(
        "EC2.15",
        "Medium",
        "subnets give no public addresses to new instances",
        each("ec2.Subnet", good=gives_no_public_address),
        turned_on_by="`vpc.publicIpOnLaunch: false`",
    ),
    Control(
        "EC2.18",
        "High",
        "security groups open only ports 80 and 443 to everyone",
        each("ec2.SecurityGroup", good=opens_authorized_ports_only),
    ),
    Control(
        "EC2.19",
        "Critical",
        "security groups open no high-risk port to everyone",
        each("ec2.SecurityGroup", good=closed_at(HIGH_RISK_PORTS)),
    ),
)
