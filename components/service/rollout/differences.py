"""Differences between a service and the stack that the provider does not see or cannot change."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True)
class DesiredState:
    """The state in the stack: the number of tasks unless the service scales, their capacity, and the alarms."""

    desired_count: int | None
    capacity_provider: str
    names_alarms: bool


def differences(asked: DesiredState, found: Mapping[str, Any]) -> Iterator[str]:
    """Return each difference from ``found``, the result of the provider's ``getService``, and its remedy."""
    count = found.get("desiredCount")
    if None not in (asked.desired_count, count) and asked.desired_count != count:
        # Left by removed scaling, or set by hand. The provider compares only with the state.
        yield f"ECS keeps {count:.0f} tasks; pulumi up --refresh sets the number to desiredCount, {asked.desired_count}"
    alarms = _watched_alarms(found)
    if alarms and not asked.names_alarms:
        yield f"the alarms {', '.join(alarms)} still roll deployments back; alarmNames: [] removes them"
    providers = sorted(item["capacityProvider"] for item in found.get("capacityProviderStrategies", []))
    if providers and providers != [asked.capacity_provider]:
        moves = (
            f"aws ecs update-service --cluster {found['clusterArn']} --service {found['serviceName']}"
            f" --capacity-provider-strategy capacityProvider={asked.capacity_provider},weight=1 --force-new-deployment"
        )
        yield f"its tasks run on {', '.join(providers)} instead of {asked.capacity_provider}; to move them: {moves}"


def _watched_alarms(found: Mapping[str, Any]) -> list[str]:
    return [
        name
        for configuration in found.get("deploymentConfigurations", [])
        for alarms in configuration["alarms"]
        if alarms["enable"]
        for name in alarms["alarmNames"]
    ]
