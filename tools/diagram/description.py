"""The picture in words, for screen readers."""

from __future__ import annotations

from tools.diagram.deployment import NO_SCHEDULE, Deployment, Service
from tools.diagram.flows import RUN_TASKS, Flow


def describe(deployment: Deployment) -> str:
    """Return sentences that describe the picture."""
    sentences = []
    if deployment.blocks:
        sentences.append(f"A VPC with {_listed(deployment.blocks)}.")
    for subnet in deployment.subnets:
        tier = subnet.tier.removesuffix("s").lower()
        nat = ", with a NAT gateway" if subnet.nat_gateways else ""
        out = f", routed to the NAT gateway in {subnet.nat_zone}" if subnet.nat_zone else ""
        sentences.append(f"In {subnet.zone}, the {tier} {subnet.name}, {subnet.block}{nat}{out}.")
    for balancer in deployment.load_balancers:
        where = "internet-facing" if balancer.internet_facing else "internal"
        listens = f", listens on {_listed(balancer.listeners)}" if balancer.listeners else ""
        sentences.append(f"The load balancer {balancer.name} is {where}{listens}.")
    sentences += [f"The {service.member} {_runs(service)}." for service in deployment.services]
    if deployment.instances:
        sentences.append(f"The tasks run on {deployment.instances.size}: {_listed(deployment.instances.types)}.")
    endpoints = [*deployment.endpoints.gateway, *deployment.endpoints.interface]
    if endpoints:
        sentences.append(f"There are VPC endpoints for {_listed(endpoints)}.")
    return " ".join([*sentences, *map(describe_flow, deployment.flows)])


def _runs(service: Service) -> str:
    scheduled = service.is_job and service.tasks != NO_SCHEDULE
    return f"has the schedule {service.tasks}" if scheduled else f"has {service.tasks}"


def describe_flow(flow: Flow) -> str:
    """Return the sentence for a connection."""
    sentence = f"{_named(flow.source)} can connect to {_named(flow.target)} on {flow.label}."
    return sentence[0].upper() + sentence[1:]


def _named(member: str) -> str:
    if member.startswith((*RUN_TASKS, "load balancer ")) or member in {"instances", "endpoints"}:
        return f"the {member}"
    return member


def _listed(words: tuple[str, ...] | list[str]) -> str:
    *first, last = words
    return f"{', '.join(first)} and {last}" if first else last
