"""Auto Scaling groups: properties that moto drops at creation and update."""

from __future__ import annotations

import copy
from typing import TYPE_CHECKING, Any

from moto.autoscaling.models import FakeAutoScalingGroup

from localaws.server.operations import AwsError, after, before, instead

if TYPE_CHECKING:
    from localaws.server.operations import Call

# moto's attribute of each property, which it returns when it describes a group.
STORED = {
    "AvailabilityZoneDistribution": "availability_zone_distribution",
    "AvailabilityZoneImpairmentPolicy": "availability_zone_impairment_policy",
    "CapacityRebalance": "capacity_rebalance",
    "CapacityReservationSpecification": "capacity_reservation_specification",
    "Context": "context",
    "DefaultCooldown": "default_cooldown",
    "DefaultInstanceWarmup": "default_instance_warmup",
    "DesiredCapacityType": "desired_capacity_type",
    "InstanceMaintenancePolicy": "instance_maintenance_policy",
    "MaxInstanceLifetime": "max_instance_lifetime",
    "PlacementGroup": "placement_group",
    "ServiceLinkedRoleARN": "service_linked_role_arn",
    "TerminationPolicies": "termination_policies",
}
# Callers send -1 to unset the warm-up, or both bounds of a maintenance policy.
UNSET = -1


@after("autoscaling", "CreateAutoScalingGroup", "UpdateAutoScalingGroup")
def store_dropped_properties(call: Call) -> None:
    """Store the properties that moto drops."""
    group = call.backend("autoscaling").autoscaling_groups[call.params["AutoScalingGroupName"]]
    for name, attribute in STORED.items():
        if name in call.params:
            setattr(group, attribute, call.params[name])
    if getattr(group, "default_instance_warmup", None) == UNSET:
        group.default_instance_warmup = None
    if UNSET in (getattr(group, "instance_maintenance_policy", None) or {}).values():
        group.instance_maintenance_policy = None
    if call.operation == "CreateAutoScalingGroup" and "HealthCheckGracePeriod" not in call.params:
        group.health_check_grace_period = 0


@before("autoscaling", "EnableMetricsCollection")
def add_metrics(call: Call) -> None:
    """Keep the metrics that are already enabled, which moto drops; without a list, AWS enables all."""
    group = call.backend("autoscaling").autoscaling_groups.get(call.params["AutoScalingGroupName"])
    if group is not None and call.params.get("Metrics"):
        call.params["Metrics"] = [*dict.fromkeys([*group.metrics, *call.params["Metrics"]])]


@instead("autoscaling", "DisableMetricsCollection")
def remove_metrics(call: Call) -> dict[str, Any]:
    """Disable the listed metrics, or all without a list."""
    group = call.backend("autoscaling").autoscaling_groups.get(call.params["AutoScalingGroupName"])
    if group is None:
        raise AwsError("ValidationError", "AutoScalingGroup name not found - null")
    removed = call.params.get("Metrics") or group.metrics
    group.metrics = [metric for metric in group.metrics if metric not in removed]
    return {}


@before("autoscaling", "UpdateAutoScalingGroup")
def keep_mixed_instances_policy(call: Call) -> None:
    """Keep the policy, which moto drops at every update that does not repeat it."""
    group = call.backend("autoscaling").autoscaling_groups.get(call.params["AutoScalingGroupName"])
    if group is not None and group.mixed_instances_policy and "LaunchTemplate" not in call.params:
        policy = copy.deepcopy(group.mixed_instances_policy)
        # moto stores the template's id and name, and accepts only one of them.
        policy["LaunchTemplate"]["LaunchTemplateSpecification"].pop("LaunchTemplateName", None)
        call.params.setdefault("MixedInstancesPolicy", policy)


def shown_launch_template(group: Any) -> dict[str, Any] | None:
    """Return the group's own template; moto also shows that of a mixed instances policy, and a replaced one."""
    return None if group.mixed_instances_policy else _moto_launch_template.__get__(group)


_moto_launch_template: Any = FakeAutoScalingGroup.launch_template
FakeAutoScalingGroup.launch_template = property(shown_launch_template)  # type: ignore[assignment]
