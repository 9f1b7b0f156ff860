"""The connections that the rules of the security groups allow."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass

from tools.state import Resource, State

INTERNET = "the internet"
VPC = "the VPC"
OTHERS = "other groups"

EVERYWHERE = "0.0.0.0/0"

Members = dict[str, str]
"""The member of each security group, by the group's id: ``service web``, ``job report``, ``load balancer web-public``,
``instances`` or ``endpoints``."""

RUN_TASKS = ("service ", "job ")
"""The first words of the members that run tasks."""


@dataclass(frozen=True, order=True)
class Flow:
    """Connections that security groups allow.

    Args:
        source: :data:`INTERNET`, :data:`VPC`, a block, :data:`OTHERS` or a member.
        target: a member.
        ports: the ports, in order.
    """

    source: str
    target: str
    ports: tuple[str, ...]

    @property
    def label(self) -> str:
        """The ports, separated by commas."""
        return ", ".join(self.ports)


def read_flows(state: State, members: Members, blocks: Collection[str], facing: Collection[str]) -> tuple[Flow, ...]:
    """Collect the ingress rules by source and target.

    ``facing`` contains the load balancers that have public addresses. A rule of another load balancer that allows
    everyone still allows only callers inside the VPC. Rules for all of ``blocks`` are shown as the VPC's.
    """
    ports: dict[tuple[str, str], set[str]] = {}
    for rule in state.all("aws:vpc/securityGroupIngressRule:SecurityGroupIngressRule"):
        target = members.get(rule.get("securityGroupId", ""))
        if target is None:
            continue
        ports.setdefault((_source(rule, target, members, facing), target), set()).update(_ports(rule))
    for target in {target for _, target in ports}:
        shares = [ports.get((block, target)) for block in blocks]
        if shares and all(share == shares[0] and share for share in shares):
            ports[VPC, target] = shares[0] or set()
            for block in blocks:
                del ports[block, target]
    return tuple(sorted(Flow(*ends, tuple(sorted(found, key=_by_number))) for ends, found in ports.items()))


def _source(rule: Resource, target: str, members: Members, facing: Collection[str]) -> str:
    block = rule.get("cidrIpv4") or rule.get("cidrIpv6")
    if block == EVERYWHERE and target.removeprefix("load balancer ") in facing:
        return INTERNET
    return str(block) if block else members.get(rule.get("referencedSecurityGroupId", ""), OTHERS)


def _ports(rule: Resource) -> set[str]:
    protocol = rule.get("ipProtocol", "tcp")
    if protocol == "-1":
        return {"all ports"}
    first, last = int(rule.get("fromPort", 0)), int(rule.get("toPort", 0))
    ports = str(first) if first == last else f"{first}-{last}"
    return {ports if protocol == "tcp" else f"{protocol} {ports}"}


def _by_number(ports: str) -> tuple[int, str]:
    first = ports.partition("-")[0]
    return int(first) if first.isdigit() else 0, ports
