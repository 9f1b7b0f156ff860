"""Scaling activities: successful and failed launches of a group."""

from __future__ import annotations

import uuid
from typing import TYPE_CHECKING, Any

from moto.core.utils import utcnow

from localaws.server.operations import instead

if TYPE_CHECKING:
    from localaws.server.operations import Call

# AWS keeps the activities of six weeks.
KEPT = 200


def launched(group: Any, instance_id: str) -> None:
    """Record a successful launch."""
    _note(group, "Successful", f"Launching a new EC2 instance: {instance_id}")


def not_launched(group: Any, instance_type: str | None, zone: str) -> None:
    """Record a launch that failed because of missing capacity."""
    _note(
        group,
        "Failed",
        "Launching a new EC2 instance. Status Reason: Launching EC2 instance failed.",
        f"We currently do not have sufficient {instance_type} capacity in the Availability Zone you requested "
        f"({zone}). Launching EC2 instance failed.",
    )


def _note(group: Any, status: str, description: str, message: str | None = None) -> None:
    now = utcnow()
    activity = {
        "ActivityId": str(uuid.uuid4()),
        "AutoScalingGroupName": group.name,
        "AutoScalingGroupARN": group.arn,
        "Description": description,
        "Cause": "The difference between desired and actual capacity.",
        "StartTime": now,
        "EndTime": now,
        "StatusCode": status,
        "Progress": 100,
    }
    if message:
        activity["StatusMessage"] = message
    group.scaling_activities = [activity, *_of(group)][:KEPT]


def _of(group: Any) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = getattr(group, "scaling_activities", [])
    return found


@instead("autoscaling", "DescribeScalingActivities")
def describe(call: Call) -> dict[str, Any]:
    """Return the activities of one group or of all, newest first; moto has none."""
    groups = call.backend("autoscaling").autoscaling_groups
    name = call.params.get("AutoScalingGroupName")
    named = [groups[name]] if name in groups else [] if name else list(groups.values())
    wanted = call.params.get("ActivityIds")
    found = [each for group in named for each in _of(group) if not wanted or each["ActivityId"] in wanted]
    return {"Activities": sorted(found, key=lambda activity: activity["StartTime"], reverse=True)}
