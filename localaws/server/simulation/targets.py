"""Targets: the addresses of a service's tasks in its target groups."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from localaws.server.simulation import events

if TYPE_CHECKING:
    from localaws.server.simulation.world import World


def follow_tasks(world: World, service: Any) -> None:
    """Register the service's running tasks in its target groups, take all others of its tasks out."""
    running = {task.private_address: task for task in world.tasks_of(service) if task.private_address}
    registered: dict[str, set[str]] = getattr(service, "registered_targets", {})
    current: dict[str, set[str]] = {}
    for attachment in service.load_balancers if service.status == "ACTIVE" else []:
        arn = attachment.get("targetGroupArn")
        if arn in world.elbv2.target_groups:
            current[arn] = set(running)
            _register(world, arn, attachment["containerPort"], {each: running[each] for each in current[arn]})
    for arn in {*current, *registered}:
        before, now = registered.get(arn, set()), current.get(arn, set())
        _deregister(world, arn, before - now)
        events.targets(service, "deregistered", len(before - now), arn)
        events.targets(service, "registered", len(now - before), arn)
    service.registered_targets = current


def _register(world: World, arn: str, port: int, tasks: dict[str, Any]) -> None:
    known = world.elbv2.target_groups[arn].targets
    for address, task in tasks.items():
        known[address] = {"Id": address, "Port": port, "AvailabilityZone": task.availability_zone}


def _deregister(world: World, arn: str, addresses: set[str]) -> None:
    group = world.elbv2.target_groups.get(arn)
    for address in addresses if group is not None else ():
        group.targets.pop(address, None)
