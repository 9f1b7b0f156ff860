"""Placement: the best instance for a task, by the service's strategy."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from localaws.server.simulation import capacity, resources
from localaws.server.simulation.tasks import Placement, has_address

if TYPE_CHECKING:
    from localaws.server.simulation.world import World

NO_GPUS: dict[str, Any] = {"stringSetValue": []}
FARGATE = ("FARGATE", "FARGATE_SPOT")


@dataclass(frozen=True)
class Request:
    """The task to place, and the placement strategy of its group."""

    cluster: Any
    definition: Any
    group: str
    providers: list[dict[str, Any]]
    network: dict[str, Any] | None
    strategy: list[dict[str, str]]
    constraints: list[dict[str, str]]
    fargate: bool = False


class Running:
    """The running tasks of a group by capacity provider, zone and container instance; counted once, then updated."""

    def __init__(self, tasks: list[Any]) -> None:
        self.providers: Counter[Any] = Counter(task.capacity_provider_name for task in tasks)
        self.zones: Counter[Any] = Counter(task.availability_zone for task in tasks)
        self.instances: Counter[Any] = Counter(task.container_instance_arn for task in tasks)

    def add(self, task: Any) -> None:
        """Count one more task."""
        self.providers[task.capacity_provider_name] += 1
        self.zones[task.availability_zone] += 1
        self.instances[task.container_instance_arn] += 1


def place(world: World, request: Request, running: Running) -> tuple[Placement | None, str]:
    """Place a task, on a new instance if a managed group can grow; otherwise return the reason."""
    provider = next_provider(request.providers, running)
    zones = _zones(world, request.network)
    if request.network and not zones:
        return None, "The subnets have insufficient free IP addresses."
    if provider in FARGATE or request.fargate:
        return Placement(None, provider, min(zones) if zones else None), ""
    found, reason = _fitting(world, request, provider, zones, running)
    if found is None and provider is not None:
        # The group can launch an instance in a zone in which the task has no subnet.
        for _ in range(capacity.zone_count(world, provider)):
            if not capacity.grow(world, provider):
                break
            found, reason = _fitting(world, request, provider, zones, running)
            if found is not None:
                break
    return (Placement(found, provider, found.attributes["ecs.availability-zone"]), "") if found else (None, reason)


def may_wait(world: World, request: Request, running: Running) -> bool:
    """Whether ECS keeps the next task in PROVISIONING until managed scaling adds an instance."""
    provider = next_provider(request.providers, running)
    lacks_addresses = bool(request.network) and not _zones(world, request.network)
    return provider is not None and capacity.is_managed(world, provider) and not lacks_addresses


def next_provider(strategy: list[dict[str, Any]], running: Running) -> str | None:
    """Return the provider of the next task: bases first, then by weight."""
    placed = running.providers
    for item in strategy:
        if placed[item["capacityProvider"]] < item.get("base", 0):
            return str(item["capacityProvider"])
    weighted = [item for item in strategy if item.get("weight", 0) > 0]
    if not weighted:
        return None
    chosen = min(
        weighted,
        key=lambda item: (placed[item["capacityProvider"]] - item.get("base", 0)) / item["weight"],
    )
    return str(chosen["capacityProvider"])


def _zones(world: World, network: dict[str, Any] | None) -> set[str]:
    """Return the zones of the subnets with free addresses."""
    subnets = [world.ec2.get_subnet(each) for each in (network or {}).get("awsvpcConfiguration", {}).get("subnets", [])]
    return {each.availability_zone for each in subnets if has_address(each)}


def _fitting(
    world: World, request: Request, provider: str | None, zones: set[str], running: Running
) -> tuple[Any, str]:
    candidates = [
        each
        for each in world.container_instances(request.cluster.name)
        if each.status == "ACTIVE" and provider in (None, each.capacity_provider_name)
    ]
    if not candidates:
        return None, "No Container Instances were found in your cluster."
    demand = resources.demand_of(request.definition)
    reason = ""
    fitting = []
    for candidate in candidates:
        lacking = _lacking(request, candidate, demand, zones, running)
        if lacking:
            reason = f"The closest matching (container-instance {candidate.id}) {lacking}."
        else:
            fitting.append(candidate)
    return (min(fitting, key=lambda each: _rank(request.strategy, each, running)) if fitting else None), reason


def _lacking(request: Request, candidate: Any, demand: resources.Demand, zones: set[str], running: Running) -> str:
    left = {resource["name"]: resource for resource in candidate.remaining_resources}
    occupied = running.instances[candidate.container_instance_arn] > 0
    distinct = any(each["type"] == "distinctInstance" for each in request.constraints)
    lacks = {
        "is in an Availability Zone that is not one of the network configuration": (
            bool(zones) and candidate.attributes["ecs.availability-zone"] not in zones
        ),
        "has insufficient CPU units available": left["CPU"]["integerValue"] < demand.cpu,
        "has insufficient memory available": left["MEMORY"]["integerValue"] < demand.memory,
        'encountered error "RESOURCE:GPU"': len(left.get("GPU", NO_GPUS)["stringSetValue"]) < demand.gpus,
        'encountered error "RESOURCE:ENI"': demand.interface and candidate.interfaces < 1,
        "is already using a port required by your task": any(
            str(port) in left["PORTS"]["stringSetValue"] for port in demand.ports
        ),
        "is missing an attribute required by your task": distinct and occupied,
    }
    return next((reason for reason, lacking in lacks.items() if lacking), "")


def _rank(strategy: list[dict[str, str]], candidate: Any, running: Running) -> tuple[int, ...]:
    left = {resource["name"]: resource for resource in candidate.remaining_resources}
    zone = candidate.attributes["ecs.availability-zone"]
    # Without a strategy, ECS spreads a service over the zones.
    applied = strategy or [{"type": "spread", "field": "attribute:ecs.availability-zone"}]
    ranks = []
    for item in applied:
        if item["type"] == "binpack":
            ranks.append(left[item["field"].upper()]["integerValue"])
        elif item["type"] == "spread" and "availability-zone" in item.get("field", ""):
            ranks.append(running.zones[zone])
        elif item["type"] == "spread":
            ranks.append(running.instances[candidate.container_instance_arn])
    return tuple(ranks)
