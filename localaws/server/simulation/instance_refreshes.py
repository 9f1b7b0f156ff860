"""Instance refreshes: replace the instances of a group with its launch template's current version."""

from __future__ import annotations

import uuid
from typing import TYPE_CHECKING, Any

from moto.core.utils import utcnow

from localaws.server import circumstances
from localaws.server.operations import AwsError, instead, settle
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
    """Replace the instances immediately, unless their protection prevents it; tasks move to the new ones."""
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
    # Ids, because moto replaces its state objects each time.
    refresh["outdated"] = [state.instance.id for state in _outdated(group, preferences)]
    _advance(World.of(call), group, refresh)
    return {"InstanceRefreshId": refresh["InstanceRefreshId"]}


def _outdated(group: Any, preferences: dict[str, Any]) -> list[Any]:
    template = group.ec2_launch_template
    present = (template.id, str(template.get_version(group.launch_template_version).number))
    return [
        state for state in group.instance_states if not (preferences["SkipMatching"] and _launched_by(state) == present)
    ]


def _launched_by(state: Any) -> tuple[str, str]:
    launched_by = groups.launch_template_of(state) or {}
    return str(launched_by.get("LaunchTemplateId")), str(launched_by.get("Version"))


@settle
def continue_all(call: Call) -> None:
    """Continue waiting refreshes."""
    if call.service in ("autoscaling", "ec2", "ecs"):
        _continue_all(call)


def _continue_all(call: Call) -> None:
    for group in list(call.backend("autoscaling").autoscaling_groups.values()):
        for refresh in getattr(group, "instance_refreshes", []):
            if refresh["Status"] in ACTIVE:
                _advance(World.of(call), group, refresh)


def _advance(world: World, group: Any, refresh: dict[str, Any]) -> None:
    """Replace the instances, launching before terminating, unless draining or protection prevents it."""
    if circumstances.present.instances_drain:
        refresh.setdefault("Status", "InProgress")
        refresh["StatusReason"] = "Waiting for instances to drain."
        refresh.setdefault("PercentageComplete", 0)
        refresh["InstancesToUpdate"] = len(refresh["outdated"])
        return
    if refresh.get("Status") == "Cancelling":
        _end(refresh, "Cancelled", "Cancelled due to user request.")
        return
    preferences = refresh["Preferences"]
    left = [state for state in group.instance_states if state.instance.id in refresh["outdated"]]
    protected = [state for state in left if state.protected_from_scale_in]
    waiting = protected if preferences["ScaleInProtectedInstances"] == "Wait" else []
    skipped = protected if preferences["ScaleInProtectedInstances"] == "Ignore" else []
    reason = (
        f"Waiting for instances to be removed from scale in protection: {waiting[0].instance.id}." if waiting else ""
    )
    for state in [state for state in left if state not in waiting and state not in skipped]:
        before = len(group.instance_states)
        groups.launch(group, 1, group.get_propagated_tags(), in_place_of=state)
        if len(group.instance_states) == before:
            waiting, reason = [*waiting, state], "Waiting for instances to launch."
            continue
        container_instances.follow_instances(world)
        groups.terminate(group, [state])
    total = len(refresh["outdated"])
    refresh["InstancesToUpdate"] = len(waiting)
    refresh["PercentageComplete"] = 100 * (total - len(waiting)) // total if total else 100
    if waiting:
        refresh["Status"], refresh["StatusReason"] = "InProgress", reason
    else:
        _end(refresh, "Successful")


def _end(refresh: dict[str, Any], status: str, reason: str | None = None) -> None:
    refresh["Status"], refresh["EndTime"] = status, utcnow()
    refresh["StatusReason"] = reason


@instead("autoscaling", "CancelInstanceRefresh")
def cancel(call: Call) -> dict[str, Any]:
    """Cancel a running refresh, immediately unless instances drain."""
    for refresh in _group(call).instance_refreshes:
        if refresh["Status"] in ACTIVE and refresh["Status"] != "Cancelling":
            if circumstances.present.instances_drain:
                refresh["Status"] = "Cancelling"
            else:
                _end(refresh, "Cancelled", "Cancelled due to user request.")
            return {"InstanceRefreshId": refresh["InstanceRefreshId"]}
    raise AwsError("ActiveInstanceRefreshNotFound", "No in progress or pending Instance Refresh found.")


@instead("autoscaling", "DescribeInstanceRefreshes")
def describe(call: Call) -> dict[str, Any]:
    """Return the refreshes of a group, newest first."""
    _continue_all(call)
    wanted = call.params.get("InstanceRefreshIds")
    return {
        "InstanceRefreshes": [
            {name: value for name, value in refresh.items() if name != "outdated" and value is not None}
            for refresh in _group(call).instance_refreshes
            if not wanted or refresh["InstanceRefreshId"] in wanted
        ]
    }
