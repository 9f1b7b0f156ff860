"""Targets: the addresses of a service's tasks in its target groups."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from localaws.server.simulation import events

if TYPE_CHECKING:
    from localaws.server.simulation.world import World


def follow_tasks(world: World, service: Any) -> None:
    """Register the service's running tasks in their deployment's target groups, and deregister its other tasks."""
    registered: dict[str, set[str]] = getattr(service, "registered_targets", {})
    current: dict[str, set[str]] = {}
    for task in world.tasks_of(service) if service.status == "ACTIVE" else []:
        for arn, port in service.target_groups.get(task.started_by, []):
            if arn in world.elbv2.target_groups and task.private_address:
                current.setdefault(arn, set()).add(task.private_address)
                _register(world, arn, port, task)
    for arn in {*current, *registered}:
        before, now = registered.get(arn, set()), current.get(arn, set())
        _deregister(world, arn, before - now)
        events.targets(service, "deregistered", len(before - now), arn)
        events.targets(service, "registered", len(now - before), arn)
    service.registered_targets = current


def _register(world: World, arn: str, port: int, task: Any) -> None:
    address = task.private_address
    target = {"Id": address, "Port": port, "AvailabilityZone": task.availability_zone}
    world.elbv2.target_groups[arn].targets[address] = target


def _deregister(world: World, arn: str, addresses: set[str]) -> None:
    group = world.elbv2.target_groups.get(arn)
    for address in addresses if group is not None else ():
        group.targets.pop(address, None)
