"""Checks of names: of services and sidecars, and of references to them. Pure: no Pulumi, no AWS.

Each check returns the problems it finds; paths start with the service's name.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator, Mapping

from ..foundation.deferred import known_texts
from ..foundation.refusal import KeyPath, Problem
from .awsvpc_service_args import AwsvpcServiceArgs
from .job_args import JobArgs
from .task.container_relations import check_containers
from .task.task_args import SERVICE_NAME
from .traffic.balancer_args import BalancerArgs

DNS_LABEL = re.compile(r"[A-Za-z0-9]([A-Za-z0-9-]{0,61}[A-Za-z0-9])?")
"""A label of a host name: https://www.rfc-editor.org/rfc/rfc1123#section-2"""

SERVICE_CONNECT_NAME = re.compile(r"[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?")
"""https://docs.aws.amazon.com/AmazonECS/latest/APIReference/API_ServiceConnectService.html"""

LONGEST_OF_SCHEDULE = 56
"""EventBridge Scheduler allows group names of 64 characters, of which Pulumi's suffix needs 8.
https://docs.aws.amazon.com/scheduler/latest/APIReference/API_CreateScheduleGroup.html"""


def check_names(name: str, args: AwsvpcServiceArgs, discovery: str) -> list[Problem]:
    """Find a service's name that is too long, not allowed with ``discovery``, or also the name of a sidecar.

    If there is none, find mistakes in the references between containers.
    """
    problems = _check_name(name)
    if discovery == "dns" and not DNS_LABEL.fullmatch(name):
        allowed = "with cluster.discovery dns, up to 63 letters, digits and inner hyphens are allowed"
        problems.append(Problem((name,), name, allowed))
    if discovery == "service-connect" and not SERVICE_CONNECT_NAME.fullmatch(name):
        allowed = (
            "with cluster.discovery service-connect, up to 63 lowercase letters, digits and inner hyphens are allowed"
        )
        problems.append(Problem((name,), name, allowed))
    if name in args.sidecars:
        allowed = "the service's own container has this name; another name is allowed"
        problems.append(Problem((name, "sidecars", name), name, allowed))
    return problems or [problem.under(name) for problem in check_containers(name, args)]


def _check_name(name: str) -> list[Problem]:
    """Find a name of a component that ECS refuses; those in a stack file are checked before."""
    if re.fullmatch(SERVICE_NAME.pattern, name):
        return []
    return [Problem((name,), name, f"{SERVICE_NAME.allowed} allowed")]


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


def check_job_name(name: str, args: JobArgs) -> list[Problem]:
    """Find a job's name that is too long for a schedule group, or that is also the name of a sidecar."""
    problems = _check_name(name)
    if args.schedule is not None and len(name) > LONGEST_OF_SCHEDULE:
        allowed = f"for a job with a schedule, up to {LONGEST_OF_SCHEDULE} characters are allowed"
        problems.append(Problem((name,), name, allowed))
    if name in args.sidecars:
        allowed = "the job's own container has this name; another name is allowed"
        problems.append(Problem((name, "sidecars", name), name, allowed))
    return problems or [problem.under(name) for problem in check_containers(name, args)]


def check_job_names(jobs: Collection[str], services: Collection[str]) -> list[Problem]:
    """Find a job that has the name of a service: both name a task definition family. Paths start with the name."""
    allowed = "a service has this name; another name is allowed"
    return [Problem((name,), name, allowed) for name in jobs if name in services]


def check_given_callers(name: str, args: AwsvpcServiceArgs, callers: Collection[str] | None) -> list[Problem]:
    """Find callers in ``allow_from`` that are not passed, and passed callers that are not in ``allow_from``."""
    if callers is None:
        if not args.allow_from:
            return []
        allowed = (
            "their services are needed: pass callers, a dict of services by name, or create all with create_services"
        )
        return [Problem(("allowFrom",), list(args.allow_from), allowed)]
    named = args.allow_from or ()
    problems = unknown_callers(args, [name, *callers])
    extra = [caller for caller in callers if caller not in named]
    allowed = "allow_from does not contain it, so it would have no access; add it there"
    return [*problems, *(Problem(("callers",), caller, allowed) for caller in extra)]


def unknown_callers(args: AwsvpcServiceArgs, services: Collection[str]) -> list[Problem]:
    """Find names in one service's ``allow_from`` that are not among ``services``."""
    there = ", ".join(services)
    return [
        Problem(("allowFrom", index), caller, f"the name of a service or job is allowed: {there}")
        for index, caller in enumerate(args.allow_from or ())
        if caller not in services
    ]


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
