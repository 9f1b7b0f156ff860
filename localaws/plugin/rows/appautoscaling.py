"""Application Auto Scaling: scalable targets and scaling policies."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import replace
from typing import Any

from localaws.plugin.api import Api, RefusedError
from localaws.plugin.mapping import Members, Nested, from_api, supported, to_api
from localaws.plugin.row import COMPUTED, PLAIN, REPLACE, AutoName, Inputs, Property, Row, State

GONE = "ObjectNotFoundException"
NO_ACCESS = frozenset({"FailedResourceAccessException"})
KEY: Members = {
    "serviceNamespace": "ServiceNamespace",
    "resourceId": "ResourceId",
    "scalableDimension": "ScalableDimension",
}
BOUNDS: Members = {"minCapacity": "MinCapacity", "maxCapacity": "MaxCapacity"}
TARGET: Members = {
    **BOUNDS,
    "roleArn": "RoleARN",
    "suspendedState": Nested(
        "SuspendedState",
        {
            "dynamicScalingInSuspended": "DynamicScalingInSuspended",
            "dynamicScalingOutSuspended": "DynamicScalingOutSuspended",
            "scheduledScalingSuspended": "ScheduledScalingSuspended",
        },
    ),
}
DIMENSIONS: Members = {"name": "Name", "value": "Value"}
METRIC: Members = {
    "id": "Id",
    "expression": "Expression",
    "label": "Label",
    "returnData": "ReturnData",
    "metricStat": Nested(
        "MetricStat",
        {
            "metric": Nested(
                "Metric",
                {
                    "metricName": "MetricName",
                    "namespace": "Namespace",
                    "dimensions": Nested("Dimensions", DIMENSIONS),
                },
            ),
            "stat": "Stat",
            "unit": "Unit",
        },
    ),
}
TRACKING: Members = {
    "targetValue": "TargetValue",
    "disableScaleIn": "DisableScaleIn",
    "scaleInCooldown": "ScaleInCooldown",
    "scaleOutCooldown": "ScaleOutCooldown",
    "predefinedMetricSpecification": Nested(
        "PredefinedMetricSpecification",
        {"predefinedMetricType": "PredefinedMetricType", "resourceLabel": "ResourceLabel"},
    ),
    "customizedMetricSpecification": Nested(
        "CustomizedMetricSpecification",
        {
            "dimensions": Nested("Dimensions", DIMENSIONS),
            "metricName": "MetricName",
            "metrics": Nested("Metrics", METRIC),
            "namespace": "Namespace",
            "statistic": "Statistic",
            "unit": "Unit",
        },
    ),
}
STEPS: Members = {
    "adjustmentType": "AdjustmentType",
    "cooldown": "Cooldown",
    "metricAggregationType": "MetricAggregationType",
    "minAdjustmentMagnitude": "MinAdjustmentMagnitude",
}
# The bounds of a step are text in the provider's schema, because 0 differs from unset.
STEP_BOUNDS = {
    "metricIntervalLowerBound": "MetricIntervalLowerBound",
    "metricIntervalUpperBound": "MetricIntervalUpperBound",
}
CONFIGURATION_OF = {
    "StepScaling": "stepScalingPolicyConfiguration",
    "TargetTrackingScaling": "targetTrackingScalingPolicyConfiguration",
}


def split_import_id(import_id: str, parts: tuple[str, ...]) -> State:
    """Split an import id, such as ``ecs/service/main/web/ecs:service:DesiredCount``."""
    words = import_id.split("/")
    if len(words) < len(parts):
        raise RefusedError(f"unexpected format of ID ({import_id}), expected {'/'.join(parts)}")
    after = len(parts) - 2
    values = [words[0], "/".join(words[1 : len(words) - after]), *words[len(words) - after :]]
    return dict(zip(parts, values, strict=True))


def _create_target(api: Api, inputs: Inputs) -> str:
    tags = {"Tags": inputs["tagsAll"]} if inputs.get("tagsAll") else {}
    _register(api, inputs, **tags)
    return str(inputs["resourceId"])


def _register(api: Api, inputs: Inputs, **tags: Any) -> None:
    # A new role or ECS service may not be visible yet.
    register = api.application_autoscaling.register_scalable_target
    api.retry({"ValidationException"}, register, **to_api({**KEY, **TARGET}, inputs), **tags)


def _target(api: Api, key: State) -> dict[str, Any] | None:
    return api.first(
        api.application_autoscaling.describe_scalable_targets,
        "ScalableTargets",
        ServiceNamespace=key["serviceNamespace"],
        ScalableDimension=key["scalableDimension"],
        ResourceIds=[key["resourceId"]],
    )


def _read_target(api: Api, target_id: str, state: State) -> State | None:
    key = state or split_import_id(target_id, ("serviceNamespace", "resourceId", "scalableDimension"))
    target = _target(api, key)
    if target is None:
        return None
    arn = target["ScalableTargetARN"]
    return {
        **from_api({**KEY, **TARGET}, target),
        "id": target["ResourceId"],
        "arn": arn,
        "tagsAll": api.application_autoscaling.list_tags_for_resource(ResourceARN=arn)["Tags"],
    }


def _update_target(api: Api, target_id: str, state: State, inputs: Inputs, changed: frozenset[str]) -> None:
    _register(api, inputs)


def _delete_target(api: Api, target_id: str, state: State) -> None:
    api.application_autoscaling.deregister_scalable_target(**to_api(KEY, state))
    api.wait(lambda: _target(api, state) is None, f"scalable target {target_id} to be deregistered")


def _write_target_tags(api: Api, target_id: str, state: State, changed: Mapping[str, str], removed: list[str]) -> None:
    if removed:
        api.application_autoscaling.untag_resource(ResourceARN=state["arn"], TagKeys=removed)
    if changed:
        api.application_autoscaling.tag_resource(ResourceARN=state["arn"], Tags=dict(changed))


def _steps_to_api(given: dict[str, Any]) -> dict[str, Any]:
    steps = [
        {
            "ScalingAdjustment": step["scalingAdjustment"],
            **{parameter: float(step[name]) for name, parameter in STEP_BOUNDS.items() if step.get(name)},
        }
        for step in given.get("stepAdjustments", [])
    ]
    return {**to_api(STEPS, given), "StepAdjustments": steps}


def _steps_from_api(found: dict[str, Any]) -> dict[str, Any]:
    steps = [
        {
            "scalingAdjustment": step["ScalingAdjustment"],
            **{name: f"{step[member]:g}" for name, member in STEP_BOUNDS.items() if step.get(member) is not None},
        }
        for step in found.get("StepAdjustments", [])
    ]
    return {**from_api(STEPS, found), "stepAdjustments": steps}


def _put_policy(api: Api, inputs: Inputs) -> str:
    parameters = to_api(KEY, inputs)
    if inputs.get("targetTrackingScalingPolicyConfiguration"):
        given = inputs["targetTrackingScalingPolicyConfiguration"]
        parameters["TargetTrackingScalingPolicyConfiguration"] = to_api(TRACKING, given)
    if inputs.get("stepScalingPolicyConfiguration"):
        parameters["StepScalingPolicyConfiguration"] = _steps_to_api(inputs["stepScalingPolicyConfiguration"])
    api.retry(
        NO_ACCESS,
        api.application_autoscaling.put_scaling_policy,
        PolicyName=inputs["name"],
        PolicyType=inputs["policyType"],
        **parameters,
    )
    return str(inputs["name"])


def _read_policy(api: Api, policy_id: str, state: State) -> State | None:
    key = state or split_import_id(policy_id, ("serviceNamespace", "resourceId", "scalableDimension", "name"))
    policy = api.first(
        api.application_autoscaling.describe_scaling_policies,
        "ScalingPolicies",
        **{**to_api(KEY, key), "PolicyNames": [key["name"]]},
    )
    if policy is None:
        return None
    tracking = policy.get("TargetTrackingScalingPolicyConfiguration")
    steps = policy.get("StepScalingPolicyConfiguration")
    return {
        **from_api(KEY, policy),
        "id": policy["PolicyName"],
        "arn": policy["PolicyARN"],
        "alarmArns": [alarm["AlarmARN"] for alarm in policy.get("Alarms", [])],
        "name": policy["PolicyName"],
        "policyType": policy["PolicyType"],
        "stepScalingPolicyConfiguration": _steps_from_api(steps) if steps else None,
        "targetTrackingScalingPolicyConfiguration": from_api(TRACKING, tracking) if tracking else None,
    }


def _update_policy(api: Api, policy_id: str, state: State, inputs: Inputs, changed: frozenset[str]) -> None:
    _put_policy(api, inputs)


def _delete_policy(api: Api, policy_id: str, state: State) -> None:
    delete = api.application_autoscaling.delete_scaling_policy
    api.retry(NO_ACCESS, delete, PolicyName=state["name"], **to_api(KEY, state))


def _check_policy(inputs: Inputs) -> Iterable[tuple[str, str]]:
    kind = inputs["policyType"]
    needed = CONFIGURATION_OF[kind]
    if not inputs.get(needed):
        yield needed, f'"{needed}": required when policyType is "{kind}"'
    for name in CONFIGURATION_OF.values():
        if name != needed and inputs.get(name):
            yield name, f'"{name}": conflicts with policyType "{kind}"'


def _unordered(rule: Property, *path: str) -> Property:
    """Return the rule of a block whose list at ``path`` is a set."""
    if not path:
        return replace(rule, unordered=True)
    return replace(rule, fields={**rule.fields, path[0]: _unordered(rule.fields[path[0]], *path[1:])})


CUSTOMIZED = "customizedMetricSpecification"
TRACKING_RULE = _unordered(Property(fields=supported(TRACKING)), CUSTOMIZED, "metrics")
TRACKING_RULE = _unordered(TRACKING_RULE, CUSTOMIZED, "dimensions")
IDENTITY = dict.fromkeys(KEY, REPLACE)
ROWS = [
    Row(
        resource_type="aws:appautoscaling/target:Target",
        label="Application AutoScaling Target",
        properties={
            **IDENTITY,
            "minCapacity": PLAIN,
            "maxCapacity": PLAIN,
            "roleArn": COMPUTED,
            "suspendedState": Property(computed=True),
        },
        outputs=frozenset({"arn"}),
        create=_create_target,
        read=_read_target,
        update=_update_target,
        delete=_delete_target,
        write_tags=_write_target_tags,
        import_id="service namespace/resource id/scalable dimension",
    ),
    Row(
        resource_type="aws:appautoscaling/policy:Policy",
        label="Application Auto Scaling Scaling Policy",
        properties={
            **IDENTITY,
            "name": REPLACE,
            "policyType": Property(default="StepScaling", allowed=tuple(CONFIGURATION_OF)),
            "stepScalingPolicyConfiguration": PLAIN,
            "targetTrackingScalingPolicyConfiguration": TRACKING_RULE,
        },
        outputs=frozenset({"arn", "alarmArns"}),
        auto_name=AutoName(),
        check=_check_policy,
        create=_put_policy,
        read=_read_policy,
        update=_update_policy,
        delete=_delete_policy,
        import_id="service namespace/resource id/scalable dimension/policy name",
    ),
]
