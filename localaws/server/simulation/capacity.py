"""Managed scaling: the Auto Scaling group of a capacity provider grows and shrinks with its tasks."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, Any

from localaws.server.simulation import container_instances, groups

if TYPE_CHECKING:
    from localaws.server.simulation.world import World


def is_managed(world: World, provider_name: str) -> bool:
    """Whether ECS manages the size of the provider's group."""
    provider = world.ecs.capacity_providers.get(provider_name)
    if provider is None or world.group_of_provider(provider_name) is None:
        return False
    return bool(provider.auto_scaling_group_provider["managedScaling"]["status"] == "ENABLED")


def grow(world: World, provider_name: str) -> bool:
    """Launch one instance for tasks without capacity, and return whether it joined the cluster."""
    if not is_managed(world, provider_name):
        return False
    group = world.group_of_provider(provider_name)
    if len(group.instance_states) >= group.max_size:
        return False
    joined = {each.ec2_instance_id for known in world.ecs.container_instances.values() for each in known.values()}
    if any(state.instance.id not in joined for state in group.instance_states):
        # Instances of this group do not join the cluster, so another one would not help.
        return False
    before = len(group.instance_states)
    groups.launch(group, 1, group.get_propagated_tags())
    if len(group.instance_states) == before:
        return False
    group.desired_capacity = len(group.instance_states)
    container_instances.follow_instances(world)
    return _container_instance(world, group.instance_states[-1]) is not None


def zone_count(world: World, provider_name: str) -> int:
    """Return the number of subnets of the provider's group; 0 without a group."""
    group = world.group_of_provider(provider_name)
    return 0 if group is None else len(str(group.vpc_zone_identifier).split(","))


def settle_sizes(world: World) -> None:
    """Resize the managed groups for their tasks and target capacities; fill the others to their desired capacity."""
    managed = [world.group_of_provider(name) for name in world.ecs.capacity_providers if is_managed(world, name)]
    for group in world.autoscaling.autoscaling_groups.values():
        if group not in managed:
            groups.fill(group)
    for provider_name in list(world.ecs.capacity_providers):
        if is_managed(world, provider_name):
            _settle_size(world, provider_name)


def _settle_size(world: World, provider_name: str) -> None:
    group = world.group_of_provider(provider_name)
    settings = world.ecs.capacity_providers[provider_name].auto_scaling_group_provider
    waits = _has_waiting_tasks(world, provider_name)
    busy = _busy_instances(world)
    used = [state for state in group.instance_states if _is_used(world, state, busy, waits=waits)]
    # The size keeps the reservation (used instances / instances * 100) at the target; below 100, some are spare.
    needed = math.ceil(len(used) * 100 / settings["managedScaling"]["targetCapacity"])
    size = max(group.min_size, min(group.max_size, needed))
    if len(group.instance_states) > size:
        _shrink(group, used, size, managed_protection=settings["managedTerminationProtection"] == "ENABLED")
    elif len(group.instance_states) < size:
        groups.launch(group, size - len(group.instance_states), group.get_propagated_tags())
    container_instances.follow_instances(world)
    if settings["managedTerminationProtection"] == "ENABLED":
        for state in group.instance_states:
            state.protected_from_scale_in = state in used or group.new_instances_protected_from_scale_in
    group.desired_capacity = size


def _shrink(group: Any, used: list[Any], size: int, *, managed_protection: bool) -> None:
    # With managed termination protection, ECS removes the protection of instances without tasks; otherwise, the group
    # keeps its protected instances.
    idle = [state for state in group.instance_states if state not in used]
    removable = [state for state in idle if managed_protection or not state.protected_from_scale_in]
    surplus = len(group.instance_states) - size
    groups.terminate(group, removable[-surplus:])


def _container_instance(world: World, state: Any) -> Any:
    for registered in world.ecs.container_instances.values():
        for each in registered.values():
            if each.ec2_instance_id == state.instance.id:
                return each
    return None


def _busy_instances(world: World) -> set[Any]:
    """Return the ARNs of the container instances with tasks, except tasks of daemons."""
    daemons = {f"service:{each.name}" for each in world.active_services() if each.scheduling_strategy == "DAEMON"}
    return {task.container_instance_arn for task in world.tasks() if task.group not in daemons}


def _is_used(world: World, state: Any, busy: set[Any], *, waits: bool) -> bool:
    container_instance = _container_instance(world, state)
    if container_instance is None:
        # Launched for waiting tasks; ECS does not notice that it did not join the cluster.
        return waits
    return container_instance.container_instance_arn in busy


def _has_waiting_tasks(world: World, provider_name: str) -> bool:
    if any(
        task.last_status == "PROVISIONING" and task.capacity_provider_name == provider_name for task in world.tasks()
    ):
        return True
    return any(
        item["capacityProvider"] == provider_name and service.running_count < service.desired_count
        for service in world.active_services()
        for item in getattr(service, "capacity_provider_strategy", None) or []
    )
