"""Application Auto Scaling: policies and actions of a target are deleted with it; AWS creates alarms for policies."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from localaws.server.operations import AwsError, after, before, instead
from localaws.server.simulation.scaling_alarms import create_alarms

if TYPE_CHECKING:
    from localaws.server.operations import Call

SERVICE = "application-autoscaling"
# https://docs.aws.amazon.com/autoscaling/application/userguide/application-auto-scaling-service-linked-roles.html
ROLE_SUFFIX = {"ecs": "ECSService"}
NOT_SUSPENDED = dict.fromkeys(
    ("DynamicScalingInSuspended", "DynamicScalingOutSuspended", "ScheduledScalingSuspended"), False
)


def _missing(kind: str, given: dict[str, Any]) -> AwsError:
    return AwsError(
        "ObjectNotFoundException",
        f"No {kind} registered for service namespace: {given['ServiceNamespace']}, resource ID: "
        f"{given['ResourceId']}, scalable dimension: {given['ScalableDimension']}",
    )


def _is_registered(call: Call) -> bool:
    given = call.params
    return given["ResourceId"] in call.backend(SERVICE).targets.get(given["ScalableDimension"], {})


@before(SERVICE, "RegisterScalableTarget")
def bounds_are_valid(call: Call) -> None:
    """A new target has both bounds; the minimum is not above the maximum."""
    given = call.params
    targets = call.backend(SERVICE).targets.get(given["ScalableDimension"], {})
    existing = targets.get(given["ResourceId"])
    minimum, maximum = given.get("MinCapacity"), given.get("MaxCapacity")
    if existing is not None:
        minimum = existing.min_capacity if minimum is None else minimum
        maximum = existing.max_capacity if maximum is None else maximum
    if minimum is None or maximum is None:
        raise AwsError("ValidationException", "Minimum and maximum capacity must be specified for a new target")
    if minimum > maximum:
        raise AwsError("ValidationException", "Maximum capacity cannot be less than minimum capacity")


@after(SERVICE, "RegisterScalableTarget")
def complete_target(call: Call) -> None:
    """Add AWS's role, the suspended state and the tags to a target."""
    given = call.params
    target = call.backend(SERVICE).targets[given["ScalableDimension"]][given["ResourceId"]]
    namespace = given["ServiceNamespace"]
    if target.role_arn is None:
        suffix = ROLE_SUFFIX.get(namespace, namespace)
        target.role_arn = (
            f"arn:aws:iam::{call.account}:role/aws-service-role/{namespace}.application-autoscaling.amazonaws.com/"
            f"AWSServiceRoleForApplicationAutoScaling_{suffix}"
        )
    target.suspended_state = {**NOT_SUSPENDED, **(target.suspended_state or {})}
    if not hasattr(target, "tags"):
        target.tags = dict(given.get("Tags") or {})


@before(SERVICE, "DeregisterScalableTarget", "PutScalingPolicy", "PutScheduledAction")
def target_exists(call: Call) -> None:
    """A target that is not registered cannot be deregistered, scaled or scheduled."""
    if not _is_registered(call):
        raise _missing("scalable target", call.params)


@after(SERVICE, "DeregisterScalableTarget")
def delete_parts_of_target(call: Call) -> None:
    """Delete the target's policies, with their alarms, and its scheduled actions."""
    backend, given = call.backend(SERVICE), call.params
    key = (given["ServiceNamespace"], given["ResourceId"], given["ScalableDimension"])
    for name, policy in list(backend.policies.items()):
        if (policy.service_namespace, policy.resource_id, policy.scalable_dimension) == key:
            policy.delete_alarms(call.account, call.region)
            del backend.policies[name]
    backend.scheduled_actions = [
        each
        for each in backend.scheduled_actions
        if (each.service_namespace, each.resource_id, each.scalable_dimension) != key
    ]


