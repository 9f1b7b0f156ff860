"""Clusters, services and task definitions."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any

from .control import Control, Predicate, each, has, has_none
from .resource import Resource, Resources
from .tagged import tagged

DEFINITION, SERVICE = "ecs.TaskDefinition", "ecs.Service"

CREDENTIALS = {"AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY", "ECS_ENGINE_AUTH_DATA"}
"""https://docs.aws.amazon.com/securityhub/latest/userguide/ecs-controls.html#ecs-8"""

ROOT = ("", "0", "root")


def every_container(is_good: Callable[[dict[str, Any]], bool]) -> Predicate:
    """Return the check that all containers of a task definition are good, and that it has at least one."""

    def passes(definition: Resource, _resources: Resources) -> bool:
        containers: list[dict[str, Any]] = json.loads(definition.inputs["containerDefinitions"])
        return bool(containers) and all(is_good(container) for container in containers)

    return passes


def carries_no_credentials(container: dict[str, Any]) -> bool:
    return not CREDENTIALS & {variable["name"] for variable in container.get("environment", [])}


def is_no_root(container: dict[str, Any]) -> bool:
    return str(container.get("user", "")).partition(":")[0] not in ROOT


def is_no_administrator(container: dict[str, Any]) -> bool:
    return str(container.get("user", "containeradministrator")).lower() != "containeradministrator"


def is_windows(definition: Resource, _resources: Resources) -> bool:
    return str(definition.at("runtimePlatform.operatingSystemFamily")).startswith("WINDOWS")


def logs(container: dict[str, Any]) -> bool:
    return bool(container.get("logConfiguration", {}).get("logDriver"))


def runs_on_fargate(service: Resource, _resources: Resources) -> bool:
    providers = [strategy["capacityProvider"] for strategy in service.inputs.get("capacityProviderStrategies", [])]
    return service.at("launchType") == "FARGATE" or any(str(name).startswith("FARGATE") for name in providers)


def has_insights(cluster: Resource, _resources: Resources) -> bool:
    settings = {setting["name"]: setting["value"] for setting in cluster.inputs.get("settings", [])}
    return settings.get("containerInsights") in ("enabled", "enhanced")


def _efs(definition: Resource) -> list[dict[str, Any]]:
    volumes = definition.inputs.get("volumes", [])
    return [volume["efsVolumeConfiguration"] for volume in volumes if "efsVolumeConfiguration" in volume]


def mounts_efs(definition: Resource, _resources: Resources) -> bool:
    return bool(_efs(definition))


def encrypts_efs_in_transit(definition: Resource, _resources: Resources) -> bool:
    return all(volume.get("transitEncryption") == "ENABLED" for volume in _efs(definition))


def ends_only_idle_instances(provider: Resource, _resources: Resources) -> bool:
    path = "autoScalingGroupProvider"
    protection, scaling = provider.at(f"{path}.managedTerminationProtection"), f"{path}.managedScaling.status"
    return bool(protection == "ENABLED" and provider.at(scaling) == "ENABLED")


CONTROLS = (
    Control(
        "ECS.2",
        "High",
        "a service gives its tasks no public address",
        each(SERVICE, good=has("networkConfiguration.assignPublicIp", False, None)),
    ),
    Control(
        "ECS.3", "High", "tasks do not see the host's processes", each(DEFINITION, good=has_none("pidMode", "host"))
    ),
    Control(
        "ECS.4",
        "High",
        "no container is privileged",
        each(DEFINITION, good=every_container(lambda container: container.get("privileged") is not True)),
    ),
    Control(
        "ECS.5",
        "High",
        "containers cannot write to their root file system",
        each(DEFINITION, good=every_container(lambda container: container.get("readonlyRootFilesystem") is True)),
        turned_on_by="`services.<name>.container.readonlyRootFilesystem: true`",
    ),
    Control(
        "ECS.8",
        "High",
        "environment variables contain no AWS credentials",
        each(DEFINITION, good=every_container(carries_no_credentials)),
    ),
    Control("ECS.9", "High", "every container writes logs", each(DEFINITION, good=every_container(logs))),
    Control(
        "ECS.10",
        "Medium",
        "services on Fargate run its latest platform version",
        each(SERVICE, good=has("platformVersion", None, "LATEST", "1.4.0"), applies=runs_on_fargate),
        result="not applicable",
        because="capacity is EC2",
    ),
    Control("ECS.12", "Medium", "clusters have Container Insights", each("ecs.Cluster", good=has_insights)),
    tagged("ECS.13", "services", SERVICE),
    tagged("ECS.14", "clusters", "ecs.Cluster"),
    tagged("ECS.15", "task definitions", DEFINITION),
    Control(
        "ECS.17",
        "Medium",
        "tasks do not use the host's network",
        each(DEFINITION, good=has_none("networkMode", "host")),
    ),
    Control(
        "ECS.18",
        "Medium",
        "EFS volumes are encrypted in transit",
        each(DEFINITION, good=encrypts_efs_in_transit, applies=mounts_efs),
        result="not applicable",
        because="prod has no volumes; volumes of the setting `volumes` are always encrypted in transit",
    ),
    Control(
        "ECS.19",
        "Medium",
        "capacity providers do not terminate instances that run tasks",
        each("ecs.CapacityProvider", good=ends_only_idle_instances),
    ),
    Control(
        "ECS.20",
        "Medium",
        "no container runs as root",
        each(DEFINITION, good=every_container(is_no_root)),
        turned_on_by="`services.<name>.container.user`",
    ),
    Control(
        "ECS.21",
        "Medium",
        "no Windows container runs as an administrator",
        each(DEFINITION, good=every_container(is_no_administrator), applies=is_windows),
        result="not applicable",
        because="instances run Linux",
    ),
)
