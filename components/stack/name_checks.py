"""Checks of names in a stack: of its services and jobs, their callers, domains and resources. Pure: no Pulumi, no AWS.

Each check returns the problems it finds; paths start with the service's name.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping

from ..foundation.deferred import known_texts
from ..foundation.refusal import KeyPath, Problem
from ..service.awsvpc_service_args import AwsvpcServiceArgs
from ..service.name_checks import unknown_callers
from ..service.traffic.balancer_args import BalancerArgs


def check_dns_names(services: Collection[str], discovery: str) -> list[Problem]:
    """Find names that differ only in case and would be one DNS name. Paths start with the service's name.

    https://docs.aws.amazon.com/cloud-map/latest/api/API_CreateService.html
    """
    if discovery != "dns":
        return []
    owners: dict[str, str] = {}
    found = [(name, owners.setdefault(name.lower(), name)) for name in services]
    allowed = "with cluster.discovery dns, a name that differs from {} in more than case is allowed"
    return [Problem((name,), name, allowed.format(owner)) for name, owner in found if owner != name]


def check_callers(services: Mapping[str, AwsvpcServiceArgs], jobs: Collection[str] = ()) -> list[Problem]:
    """Find names in ``allow_from`` that are neither a service nor a job. Paths start with the service's name."""
    known = [*services, *jobs]
    return [problem.under(name) for name, args in services.items() for problem in unknown_callers(args, known)]


def check_job_names(jobs: Collection[str], services: Collection[str]) -> list[Problem]:
    """Find a job that has the name of a service: both name a task definition family. Paths start with the name."""
    allowed = "a service has this name; another name is allowed"
    return [Problem((name,), name, allowed) for name in jobs if name in services]


def check_domains(
    services: Mapping[str, AwsvpcServiceArgs], balancers: Mapping[str, BalancerArgs] | None = None
) -> list[Problem]:
    """Find a domain of two load balancers, of services or shared ones. Paths start with the service's name."""
    problems: list[Problem] = []
    shared = [(name, domain) for name, args in (balancers or {}).items() for domain in known_texts(args.domains or ())]
    owners = {domain: f"loadBalancers.{name}.domains" for name, domain in reversed(shared)}
    for name, args in services.items():
        for index, domain in enumerate((args.balancer and args.balancer.domains) or ()):
            if not isinstance(domain, str):
                continue
            own = f"services.{name}.loadBalancer.domains"
            owner = owners.setdefault(domain, own)
            if owner != own:
                allowed = f"each domain is allowed once, and {owner} also has it"
                problems.append(Problem((name, "loadBalancer", "domains", index), domain, allowed))
    return problems


def check_composed_names(services: Mapping[str, AwsvpcServiceArgs]) -> list[Problem]:
    """Find two resources that would get the same composed name. Paths start with the service's name."""
    problems: list[Problem] = []
    owners: dict[str, str] = {}
    for name, args in services.items():
        for path, part, composed in _composed_names(name, args):
            if composed in owners:
                allowed = f"another name is allowed; {composed} is a resource of service {owners[composed]} already"
                problems.append(Problem((name, *path), part, allowed))
            owners[composed] = name
    return problems


def _composed_names(name: str, args: AwsvpcServiceArgs) -> Iterator[tuple[KeyPath, str, str]]:
    """Yield the key, the name and the composed name of scheduled actions and of rules between services."""
    for schedule in args.scaling.schedules if args.scaling else ():
        yield ("scaling", "schedules", schedule), schedule, f"{name}-{schedule}"
    for metric in args.scaling.metrics if args.scaling else ():
        yield ("scaling", "metrics", metric), metric, f"{name}-metric-{metric}"
    if args.balancer is not None and args.balancer.shared is not None:
        shared = args.balancer.shared
        yield ("loadBalancer", "shared"), shared, f"{name}-shared-{shared}"
    for index, caller in enumerate(args.allow_from or ()):
        yield ("allowFrom", index), caller, f"{name}-{args.adjective}-from-{caller}"
        yield ("allowFrom", index), caller, f"{name}-tasks-from-{caller}-{args.container_port}"
    if args.has_tls:
        for index, caller in enumerate(args.allow_from or ()):
            yield ("allowFrom", index), caller, f"{name}-{args.adjective}-from-{caller}-https"
