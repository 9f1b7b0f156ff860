"""Auto Scaling groups."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from localaws.plugin import naming
from localaws.plugin.api import Api
from localaws.plugin.mapping import Members, Nested, from_api, supported, to_api
from localaws.plugin.row import COMPUTED, PLAIN, REPLACE_COMPUTED, UNORDERED, AutoName, Inputs, Property, Row, State

BUSY = frozenset({"ResourceInUse", "ScalingActivityInProgress"})
TEMPLATE: Members = {"id": "LaunchTemplateId", "name": "LaunchTemplateName", "version": "Version"}
SPECIFICATION: Members = {
    "launchTemplateId": "LaunchTemplateId",
    "launchTemplateName": "LaunchTemplateName",
    "version": "Version",
}
DISTRIBUTION: Members = {
    "onDemandAllocationStrategy": "OnDemandAllocationStrategy",
    "onDemandBaseCapacity": "OnDemandBaseCapacity",
    "onDemandPercentageAboveBaseCapacity": "OnDemandPercentageAboveBaseCapacity",
    "spotAllocationStrategy": "SpotAllocationStrategy",
    "spotInstancePools": "SpotInstancePools",
    "spotMaxPrice": "SpotMaxPrice",
}
MIXED: Members = {
    "instancesDistribution": Nested("InstancesDistribution", DISTRIBUTION),
    "launchTemplate": Nested(
        "LaunchTemplate",
        {
            "launchTemplateSpecification": Nested("LaunchTemplateSpecification", SPECIFICATION),
            "overrides": Nested(
                "Overrides",
                {
                    "instanceType": "InstanceType",
                    "weightedCapacity": "WeightedCapacity",
                    "launchTemplateSpecification": Nested("LaunchTemplateSpecification", SPECIFICATION),
                },
            ),
        },
    ),
}
GROUP: Members = {
    "minSize": "MinSize",
    "maxSize": "MaxSize",
    "desiredCapacity": "DesiredCapacity",
    "availabilityZones": "AvailabilityZones",
    "capacityRebalance": "CapacityRebalance",
    "defaultCooldown": "DefaultCooldown",
    "defaultInstanceWarmup": "DefaultInstanceWarmup",
    "healthCheckGracePeriod": "HealthCheckGracePeriod",
    "healthCheckType": "HealthCheckType",
    "maxInstanceLifetime": "MaxInstanceLifetime",
    "protectFromScaleIn": "NewInstancesProtectedFromScaleIn",
    "serviceLinkedRoleArn": "ServiceLinkedRoleARN",
    "terminationPolicies": "TerminationPolicies",
    "mixedInstancesPolicy": Nested("MixedInstancesPolicy", MIXED),
    "instanceMaintenancePolicy": Nested(
        "InstanceMaintenancePolicy",
        {"minHealthyPercentage": "MinHealthyPercentage", "maxHealthyPercentage": "MaxHealthyPercentage"},
    ),
}
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
# Of these names of the provider Pulumi makes plurals.
PLURALS = {"tag": "tags", "vpc_zone_identifier": "vpcZoneIdentifiers"}
OF_PROVIDER = ("forceDelete", "ignoreFailedScalingActivities", "instanceRefresh", "waitForCapacityTimeout")


def _parameters(inputs: Inputs) -> dict[str, Any]:
    parameters = to_api(GROUP, inputs)
    if inputs.get("launchTemplate"):
        template = to_api(TEMPLATE, inputs["launchTemplate"])
        parameters["LaunchTemplate"] = {"Version": "$Default", **template}
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
    targets = {"TargetGroupARNs": inputs["targetGroupArns"]} if inputs.get("targetGroupArns") else {}
    api.autoscaling.create_auto_scaling_group(
        AutoScalingGroupName=name,
        Tags=[_tag(name, tag) for tag in inputs.get("tags", [])],
        **_parameters(inputs),
        **targets,
    )
    return name


def _finish(api: Api, name: str, inputs: Inputs) -> None:
    if inputs.get("suspendedProcesses"):
        api.autoscaling.suspend_processes(AutoScalingGroupName=name, ScalingProcesses=inputs["suspendedProcesses"])
    if inputs.get("enabledMetrics"):
        api.autoscaling.enable_metrics_collection(
            AutoScalingGroupName=name, Metrics=inputs["enabledMetrics"], Granularity="1Minute"
        )
    if inputs.get("waitForCapacityTimeout") not in ("0", "0s", "0m"):
        wanted = max(inputs.get("desiredCapacity", 0), inputs["minSize"])
        api.wait(
            lambda: _in_service(api, name) >= wanted, f"Auto Scaling group {name} to have {wanted} instances in service"
        )


def _group(api: Api, name: str) -> dict[str, Any] | None:
    return api.first(api.autoscaling.describe_auto_scaling_groups, "AutoScalingGroups", AutoScalingGroupNames=[name])


def _in_service(api: Api, name: str) -> int:
    group = _group(api, name) or {}
    return sum(instance["LifecycleState"] == "InService" for instance in group.get("Instances", []))


def _read(api: Api, name: str, state: State) -> State | None:
    group = _group(api, name)
    if group is None or str(group.get("Status", "")).startswith("Delete"):
        return None
    template = from_api(TEMPLATE, group["LaunchTemplate"]) if group.get("LaunchTemplate") else None
    if template and not state:
        # A program gives the id or the name, so an import yields one of them.
        del template["name"]
    return {
        **from_api(GROUP, group),
        "arn": group["AutoScalingGroupARN"],
        "name": group["AutoScalingGroupName"],
        "availabilityZones": sorted(group["AvailabilityZones"]),
        "launchTemplate": template,
        "vpcZoneIdentifiers": sorted(filter(None, group.get("VPCZoneIdentifier", "").split(","))),
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


def _update(api: Api, name: str, state: State, inputs: Inputs, changed: frozenset[str]) -> None:
    wanted = {key: inputs[key] for key in {*GROUP, "launchTemplate", "vpcZoneIdentifiers"} & changed if key in inputs}
    if changed & {"minSize", "maxSize"}:
        wanted |= {"minSize": inputs["minSize"], "maxSize": inputs["maxSize"]}
    if "capacityRebalance" in changed:
        wanted.setdefault("capacityRebalance", False)
    if wanted:
        api.autoscaling.update_auto_scaling_group(AutoScalingGroupName=name, **_parameters(wanted))
    if "tags" in changed:
        _update_tags(api, name, state, inputs)
    if "targetGroupArns" in changed:
        _update_targets(api, name, state, inputs)
    if "suspendedProcesses" in changed:
        before, after = set(state.get("suspendedProcesses", [])), set(inputs.get("suspendedProcesses", []))
        if before - after:
            api.autoscaling.resume_processes(AutoScalingGroupName=name, ScalingProcesses=sorted(before - after))
        if after - before:
            api.autoscaling.suspend_processes(AutoScalingGroupName=name, ScalingProcesses=sorted(after - before))
    if "enabledMetrics" in changed and inputs.get("enabledMetrics"):
        api.autoscaling.enable_metrics_collection(
            AutoScalingGroupName=name, Metrics=inputs["enabledMetrics"], Granularity="1Minute"
        )
    _refresh_instances(api, name, inputs, changed)


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


def _refresh_instances(api: Api, name: str, inputs: Inputs, changed: frozenset[str]) -> None:
    """As the provider: a change of the launch template, or of a property named in ``triggers``, starts a refresh."""
    refresh = inputs.get("instanceRefresh")
    if not refresh or not changed & {
        "launchTemplate",
        "mixedInstancesPolicy",
        *map(_triggering, refresh.get("triggers", [])),
    }:
        return
    given = refresh.get("preferences", {})
    preferences = to_api(PREFERENCES, given)
    preferences |= {key: int(given[key_name]) for key_name, key in NUMBER_TEXTS.items() if given.get(key_name)}
    api.autoscaling.start_instance_refresh(
        AutoScalingGroupName=name, Strategy=refresh["strategy"], Preferences=preferences
    )


def _triggering(name: str) -> str:
    """Pulumi's name of a property that a refresh's trigger names as the provider does."""
    first, *rest = name.split("_")
    return PLURALS.get(name, first + "".join(part.title() for part in rest))


def _delete(api: Api, name: str, state: State) -> None:
    group = _group(api, name)
    if group is None:
        return
    instances = [instance["InstanceId"] for instance in group.get("Instances", [])]
    force = bool(state.get("forceDelete"))
    if not force:
        api.autoscaling.update_auto_scaling_group(AutoScalingGroupName=name, MinSize=0, MaxSize=0, DesiredCapacity=0)
        api.wait(
            lambda: not (_group(api, name) or {}).get("Instances"),
            f"Auto Scaling group {name} to have no instances (forceDelete would not wait for protected ones)",
        )
    api.retry(BUSY, api.autoscaling.delete_auto_scaling_group, AutoScalingGroupName=name, ForceDelete=force)
    api.wait(lambda: _group(api, name) is None, f"Auto Scaling group {name} to be deleted")
    _terminate(api, instances)


def _terminate(api: Api, instances: list[str]) -> None:
    """AWS terminates a deleted group's instances; where the server left them running, do it in its place."""
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


