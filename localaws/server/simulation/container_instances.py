"""Container instances: EC2 instances that join a cluster, as the ECS agent does."""

from __future__ import annotations

import json
import re
from typing import TYPE_CHECKING, Any

from moto.ec2.models.instance_types import INSTANCE_TYPES
from moto.ecs.models import ContainerInstance

from localaws.server.simulation import resources, tasks

if TYPE_CHECKING:
    from localaws.server.simulation.world import World

# /etc/ecs/ecs.config on Amazon Linux, settings.ecs on Bottlerocket.
CLUSTER_IN_USER_DATA = (
    re.compile(r"ECS_CLUSTER=[\"']?([A-Za-z0-9_-]+)"),
    re.compile(r"\[settings\.ecs\][^\[]*?cluster\s*=\s*\"([A-Za-z0-9_-]+)\""),
)
AGENT_VERSION = {"agentVersion": "1.99.0", "agentHash": "localaws", "dockerVersion": "DockerVersion: 25.0.8"}
HOST_PORTS_OF_THE_AGENT = ["22", "2375", "2376", "51678", "51679"]
IMAGES_WITH_DRIVER = ("ecs-gpu", "nvidia")
REGISTRATION = "ecs:registercontainerinstance"


def follow_instances(world: World) -> None:
    """Register instances whose agent would join a cluster, and deregister terminated ones."""
    known = {}
    # moto copies all reservations to look up one instance.
    instances = {each.id: each for reservation in world.ec2.reservations.values() for each in reservation.instances}
    for cluster_name, registered in list(world.ecs.container_instances.items()):
        for container_instance in list(registered.values()):
            instance = instances.get(container_instance.ec2_instance_id)
            if instance is None or instance.state != "running":
                deregister(world, cluster_name, container_instance)
            else:
                known[container_instance.ec2_instance_id] = container_instance
    for group in world.autoscaling.autoscaling_groups.values():
        provider = world.provider_of_group(group)
        for state in group.instance_states:
            container_instance = known.get(state.instance.id)
            if container_instance is None and state.instance.state == "running":
                container_instance = register(world, state.instance)
            # On AWS, an instance starts slowly and registers after its group belongs to a capacity provider.
            if container_instance is not None and provider is not None:
                container_instance.capacity_provider_name = provider.name


def register(world: World, instance: Any) -> Any:
    """Register an instance with the cluster in its user data, or return ``None`` if its agent could not."""
    cluster = world.ecs.clusters.get(cluster_in(instance.user_data))
    if cluster is None or cluster.status != "ACTIVE" or instance.instance_type not in INSTANCE_TYPES:
        return None
    if not may_register(world, instance):
        return None
    # moto's class, with additional data for ECS's answers and for this simulation.
    container_instance: Any = ContainerInstance(
        instance.id, world.ecs.account_id, world.ecs.region_name, cluster.name, backend=world.ecs
    )
    container_instance.capacity_provider_name = None
    container_instance.version_info = AGENT_VERSION
    container_instance.interfaces = resources.interfaces_of(instance.instance_type, trunking=trunking_enabled(world))
    gpus = _gpus(world, instance)
    container_instance.registered_resources = _resources(instance.instance_type, gpus)
    container_instance.remaining_resources = _resources(instance.instance_type, gpus)
    container_instance.attributes.update(
        {
            "ecs.vpc-id": instance.vpc_id,
            "ecs.subnet-id": instance.subnet_id,
            "ecs.cpu-architecture": instance.architecture,
            "ecs.capability.task-eni": None,
        }
    )
    world.ecs.container_instances.setdefault(cluster.name, {})[container_instance.id] = container_instance
    return container_instance


def deregister(world: World, cluster_name: str, container_instance: Any) -> None:
    """Remove a terminated instance from its cluster, and stop its tasks."""
    for task in list(world.tasks()):
        if task.container_instance_arn == container_instance.container_instance_arn:
            tasks.stop(world, task, f"Host EC2 (instance {container_instance.ec2_instance_id}) terminated.")
    world.ecs.container_instances[cluster_name].pop(container_instance.id, None)


def cluster_in(user_data: Any) -> str | None:
    """Return the cluster that user data names, or None; the real agent would then join ``default``."""
    text = user_data.decode() if user_data is not None else ""
    names = [name for pattern in CLUSTER_IN_USER_DATA for name in pattern.findall(text)]
    return names[-1] if names else None


def trunking_enabled(world: World) -> bool:
    """Whether the account has opted in to awsvpcTrunking."""
    setting = world.ecs.account_settings.get("awsvpcTrunking")
    return setting is not None and setting.value == "enabled"


def may_register(world: World, instance: Any) -> bool:
    """Whether the instance's profile has a role that allows its agent to register."""
    profile = instance.iam_instance_profile or {}
    name = profile.get("Name") or str(profile.get("Arn", "")).split("/")[-1]
    found = next((each for each in world.iam.instance_profiles.values() if each.name == name), None)
    documents = [document for role in (found.roles if found else []) for document in _policies(role)]
    return any(_allows_registration(json.loads(document)) for document in documents)


def _policies(role: Any) -> list[str]:
    attached = [
        version.document
        for policy in role.managed_policies.values()
        for version in policy.versions
        if version.version_id == policy.default_version_id
    ]
    return [*attached, *role.policies.values()]


def _allows_registration(document: dict[str, Any]) -> bool:
    statements = document["Statement"] if isinstance(document["Statement"], list) else [document["Statement"]]
    for statement in statements:
        actions = statement.get("Action", [])
        listed = actions if isinstance(actions, list) else [actions]
        patterns = [re.escape(action.lower()).replace(r"\*", ".*") for action in listed]
        if statement["Effect"] == "Allow" and any(re.fullmatch(pattern, REGISTRATION) for pattern in patterns):
            return True
    return False


def _gpus(world: World, instance: Any) -> list[str]:
    """Return the GPUs that the agent registers if the image has the driver."""
    image = world.ec2.amis.get(instance.image_id)
    if not any(part in getattr(image, "name", "") for part in IMAGES_WITH_DRIVER):
        return []
    return [f"GPU-{instance.id[2:10]}-{number}" for number in range(resources.gpus_of(instance.instance_type))]


def _resources(instance_type: str, gpus: list[str]) -> list[dict[str, Any]]:
    def integer(name: str, value: int) -> dict[str, Any]:
        return {"name": name, "type": "INTEGER", "doubleValue": 0.0, "longValue": 0, "integerValue": value}

    def texts(name: str, values: list[str]) -> dict[str, Any]:
        zero = {"doubleValue": 0.0, "longValue": 0, "integerValue": 0}
        return {"name": name, "type": "STRINGSET", **zero, "stringSetValue": values}

    return [
        integer("CPU", resources.cpu_of(instance_type)),
        integer("MEMORY", resources.memory_of(instance_type)),
        texts("PORTS", list(HOST_PORTS_OF_THE_AGENT)),
        texts("PORTS_UDP", []),
        *([texts("GPU", list(gpus))] if gpus else []),
    ]
