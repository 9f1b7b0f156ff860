"""Auto Scaling groups."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime, timezone
from typing import Any

from localaws.plugin import naming
from localaws.plugin.api import Api
from localaws.plugin.mapping import from_api, supported, to_api
from localaws.plugin.row import COMPUTED, PLAIN, REPLACE_COMPUTED, UNORDERED, AutoName, Inputs, Property, Row, State
from localaws.plugin.rows.autoscaling_capacity import wait_for_capacity
from localaws.plugin.rows.autoscaling_members import GROUP, MIXED, TEMPLATE
from localaws.plugin.rows.autoscaling_refresh import PREFERENCE_FIELDS, refresh_instances

BUSY = frozenset({"ResourceInUse", "ScalingActivityInProgress"})
# Values that the provider sends for removed properties; other removed properties do not change.
REMOVED_VALUES: Mapping[str, Any] = {
    "capacityRebalance": False,
    "instanceMaintenancePolicy": {"minHealthyPercentage": -1, "maxHealthyPercentage": -1},
    "maxInstanceLifetime": 0,
    "terminationPolicies": ["Default"],
}
PROVIDER_SETTINGS = ("forceDelete", "ignoreFailedScalingActivities", "instanceRefresh", "waitForCapacityTimeout")
# Properties with their own API calls: a change of only these does not call UpdateAutoScalingGroup.
SEPARATE_CALLS = frozenset({"enabledMetrics", "suspendedProcesses", "tags", "targetGroupArns"})


def _parameters(inputs: Inputs) -> dict[str, Any]:
    parameters = to_api(GROUP, inputs)
    if inputs.get("launchTemplate"):
        parameters["LaunchTemplate"] = to_api(TEMPLATE, inputs["launchTemplate"])
    if inputs.get("vpcZoneIdentifiers"):
        parameters["VPCZoneIdentifier"] = ",".join(inputs["vpcZoneIdentifiers"])
    return parameters


def _tag(name: str, tag: dict[str, Any]) -> dict[str, Any]:
    return {
        "ResourceId": name,
        "ResourceType": "auto-scaling-group",
        "Key": tag["key"],
        "Value": tag["value"],
        "PropagateAtLaunch": tag["propagateAtLaunch"],
    }


def _create(api: Api, inputs: Inputs) -> str:
    name = naming.given_name(inputs)
    parameters = _parameters(inputs)
    if not parameters.get("DesiredCapacity"):
        parameters.pop("DesiredCapacity", None)
    targets = {"TargetGroupARNs": inputs["targetGroupArns"]} if inputs.get("targetGroupArns") else {}
    api.retry(
        api.retried,
        api.autoscaling.create_auto_scaling_group,
        AutoScalingGroupName=name,
        Tags=[_tag(name, tag) for tag in inputs.get("tags", [])],
        **parameters,
        **targets,
    )
    return name


def _finish(api: Api, name: str, inputs: Inputs) -> None:
    """Wait, then suspend processes and enable metrics; a failed wait skips both."""
    wanted = inputs.get("desiredCapacity") or inputs["minSize"]
    wait_for_capacity(api, name, inputs, wanted, exactly=False, since=None)
    if inputs.get("suspendedProcesses"):
        api.autoscaling.suspend_processes(AutoScalingGroupName=name, ScalingProcesses=inputs["suspendedProcesses"])
    if inputs.get("enabledMetrics"):
        _enable_metrics(api, name, inputs["enabledMetrics"])


def _enable_metrics(api: Api, name: str, metrics: list[str]) -> None:
    api.autoscaling.enable_metrics_collection(AutoScalingGroupName=name, Metrics=metrics, Granularity="1Minute")


def _group(api: Api, name: str) -> dict[str, Any] | None:
    return api.first(api.autoscaling.describe_auto_scaling_groups, "AutoScalingGroups", AutoScalingGroupNames=[name])


def _read(api: Api, name: str, state: State) -> State | None:
    group = _group(api, name)
    if group is None or str(group.get("Status", "")).startswith("Delete"):
        return None
    template = from_api(TEMPLATE, group["LaunchTemplate"]) if group.get("LaunchTemplate") else None
    if template and not state:
        # A program sets the id or the name, so an import returns only one of them.
        del template["name"]
    zones = sorted(group["AvailabilityZones"])
    subnets = sorted(filter(None, group.get("VPCZoneIdentifier", "").split(",")))
    return {
        **from_api(GROUP, group),
        "arn": group["AutoScalingGroupARN"],
        "name": group["AutoScalingGroupName"],
        # A program also sets only one of these two.
        "availabilityZones": zones if state or not subnets else None,
        "launchTemplate": template,
        "terminationPolicies": _termination_policies(group, state),
        "vpcZoneIdentifiers": subnets,
        "targetGroupArns": sorted(group.get("TargetGroupARNs", [])),
        "suspendedProcesses": sorted(each["ProcessName"] for each in group.get("SuspendedProcesses", [])),
        "enabledMetrics": sorted(each["Metric"] for each in group.get("EnabledMetrics", [])),
        "predictedCapacity": group.get("PredictedCapacity", 0),
        "warmPoolSize": group.get("WarmPoolSize", 0),
        "tags": [
            {"key": tag["Key"], "value": tag["Value"], "propagateAtLaunch": tag["PropagateAtLaunch"]}
            for tag in group.get("Tags", [])
            if not tag["Key"].startswith("aws:")
        ],
    }


def _termination_policies(group: dict[str, Any], state: State) -> list[str]:
    """Return the policies; empty for AWS's default if the program does not set them."""
    policies: list[str] = group.get("TerminationPolicies", [])
    return [] if policies == ["Default"] and not state.get("terminationPolicies") else policies


