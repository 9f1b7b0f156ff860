"""The picture in words, for those who cannot see it."""

from __future__ import annotations

from tools.diagram.deployment import Deployment


def describe(deployment: Deployment) -> str:
    """Say in sentences what is drawn."""
    sentences = []
    if deployment.blocks:
        sentences.append(f"A VPC with {_listed(deployment.blocks)}.")
    for subnet in deployment.subnets:
        tier = subnet.tier.removesuffix("s").lower()
        nat = ", with a NAT gateway" if subnet.nat_gateways else ""
        out = f", routed to the NAT gateway in {subnet.way_out}" if subnet.way_out else ""
        sentences.append(f"In {subnet.zone}, the {tier} {subnet.name}, {subnet.block}{nat}{out}.")
    for balancer in deployment.load_balancers:
        where = "internet-facing" if balancer.internet_facing else "internal"
        listens = f", listens on {_listed(balancer.listeners)}" if balancer.listeners else ""
        sentences.append(f"The load balancer {balancer.name} is {where}{listens}.")
    sentences += [f"The service {service.name} has {service.tasks}." for service in deployment.services]
    if deployment.instances:
        sentences.append(f"They run on {deployment.instances.size}: {_listed(deployment.instances.types)}.")
    endpoints = [*deployment.endpoints.gateway, *deployment.endpoints.interface]
    if endpoints:
        sentences.append(f"There are VPC endpoints for {_listed(endpoints)}.")
    for flow in deployment.flows:
        sentence = f"{_named(flow.source)} may connect to {_named(flow.target)} on {flow.label}."
        sentences.append(sentence[0].upper() + sentence[1:])
    return " ".join(sentences)


def _named(member: str) -> str:
    if member.startswith(("service ", "load balancer ")) or member in {"instances", "endpoints"}:
        return f"the {member}"
    return member


def _listed(words: tuple[str, ...] | list[str]) -> str:
    *first, last = words
    return f"{', '.join(first)} and {last}" if first else last