@instead(SERVICE, "PutScalingPolicy")
def put_policy(call: Call) -> dict[str, Any]:
    """Store the policy with a stable ARN, and create or replace the alarms of target tracking."""
    backend, given = call.backend(SERVICE), call.params
    key = (given["ServiceNamespace"], given["ResourceId"], given["ScalableDimension"], given["PolicyName"])
    old = backend.policies.get("\t".join(key))
    tracking = given.get("TargetTrackingScalingPolicyConfiguration")
    policy = backend.put_scaling_policy(
        given["PolicyName"], *key[:3], tracking or given.get("StepScalingPolicyConfiguration"), given.get("PolicyType")
    )
    policy.delete_alarms(call.account, call.region)
    if old is not None:
        old.delete_alarms(call.account, call.region)
        policy.policy_arn, policy.creation_time = old.policy_arn, old.creation_time
    policy.alarms = create_alarms(call, policy, tracking) if tracking else []
    return {
        "PolicyARN": policy.policy_arn,
        "Alarms": [{"AlarmName": alarm.name, "AlarmARN": alarm.alarm_arn} for alarm in policy.alarms],
    }


@before(SERVICE, "DescribeScalingPolicies")
def describe_named_policies(call: Call) -> dict[str, Any] | None:
    """Return the named policies; moto ignores ``PolicyNames``."""
    names = call.params.get("PolicyNames")
    if not names:
        return None
    given = call.params
    _, policies = call.backend(SERVICE).describe_scaling_policies(
        given["ServiceNamespace"], given.get("ResourceId"), given.get("ScalableDimension"), None, None
    )
    return {"ScalingPolicies": [_described(policy) for policy in policies if policy.policy_name in names]}


def _described(policy: Any) -> dict[str, Any]:
    return {
        "PolicyARN": policy.policy_arn,
        "PolicyName": policy.policy_name,
        "ServiceNamespace": policy.service_namespace,
        "ResourceId": policy.resource_id,
        "ScalableDimension": policy.scalable_dimension,
        "PolicyType": policy.policy_type,
        "StepScalingPolicyConfiguration": policy.step_scaling_policy_configuration,
        "TargetTrackingScalingPolicyConfiguration": policy.target_tracking_scaling_policy_configuration,
        "Alarms": [{"AlarmName": alarm.name, "AlarmARN": alarm.alarm_arn} for alarm in policy.alarms],
        "CreationTime": policy.creation_time,
    }


@before(SERVICE, "DeleteScalingPolicy")
def policy_exists(call: Call) -> None:
    """A missing policy cannot be deleted."""
    given = call.params
    names = ("ServiceNamespace", "ResourceId", "ScalableDimension", "PolicyName")
    if "\t".join(given[name] for name in names) not in call.backend(SERVICE).policies:
        raise _missing(f"scaling policy {given['PolicyName']}", given)


@before(SERVICE, "DeleteScheduledAction")
def scheduled_action_exists(call: Call) -> None:
    """A missing scheduled action cannot be deleted."""
    given = call.params
    actions = call.backend(SERVICE).scheduled_actions
    if (given["ScheduledActionName"], given["ResourceId"]) not in [
        (each.scheduled_action_name, each.resource_id) for each in actions
    ]:
        raise _missing(f"scheduled action {given['ScheduledActionName']}", given)


def _tagged(call: Call) -> Any:
    arn = call.params["ResourceARN"]
    for targets in call.backend(SERVICE).targets.values():
        for target in targets.values():
            if target.arn == arn:
                return target
    raise AwsError("ResourceNotFoundException", f"The resource with ARN {arn} does not exist")


@instead(SERVICE, "ListTagsForResource")
def list_tags(call: Call) -> dict[str, Any]:
    """Return the tags of a scalable target."""
    return {"Tags": _tagged(call).tags}


@instead(SERVICE, "TagResource")
def tag(call: Call) -> dict[str, Any]:
    """Set tags of a scalable target."""
    _tagged(call).tags.update(call.params["Tags"])
    return {}


@instead(SERVICE, "UntagResource")
def untag(call: Call) -> dict[str, Any]:
    """Remove tags of a scalable target."""
    target = _tagged(call)
    for key in call.params["TagKeys"]:
        target.tags.pop(key, None)
    return {}
