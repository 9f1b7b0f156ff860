"""The state of the simulation: moto's backends of one account and region."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Iterator

    from localaws.server.operations import Call


@dataclass(frozen=True)
class World:
    """moto's backends, by service."""

    ecs: Any
    ec2: Any
    elbv2: Any
    autoscaling: Any
    iam: Any
    ssm: Any

    @classmethod
    def of(cls, call: Call) -> World:
        """The world of a call's account and region."""
        names = ("ecs", "ec2", "elbv2", "autoscaling", "iam", "ssm")
        return cls(**{name: call.backend(name) for name in names})

    def active_services(self) -> list[Any]:
        """The active services with ECS's own deployment controller, oldest first."""
        return [
            service
            for service in self.ecs.services.values()
            if service.status == "ACTIVE" and service.deployment_controller["type"] == "ECS"
        ]

    def tasks(self) -> Iterator[Any]:
        """All tasks that have not stopped."""
        for tasks in self.ecs.tasks.values():
            yield from (task for task in list(tasks.values()) if task.last_status != "STOPPED")

    def tasks_of(self, service: Any) -> list[Any]:
        """The running tasks of a service."""
        group = f"service:{service.name}"
        tasks = self.ecs.tasks.get(service.cluster_name, {}).values()
        return [task for task in tasks if task.last_status != "STOPPED" and task.group == group]

    def container_instances(self, cluster_name: str) -> list[Any]:
        """The container instances of a cluster, in the order of their registration."""
        return list(self.ecs.container_instances.get(cluster_name, {}).values())

    def provider_of_group(self, group: Any) -> Any:
        """Return the capacity provider of an Auto Scaling group, or ``None``."""
        for provider in self.ecs.capacity_providers.values():
            if provider.auto_scaling_group_provider["autoScalingGroupArn"] in (group.arn, group.name):
                return provider
        return None

    def group_of_provider(self, provider_name: str) -> Any:
        """Return the Auto Scaling group of a capacity provider, or ``None`` if either has been deleted."""
        provider = self.ecs.capacity_providers.get(provider_name)
        for group in self.autoscaling.autoscaling_groups.values():
            if provider is not None and self.provider_of_group(group) is provider:
                return group
        return None
