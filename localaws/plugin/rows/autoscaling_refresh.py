"""Instance refreshes, as the provider starts them when a group is updated.

Read in terraform-provider-aws, internal/service/autoscaling/group.go (startInstanceRefresh, cancelInstanceRefresh).
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from localaws.plugin.api import Api, RefusedError, error_code
from localaws.plugin.mapping import Members, to_api
from localaws.plugin.row import Inputs

PREFERENCES: Members = {
    "autoRollback": "AutoRollback",
    "checkpointPercentages": "CheckpointPercentages",
    "maxHealthyPercentage": "MaxHealthyPercentage",
    "minHealthyPercentage": "MinHealthyPercentage",
    "scaleInProtectedInstances": "ScaleInProtectedInstances",
    "skipMatching": "SkipMatching",
    "standbyInstances": "StandbyInstances",
}
NUMBER_TEXTS = {"checkpointDelay": "CheckpointDelay", "instanceWarmup": "InstanceWarmup"}
PREFERENCE_FIELDS: Members = {**PREFERENCES, **NUMBER_TEXTS}
ALWAYS_TRIGGER = frozenset({"launchTemplate", "mixedInstancesPolicy"})
# Pulumi pluralizes these names of the provider.
PLURALS = {"tag": "tags", "vpc_zone_identifier": "vpcZoneIdentifiers"}
ENDED = ("Cancelled", "Failed", "Successful")


def refresh_instances(api: Api, name: str, inputs: Inputs, changed: frozenset[str], desired: Mapping[str, Any]) -> None:
    """Start a refresh if the template or a property in ``triggers`` changed; cancel a running one first.

    ``desired`` is the group's configuration, which AWS needs for a refresh with rollback.
    """
    refresh = inputs.get("instanceRefresh")
    if not refresh or not changed & {*ALWAYS_TRIGGER, *map(_triggering, refresh.get("triggers", []))}:
        return
    try:
        _start(api, name, refresh, desired)
    except Exception as error:
        if error_code(error) != "InstanceRefreshInProgress":
            raise
        _cancel(api, name)
        _start(api, name, refresh, desired)


def _start(api: Api, name: str, refresh: dict[str, Any], desired: Mapping[str, Any]) -> None:
    given = refresh.get("preferences", {})
    preferences = to_api(PREFERENCES, given)
    preferences |= {key: int(given[key_name]) for key_name, key in NUMBER_TEXTS.items() if given.get(key_name)}
    configuration = {"DesiredConfiguration": desired} if preferences.get("AutoRollback") else {}
    api.autoscaling.start_instance_refresh(
        AutoScalingGroupName=name, Strategy=refresh["strategy"], Preferences=preferences, **configuration
    )


def _cancel(api: Api, name: str) -> None:
    """Cancel the running refresh, without the provider's wait: the local AWS does not change between calls."""
    cancelled = api.found(
        api.autoscaling.cancel_instance_refresh, "ActiveInstanceRefreshNotFound", AutoScalingGroupName=name
    )
    if cancelled is None:
        return
    [refresh] = api.autoscaling.describe_instance_refreshes(
        AutoScalingGroupName=name, InstanceRefreshIds=[cancelled["InstanceRefreshId"]]
    )["InstanceRefreshes"]
    if refresh["Status"] not in ENDED:
        raise RefusedError(
            f"starting Auto Scaling Group ({name}) instance refresh: waiting for Auto Scaling Group ({name}) instance "
            f"refresh cancel: timeout while waiting for state to become '{', '.join(ENDED)}' "
            f"(last state: '{refresh['Status']}', timeout: 15m0s)"
        )


def _triggering(name: str) -> str:
    """Return Pulumi's name of a property in ``triggers``, which contains the provider's names."""
    first, *rest = name.split("_")
    return PLURALS.get(name, first + "".join(part.title() for part in rest))
