"""Checks of services behind shared load balancers: their listener rules and domains. Pure: no Pulumi, no AWS.

Each check returns the problems that it finds; paths start with the service's name.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping

from ..foundation.deferred import known_texts
from ..foundation.refusal import Problem
from ..service.awsvpc_service_args import AwsvpcServiceArgs
from ..service.traffic.balancer_args import BalancerArgs
from ..service.traffic.load_balancer_args import LoadBalancerArgs
from ..service.traffic.shared_balancer_checks import Balancer, check_shared_balancer

PATH = "loadBalancer"


def check_shared(services: Mapping[str, AwsvpcServiceArgs], balancers: Mapping[str, Balancer]) -> list[Problem]:
    """Find load balancers that are missing or have another scheme, duplicate priorities, and rules without requests."""
    problems: list[Problem] = []
    behind: dict[str, list[tuple[str, LoadBalancerArgs]]] = {}
    for name, args in services.items():
        if args.balancer is None or args.balancer.shared is None:
            continue
        found = list(check_shared_balancer(args.balancer, balancers, public=args.is_public))
        problems += [problem.under(name, PATH) for problem in found]
        if not found:
            behind.setdefault(args.balancer.shared, []).append((name, args.balancer))
    for places in behind.values():
        problems += _check_rules(sorted(places, key=lambda place: place[1].priority or 0))
    return problems


def check_shared_domains(balancers: Mapping[str, BalancerArgs]) -> list[Problem]:
    """Find a domain of two shared load balancers. Paths start with the load balancer's name."""
    problems: list[Problem] = []
    owners: dict[str, str] = {}
    for name, args in balancers.items():
        for index, domain in enumerate(args.domains or ()):
            if not isinstance(domain, str):
                continue
            owner = owners.setdefault(domain, name)
            if owner != name:
                allowed = f"each domain is allowed once, and loadBalancers.{owner}.domains also has it"
                problems.append(Problem((name, "domains", index), domain, allowed))
    return problems


def _check_rules(places: list[tuple[str, LoadBalancerArgs]]) -> Iterator[Problem]:
    for number, (name, args) in enumerate(places):
        for other, earlier in places[:number]:
            if args.priority == earlier.priority:
                allowed = f"each priority is allowed once, and services.{other} also has it"
                yield Problem((name, PATH, "priority"), args.priority, allowed)
                continue
            for key, value in _taken(args, earlier):
                allowed = (
                    f"services.{other} has the lower priority, {earlier.priority}, and gets all of these requests:"
                    f" a priority below {earlier.priority} is allowed, or other hosts and paths"
                )
                yield Problem((name, PATH, key), value, allowed)


def _taken(args: LoadBalancerArgs, earlier: LoadBalancerArgs) -> Iterator[tuple[str, list[str]]]:
    """Yield the hosts or paths of a rule for which an earlier rule leaves no requests."""
    hosts, paths = known_texts(args.hosts or ("*",)), args.paths or ("/*",)
    earlier_hosts, earlier_paths = known_texts(earlier.hosts or ("*",)), earlier.paths or ("/*",)
    for host in hosts:
        if not any(_covers(pattern, host) for pattern in earlier_hosts):
            continue
        lost = [path for path in paths if any(_covers(pattern, path) for pattern in earlier_paths)]
        if lost:
            yield ("paths", lost) if args.paths else ("hosts", [host])
            return


def _covers(pattern: str, other: str) -> bool:
    """Return whether ``pattern`` matches everything that ``other`` matches."""
    parts = {"*": ".*", "?": "[^*]"}
    return re.fullmatch("".join(parts.get(letter, re.escape(letter)) for letter in pattern), other) is not None
