"""Instance refreshes: the instances of a group replaced by its launch template's present version."""

from __future__ import annotations

import uuid
from typing import TYPE_CHECKING, Any

from moto.core.utils import utcnow

from localaws.server.operations import AwsError, instead
from localaws.server.simulation import container_instances, groups
from localaws.server.simulation.world import World

if TYPE_CHECKING:
    from localaws.server.operations import Call

ACTIVE = ("Pending", "InProgress", "Cancelling", "RollbackInProgress")
# https://docs.aws.amazon.com/autoscaling/ec2/APIReference/API_RefreshPreferences.html
DEFAULT_PREFERENCES = {
    "MinHealthyPercentage": 90,
    "SkipMatching": False,
    "AutoRollback": False,
    "ScaleInProtectedInstances": "Wait",
    "StandbyInstances": "Wait",
}


def _group(call: Call) -> Any:
    group = call.backend("autoscaling").autoscaling_groups.get(call.params["AutoScalingGroupName"])
    if group is None:
        raise AwsError("ValidationError", "AutoScalingGroup name not found - null")
    if not hasattr(group, "instance_refreshes"):
        group.instance_refreshes = []
    return group


@instead("autoscaling", "StartInstanceRefresh")
def start(call: Call) -> dict[str, Any]:
    """Replace the instances at once, as far as their protection allows; tasks move to the new ones."""
    group = _group(call)
    if any(refresh["Status"] in ACTIVE for refresh in group.instance_refreshes):
        raise AwsError(
            "InstanceRefreshInProgress",
            "An Instance Refresh is already in progress and blocks the execution of this Instance Refresh.",
        )
    preferences = {**DEFAULT_PREFERENCES, **(call.params.get("Preferences") or {})}
    refresh: dict[str, Any] = {
        "InstanceRefreshId": str(uuid.uuid4()),
        "AutoScalingGroupName": group.name,
        "StartTime": utcnow(),
        "Preferences": preferences,
        "Strategy": call.params.get("Strategy", "Rolling"),
    }
    desired = call.params.get("DesiredConfiguration")
    if desired:
        refresh["DesiredConfiguration"] = desired
        if desired.get("LaunchTemplate"):
            group._set_launch_configuration(None, desired["LaunchTemplate"], None)
    group.instance_refreshes.insert(0, refresh)
    _replace(World.of(call), group, refresh)
    return {"InstanceRefreshId": refresh["InstanceRefreshId"]}


def _replace(world: World, group: Any, refresh: dict[str, Any]) -> None:
    preferences = refresh["Preferences"]
    present = group.ec2_launch_template.get_version(group.launch_template_version).number
    outdated = [
        state
        for state in group.instance_states
        if not (preferences["SkipMatching"] and state.instance.launch_template_version_number == present)
    ]
    protected = [state for state in outdated if state.protected_from_scale_in]
    waiting = protected if preferences["ScaleInProtectedInstances"] == "Wait" else []
    skipped = protected if preferences["ScaleInProtectedInstances"] == "Ignore" else []
    replaced = [state for state in outdated if state not in waiting and state not in skipped]
    for state in replaced:
        # The new instance comes first, so that the tasks of the old one have a place to go.
        groups.launch(group, 1, group.get_propagated_tags(), in_place_of=state)
        container_instances.follow_instances(world)
        groups.end(group, [state])
    refresh["InstancesToUpdate"] = len(waiting)
    refresh["PercentageComplete"] = 100 * (len(outdated) - len(waiting)) // len(outdated) if outdated else 100
    if waiting:
        refresh["Status"] = "InProgress"
        refresh["StatusReason"] = (
            f"Waiting for instances to be removed from scale in protection: {waiting[0].instance.id}."
        )
    else:
        refresh["Status"], refresh["EndTime"] = "Successful", utcnow()


@instead("autoscaling", "CancelInstanceRefresh")
def cancel(call: Call) -> dict[str, Any]:
    """End a refresh that waits."""
    for refresh in _group(call).instance_refreshes:
        if refresh["Status"] in ACTIVE:
            refresh["Status"], refresh["EndTime"] = "Cancelled", utcnow()
            refresh["StatusReason"] = "Cancelled due to user request."
            return {"InstanceRefreshId": refresh["InstanceRefreshId"]}
    raise AwsError("ActiveInstanceRefreshNotFound", "No in progress or pending Instance Refresh found.")


@instead("autoscaling", "DescribeInstanceRefreshes")
def describe(call: Call) -> dict[str, Any]:
    """The refreshes of a group, newest first."""
    wanted = call.params.get("InstanceRefreshIds")
    return {
        "InstanceRefreshes": [
            refresh
            for refresh in _group(call).instance_refreshes
            if not wanted or refresh["InstanceRefreshId"] in wanted
        ]
    }