def _update(api: Api, name: str, state: State, inputs: Inputs, changed: frozenset[str]) -> None:
    """Make the provider's calls in its order; a failed step skips the later ones."""
    since = datetime.now(timezone.utc)
    if changed - SEPARATE_CALLS:
        _update_group(api, name, inputs, changed)
    if "tags" in changed:
        _update_tags(api, name, state, inputs)
    if "targetGroupArns" in changed:
        _update_targets(api, name, state, inputs)
    refresh_instances(api, name, inputs, changed, _desired_configuration(inputs))
    if changed & {"desiredCapacity", "minSize"}:
        # A property with ignored changes has the value of the state, even if that is outdated.
        desired = (inputs if "desiredCapacity" in changed else state).get("desiredCapacity", 0)
        wait_for_capacity(api, name, inputs, max(inputs["minSize"], desired), exactly=True, since=since)
    if "enabledMetrics" in changed:
        _update_metrics(api, name, state, inputs)
    if "suspendedProcesses" in changed:
        _update_processes(api, name, state, inputs)


def _desired_configuration(inputs: Inputs) -> dict[str, Any]:
    """Return the desired configuration of a refresh with rollback: the template or the mixed instances policy."""
    parameters = _parameters(inputs)
    return {key: parameters[key] for key in ("LaunchTemplate", "MixedInstancesPolicy") if key in parameters}


def _update_group(api: Api, name: str, inputs: Inputs, changed: frozenset[str]) -> None:
    wanted = {key: inputs[key] for key in {*GROUP, "launchTemplate", "vpcZoneIdentifiers"} & changed if key in inputs}
    wanted["protectFromScaleIn"] = bool(inputs.get("protectFromScaleIn"))
    wanted |= {key: REMOVED_VALUES[key] for key in REMOVED_VALUES.keys() & changed if key not in inputs}
    if "healthCheckType" in changed:
        wanted["healthCheckGracePeriod"] = inputs["healthCheckGracePeriod"]
    # The provider retries every ValidationError, so a mistake is reported only after the timeout.
    update = api.autoscaling.update_auto_scaling_group
    api.retry(api.retried, update, AutoScalingGroupName=name, **_parameters(wanted))


def _update_metrics(api: Api, name: str, state: State, inputs: Inputs) -> None:
    before, after = set(state.get("enabledMetrics") or []), set(inputs.get("enabledMetrics") or [])
    if before - after:
        api.autoscaling.disable_metrics_collection(AutoScalingGroupName=name, Metrics=sorted(before - after))
    if after - before:
        _enable_metrics(api, name, sorted(after - before))


def _update_processes(api: Api, name: str, state: State, inputs: Inputs) -> None:
    before, after = set(state.get("suspendedProcesses") or []), set(inputs.get("suspendedProcesses") or [])
    if before - after:
        api.autoscaling.resume_processes(AutoScalingGroupName=name, ScalingProcesses=sorted(before - after))
    if after - before:
        api.autoscaling.suspend_processes(AutoScalingGroupName=name, ScalingProcesses=sorted(after - before))


def _update_tags(api: Api, name: str, state: State, inputs: Inputs) -> None:
    after = {tag["key"]: tag for tag in inputs.get("tags", [])}
    removed = [tag for tag in state.get("tags", []) if tag["key"] not in after]
    if removed:
        api.autoscaling.delete_tags(Tags=[_tag(name, tag) for tag in removed])
    if after:
        api.autoscaling.create_or_update_tags(Tags=[_tag(name, tag) for tag in after.values()])


