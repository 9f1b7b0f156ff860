"""The provider's wait for the instances of an Auto Scaling group, reduced to one check.

The local AWS does not change between calls, so a condition that is false now stays false within the timeout.
Read in terraform-provider-aws, internal/service/autoscaling/group.go (statusGroupCapacity).
"""

from __future__ import annotations

import re
from datetime import datetime

from localaws.plugin.api import Api, RefusedError
from localaws.plugin.row import Inputs

# AWS retries after this failure, so the provider ignores it.
TEMPORARY = "Invalid IAM Instance Profile"


def wait_for_capacity(
    api: Api, name: str, inputs: Inputs, wanted: int, *, exactly: bool, since: datetime | None
) -> None:
    """Fail unless the group has ``wanted`` healthy instances, or if a launch failed after ``since`` (None: ever)."""
    timeout = str(inputs.get("waitForCapacityTimeout") or "")
    if not re.search("[1-9]", timeout):
        return
    if not inputs.get("ignoreFailedScalingActivities"):
        _refuse_failed_activities(api, name, since)
    found = _healthy(api, name)
    if found == wanted or (found > wanted and not exactly):
        return
    condition = f"want {'exactly' if exactly else 'at least'} {wanted} healthy instance(s) in Auto Scaling Group"
    raise _failed(
        name,
        f"timeout while waiting for state to become 'ok' (last state: '{condition}, have {found}', timeout: {timeout})",
    )


def _refuse_failed_activities(api: Api, name: str, since: datetime | None) -> None:
    activities = api.autoscaling.describe_scaling_activities(AutoScalingGroupName=name)["Activities"]
    failed = [
        f"scaling activity ({activity['ActivityId']}): Failed: {activity.get('StatusMessage', '')}"
        for activity in activities
        if activity["StatusCode"] == "Failed"
        and activity.get("Progress") == 100
        and (since is None or activity["StartTime"] > since)
        and TEMPORARY not in activity.get("StatusMessage", "")
    ]
    if failed:
        raise _failed(name, "; ".join(failed))


def _healthy(api: Api, name: str) -> int:
    [group] = api.autoscaling.describe_auto_scaling_groups(AutoScalingGroupNames=[name])["AutoScalingGroups"]
    return sum(
        int(instance.get("WeightedCapacity") or 1)
        for instance in group["Instances"]
        if instance["HealthStatus"] == "Healthy" and instance["LifecycleState"] == "InService"
    )


def _failed(name: str, reason: str) -> RefusedError:
    return RefusedError(f"waiting for Auto Scaling Group ({name}) capacity satisfied: {reason}")
