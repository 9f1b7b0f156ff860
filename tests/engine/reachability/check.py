"""Compares the reachability in a VPC with the declared connections of its services."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from tests.engine.reachability.groups import THE_INTERNET, Peer, Ports, SecurityGroups, tcp
from tests.engine.reachability.members import (
    ENDPOINTS,
    INSTANCES,
    Member,
    Members,
    load_balancer_of,
    tasks_of,
    unused_load_balancer,
)
from tests.engine.reachability.routing import Routing

HTTPS_PORT = 443
THE_VPC = "the VPC"

Admitted = dict[str, frozenset[Ports]]


@dataclass(frozen=True)
class Balancer:
    """The declared callers of a load balancer that services can share: the internet or the VPC, and others."""

    is_public: bool
    allows_others: bool = False


@dataclass(frozen=True)
class Service:
    """The declared connections of a service: its callers (None: the VPC, if it is private), and the port of its tasks.

    With a name in a Cloud Map namespace, callers reach the tasks directly as well as the load balancer. With
    ``allows_others``, the group of the load balancer admits blocks or prefix lists that can be of the internet.
    """

    is_public: bool
    callers: tuple[str, ...] | None = None
    container_port: int = 80
    has_name: bool = False
    allows_others: bool = False


class Reachability:
    """One VPC, read through boto3 on construction."""

    def __init__(self, client: Callable[[str], Any], vpc_id: str) -> None:
        self.routing = Routing(client("ec2"), vpc_id)
        self.groups = SecurityGroups(client("ec2"))
        self.members = Members(client, vpc_id, self.routing).by_name

    def findings(
        self,
        services: Mapping[str, Service],
        balancers: Mapping[str, Balancer] | None = None,
        *,
        nat_in_own_zone: bool = True,
    ) -> set[str]:
        """Return a line for each difference from the declarations; empty if there is none.

        The names of ``balancers``, which services can share, count while no service uses them.
        """
        unused = {unused_load_balancer(name): balancer for name, balancer in (balancers or {}).items()}
        expected = self._expected(services)
        for name in unused.keys() & self.members.keys():
            restricted = unused[name].is_public and unused[name].allows_others
            expected[name] = {} if restricted else {THE_VPC: self.members[name].listening}
        found = {f"there is no {name}" for name in expected.keys() - self.members.keys()}
        for name, member in self.members.items():
            behind: list[Service | Balancer] = [unused[name]] if name in unused else []
            behind += [service for of, service in services.items() if name == load_balancer_of(of)]
            found |= self._from_internet(
                member,
                listens=any(service.is_public for service in behind),
                admits=any(service.allows_others for service in behind),
            )
            found |= self._from_inside(member, expected.get(name, {}))
            if name == INSTANCES or any(name == tasks_of(service) for service in services):
                found |= self._to_internet(member, own_zone=nat_in_own_zone)
            if member.listener_ports:
                found |= self._closed_to_internet(member)
        return found

    def internet_reaches(self, name: str) -> frozenset[Ports]:
        """Return the ports that the internet reaches, by a public address, a route and the groups of the same place."""
        return frozenset(
            ports
            for place in self.members[name].places
            if place.has_public_address and self.routing.has_internet_route(place.subnet_id)
            for ports in self.groups.admits(place.groups, THE_INTERNET)
        )

    def _expected(self, services: Mapping[str, Service]) -> dict[str, Admitted]:
        expected: dict[str, Admitted] = {INSTANCES: {}}
        for name, service in services.items():
            balancer = self.members.get(load_balancer_of(name), Member(load_balancer_of(name)))
            callers = [THE_VPC] if service.callers is None else [tasks_of(caller) for caller in service.callers]
            expected[balancer.name] = dict.fromkeys(callers, balancer.listening)
            named = [tasks_of(caller) for caller in service.callers or ()] if service.has_name else []
            port = frozenset({tcp(service.container_port)})
            expected[tasks_of(name)] = dict.fromkeys([balancer.name, *named], port)
        if ENDPOINTS in self.members:
            expected[ENDPOINTS] = {THE_VPC: frozenset({tcp(HTTPS_PORT)})}
        return expected

    def _from_internet(self, member: Member, *, listens: bool, admits: bool) -> set[str]:
        """Require all three barriers of a closed member, although one is enough; a group can allow declared callers."""
        if listens:
            reached = self.internet_reaches(member.name)
            return _differences("the internet", member.name, reached, member.listening)
        found = set()
        for place in member.places:
            if place.has_public_address:
                found.add(f"{member.name} in {place.subnet_id} have a public address")
            if self.routing.has_internet_route(place.subnet_id):
                found.add(f"{member.name} in {place.subnet_id} have a route to an internet gateway")
            admitted = self.groups.admits(place.groups, THE_INTERNET)
            found |= _differences(
                "the internet", f"the groups of {member.name}", admitted, member.listening if admits else frozenset()
            )
        return found

    def _from_inside(self, member: Member, expected: Admitted) -> set[str]:
        found = set()
        for called in member.peers(self.routing):
            for_all = expected.get(THE_VPC, frozenset())
            open_to_all: frozenset[Ports] = frozenset()
            for stranger in self._outside_peers():
                reached = self.groups.admits(called.groups, stranger)
                open_to_all |= reached
                found |= _differences(stranger.name, member.name, reached, for_all)
            for caller in self._callers():
                # A load balancer calls only its tasks, even if rules open other members to the VPC.
                is_balancer = bool(self.members[caller.name].listener_ports)
                wanted = expected.get(caller.name, frozenset()) | (frozenset() if is_balancer else for_all)
                reached = self.groups.between(caller, called) - (open_to_all - wanted)
                found |= _differences(caller.name, member.name, reached, wanted)
        return found

    def _outside_peers(self) -> list[Peer]:
        """Return a peer in each subnet without any of the groups."""
        return [Peer(f"anything in {subnet.id}", (subnet.block,)) for subnet in self.routing.subnets.values()]

    def _callers(self) -> Iterable[Peer]:
        """Return the members that open connections: all except endpoints."""
        members = [member for name, member in self.members.items() if name != ENDPOINTS]
        return (peer for member in members for peer in member.peers(self.routing))

    def _to_internet(self, member: Member, *, own_zone: bool) -> set[str]:
        found = set()
        for place in member.places:
            zone = self.routing.nat_zone(place.subnet_id)
            if zone is None:
                found.add(f"{member.name} in {place.subnet_id} have no NAT gateway to reach the internet through")
            elif own_zone and zone != self.routing.subnets[place.subnet_id].zone:
                found.add(f"{member.name} in {place.subnet_id} reach the internet through NAT in {zone}")
            if not tcp(HTTPS_PORT).within(self.groups.allows_egress(place.groups, THE_INTERNET)):
                found.add(f"the groups of {member.name} do not let them call the internet on tcp {HTTPS_PORT}")
        return found

    def _closed_to_internet(self, member: Member) -> set[str]:
        called = frozenset(
            ports for place in member.places for ports in self.groups.allows_egress(place.groups, THE_INTERNET)
        )
        return _differences(f"the group of {member.name}", "the internet", called, frozenset())


def _differences(caller: str, called: str, reached: frozenset[Ports], wanted: frozenset[Ports]) -> set[str]:
    extra = {f"{caller} reaches {called} on {ports}" for ports in reached - wanted}
    return extra | {f"{caller} does not reach {called} on {ports}" for ports in wanted - reached}
