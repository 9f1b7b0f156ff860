"""The rules of security groups, and the ports that they open to a peer."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from ipaddress import IPv4Network
from typing import Any

NOT_THE_INTERNET = tuple(
    IPv4Network(block) for block in ("10.0.0.0/8", "172.16.0.0/12", "192.168.0.0/16", "100.64.0.0/10")
)
"""A rule for one of these blocks, or a part of it, allows no traffic from the internet."""


@dataclass(frozen=True, order=True)
class Ports:
    """A protocol and a range of ports, first and last included."""

    protocol: str
    first: int
    last: int

    def __str__(self) -> str:
        if self.protocol == "all":
            return "everything"
        return f"{self.protocol} {self.first}" + ("" if self.first == self.last else f"-{self.last}")

    def within(self, others: Iterable[Ports]) -> bool:
        """Whether one of the others covers all of these."""
        return any(
            other.protocol in (self.protocol, "all") and other.first <= self.first and self.last <= other.last
            for other in others
        )


EVERYTHING = Ports("all", 0, 65_535)


def tcp(port: int) -> Ports:
    """Return one TCP port."""
    return Ports("tcp", port, port)


@dataclass(frozen=True)
class Peer:
    """The other side of a connection: addresses, and the groups of its interface. No block means the internet."""

    name: str
    blocks: tuple[IPv4Network, ...] = ()
    groups: frozenset[str] = frozenset()


THE_INTERNET = Peer("the internet")


@dataclass(frozen=True)
class Rule:
    """One source or destination of a permission.

    A rule without all three is of a kind that is not modeled. A prefix list counts as addresses of the internet.
    """

    ports: Ports
    block: IPv4Network | None = None
    group: str | None = None
    prefix_list: str | None = None

    def applies_to(self, peer: Peer) -> bool:
        """Whether the rule applies to the peer, or to a part of its addresses."""
        if self.group is not None:
            return self.group in peer.groups
        if self.prefix_list is not None:
            return not peer.blocks
        if self.block is None:
            return True
        if not peer.blocks:
            return not any(self.block.subnet_of(private) for private in NOT_THE_INTERNET)
        return any(self.block.overlaps(block) for block in peer.blocks)


class SecurityGroups:
    """The rules of every group, read once."""

    def __init__(self, ec2: Any) -> None:
        described = ec2.describe_security_groups()["SecurityGroups"]
        self._ingress = {group["GroupId"]: _rules(group["IpPermissions"]) for group in described}
        self._egress = {group["GroupId"]: _rules(group["IpPermissionsEgress"]) for group in described}

    def admits(self, groups: Iterable[str], peer: Peer) -> frozenset[Ports]:
        """Return the ports that an interface in these groups opens to the peer."""
        return _open_to(peer, (rule for group in groups for rule in self._ingress[group]))

    def allows_egress(self, groups: Iterable[str], peer: Peer) -> frozenset[Ports]:
        """Return the ports of the peer that an interface in these groups can call."""
        return _open_to(peer, (rule for group in groups for rule in self._egress[group]))

    def between(self, caller: Peer, called: Peer) -> frozenset[Ports]:
        """Return the ports that the caller reaches, by its groups' egress rules and the ingress rules of the called
        groups."""
        allowed = self.allows_egress(caller.groups, called)
        return frozenset(ports for ports in self.admits(called.groups, caller) if ports.within(allowed))


def _open_to(peer: Peer, rules: Iterable[Rule]) -> frozenset[Ports]:
    return frozenset(rule.ports for rule in rules if rule.applies_to(peer))


def _rules(permissions: list[dict[str, Any]]) -> list[Rule]:
    rules = []
    for permission in permissions:
        ports = _ports(permission)
        rules += [Rule(ports, block=IPv4Network(item["CidrIp"])) for item in permission.get("IpRanges", [])]
        rules += [Rule(ports, group=item["GroupId"]) for item in permission.get("UserIdGroupPairs", [])]
        rules += [Rule(ports, prefix_list=item["PrefixListId"]) for item in permission.get("PrefixListIds", [])]
        # The VPCs have no IPv6: such a rule counts as open to everyone.
        rules += [Rule(ports) for _ in permission.get("Ipv6Ranges", [])]
    return rules


def _ports(permission: dict[str, Any]) -> Ports:
    protocol = permission["IpProtocol"]
    if protocol == "-1":
        return EVERYTHING
    return Ports(protocol, permission.get("FromPort", 0), permission.get("ToPort", EVERYTHING.last))
