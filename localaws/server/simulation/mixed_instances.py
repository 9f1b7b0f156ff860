"""Mixed instances policies: the type and the purchase option of the next instance."""

from __future__ import annotations

import math
from typing import Any

from moto.autoscaling.models import FakeAutoScalingGroup

SPOT = "spot"


def instance_type(group: Any, of_template: str | None) -> str | None:
    """Return the next instance's type: the first override, which AWS prefers, or the template's."""
    overrides = _policy(group).get("LaunchTemplate", {}).get("Overrides") or [{}]
    return str(overrides[0]["InstanceType"]) if "InstanceType" in overrides[0] else of_template


def lifecycle(group: Any) -> str | None:
    """Return ``spot`` if the next instance is a Spot Instance: the base and a percentage above it are On-Demand.

    https://docs.aws.amazon.com/autoscaling/ec2/userguide/mixed-instances-groups-set-up-overview.html: AWS rounds the
    on-demand share up.
    """
    policy = _policy(group)
    if not policy:
        return None
    distribution = policy.get("InstancesDistribution", {})
    base = int(distribution.get("OnDemandBaseCapacity", 0))
    percent = int(distribution.get("OnDemandPercentageAboveBaseCapacity", 100))
    present = [state.instance for state in group.instance_states]
    on_demand = sum(instance.lifecycle != SPOT for instance in present)
    above_base = max(0, len(present) + 1 - base)
    wanted = base + math.ceil(above_base * percent / 100)
    return None if on_demand < wanted else SPOT


def _policy(group: Any) -> dict[str, Any]:
    found: dict[str, Any] | None = group.mixed_instances_policy or getattr(group, "set_aside_policy", None)
    return found or {}


def set_desired_capacity(group: Any, new_capacity: int | None) -> None:
    """Replace moto's method, which rounds fractions of an instance down to 0, so a group can stay empty."""
    group.set_aside_policy, group.mixed_instances_policy = group.mixed_instances_policy, None
    try:
        _moto_set_desired_capacity(group, new_capacity)
    finally:
        group.mixed_instances_policy, group.set_aside_policy = group.set_aside_policy, None


_moto_set_desired_capacity = FakeAutoScalingGroup.set_desired_capacity
FakeAutoScalingGroup.set_desired_capacity = set_desired_capacity  # type: ignore[method-assign,assignment]