def _update_targets(api: Api, name: str, state: State, inputs: Inputs) -> None:
    before, after = set(state.get("targetGroupArns", [])), set(inputs.get("targetGroupArns", []))
    if before - after:
        api.autoscaling.detach_load_balancer_target_groups(
            AutoScalingGroupName=name, TargetGroupARNs=sorted(before - after)
        )
    if after - before:
        api.autoscaling.attach_load_balancer_target_groups(
            AutoScalingGroupName=name, TargetGroupARNs=sorted(after - before)
        )


def _delete(api: Api, name: str, state: State) -> None:
    group = _group(api, name)
    if group is None:
        return
    instances = [instance["InstanceId"] for instance in group.get("Instances", [])]
    force = bool(state.get("forceDelete"))
    if not force:
        _drain(api, name, group)
    api.retry(BUSY, api.autoscaling.delete_auto_scaling_group, AutoScalingGroupName=name, ForceDelete=force)
    api.wait(lambda: _group(api, name) is None, f"Auto Scaling group {name} to be deleted")
    _terminate(api, instances)


def _drain(api: Api, name: str, group: dict[str, Any]) -> None:
    """Empty the group in the provider's order: no capacity, no protection, no instances."""
    api.autoscaling.update_auto_scaling_group(AutoScalingGroupName=name, MinSize=0, MaxSize=0, DesiredCapacity=0)
    protected = [each["InstanceId"] for each in group.get("Instances", []) if each["ProtectedFromScaleIn"]]
    if protected:
        api.autoscaling.set_instance_protection(
            AutoScalingGroupName=name, InstanceIds=protected, ProtectedFromScaleIn=False
        )
    api.wait(lambda: not (_group(api, name) or {}).get("Instances"), f"Auto Scaling group {name} to have no instances")


def _terminate(api: Api, instances: list[str]) -> None:
    """Terminate a deleted group's instances, as AWS does, if the server left them running."""
    if not instances:
        return
    running = [{"Name": "instance-state-name", "Values": ["pending", "running", "stopping", "stopped"]}]

    def left() -> list[str]:
        answer = api.ec2.describe_instances(Filters=[*running, {"Name": "instance-id", "Values": instances}])
        return [each["InstanceId"] for group in answer["Reservations"] for each in group["Instances"]]

    remaining = left()
    if remaining:
        api.ec2.terminate_instances(InstanceIds=remaining)
        api.wait(lambda: not left(), f"instances {', '.join(remaining)} to terminate")


ROWS = [
    Row(
        resource_type="aws:autoscaling/group:Group",
        label="Auto Scaling Group",
        properties={
            "name": REPLACE_COMPUTED,
            "namePrefix": REPLACE_COMPUTED,
            "minSize": PLAIN,
            "maxSize": PLAIN,
            "desiredCapacity": COMPUTED,
            "availabilityZones": Property(computed=True, unordered=True),
            "capacityRebalance": PLAIN,
            "defaultCooldown": COMPUTED,
            "defaultInstanceWarmup": PLAIN,
            "enabledMetrics": Property(unordered=True),
            "healthCheckGracePeriod": Property(default=300),
            "healthCheckType": COMPUTED,
            "instanceMaintenancePolicy": PLAIN,
            "launchTemplate": PLAIN,
            "maxInstanceLifetime": PLAIN,
            "mixedInstancesPolicy": Property(fields=supported(MIXED)),
            "protectFromScaleIn": Property(default=False),
            "serviceLinkedRoleArn": COMPUTED,
            "suspendedProcesses": Property(unordered=True),
            "tags": Property(unordered=True),
            "targetGroupArns": Property(computed=True, unordered=True),
            "terminationPolicies": PLAIN,
            "vpcZoneIdentifiers": Property(computed=True, unordered=True),
            "forceDelete": Property(default=False),
            "ignoreFailedScalingActivities": Property(default=False),
            "instanceRefresh": Property(
                fields={
                    "strategy": PLAIN,
                    "triggers": UNORDERED,
                    "preferences": Property(fields=supported(PREFERENCE_FIELDS)),
                }
            ),
            "waitForCapacityTimeout": Property(default="10m"),
        },
        outputs=frozenset({"arn", "predictedCapacity", "warmPoolSize"}),
        auto_name=AutoName(),
        create=_create,
        finish=_finish,
        read=_read,
        update=_update,
        delete=_delete,
        import_id="group name",
        not_stored={
            **dict.fromkeys(PROVIDER_SETTINGS, "a setting of the provider, not of AWS"),
        },
    ),
]