def _check(inputs: Inputs) -> Iterable[tuple[str, str]]:
    if ("launchTemplate" in inputs) == ("mixedInstancesPolicy" in inputs):
        yield (
            "launchTemplate",
            "One of `launchTemplate` or `mixedInstancesPolicy` must be specified for an Auto Scaling Group",
        )
    elif "launchTemplate" in inputs and len({"id", "name"} & inputs["launchTemplate"].keys()) != 1:
        yield "launchTemplate", "exactly one of launchTemplate.id and launchTemplate.name must be given"


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
            "terminationPolicies": COMPUTED,
            "vpcZoneIdentifiers": Property(computed=True, unordered=True),
            "forceDelete": Property(default=False),
            "ignoreFailedScalingActivities": Property(default=False),
            "instanceRefresh": Property(
                fields={
                    "strategy": PLAIN,
                    "triggers": UNORDERED,
                    "preferences": Property(fields=supported({**PREFERENCES, **NUMBER_TEXTS})),
                }
            ),
            "waitForCapacityTimeout": Property(default="10m"),
        },
        outputs=frozenset({"arn", "predictedCapacity", "warmPoolSize"}),
        auto_name=AutoName(),
        name_prefix_length=229,
        check=_check,
        create=_create,
        finish=_finish,
        read=_read,
        update=_update,
        delete=_delete,
        import_id="group name",
        not_stored={
            **dict.fromkeys(OF_PROVIDER, "a setting of the provider, not of AWS"),
        },
    ),
]
