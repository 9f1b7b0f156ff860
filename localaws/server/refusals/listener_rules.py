"""Listeners' rules and certificates: their maximum numbers, and the default certificate."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from moto.elbv2.exceptions import ListenerNotFoundError

from localaws.server.operations import AwsError, after, before, instead
from localaws.server.refusals.load_balancers import balancer_of, target_groups_of

if TYPE_CHECKING:
    from localaws.server.operations import Call

# https://docs.aws.amazon.com/elasticloadbalancing/latest/application/load-balancer-limits.html
MAX_RULES = 100
MAX_TARGET_GROUPS = 100
MAX_VALUES = 5
MAX_WILDCARDS = 5
MAX_CERTIFICATES = 25


@before("elbv2", "CreateRule", "ModifyRule")
def conditions_are_limited(call: Call) -> None:
    """A rule has limited values and wildcards in all its conditions, and one host and one path condition."""
    conditions = call.params.get("Conditions") or []
    values = [value for condition in conditions for value in _values(condition)]
    if len(values) > MAX_VALUES:
        raise AwsError("ValidationError", f"A rule can only have '{MAX_VALUES}' condition values")
    if sum(value.count("*") + value.count("?") for value in values) > MAX_WILDCARDS:
        raise AwsError("ValidationError", f"A rule can only have '{MAX_WILDCARDS}' condition wildcards")
    fields = [condition.get("Field") for condition in conditions]
    for field in ("host-header", "path-pattern", "http-request-method", "source-ip"):
        if fields.count(field) > 1:
            raise AwsError("ValidationError", f"A rule can only have one '{field}' condition")


def _values(condition: dict[str, Any]) -> list[str]:
    configured = [config.get("Values") or [] for key, config in condition.items() if key.endswith("Config")]
    found = [*(condition.get("Values") or []), *(value for values in configured for value in values)]
    return [each["Value"] if isinstance(each, dict) else each for each in found]


@before("elbv2", "CreateRule")
def rules_are_limited(call: Call) -> None:
    """A load balancer has a limited number of rules, not counting the default rules of its listeners."""
    balancer = call.backend("elbv2").load_balancers.get(balancer_of(call))
    listeners = balancer.listeners.values() if balancer else []
    if sum(len(listener.rules) - 1 for listener in listeners) >= MAX_RULES:
        raise AwsError("TooManyRules", f"The maximum number of rules, '{MAX_RULES}', has been reached")


@before("elbv2", "CreateListener", "ModifyListener", "CreateRule", "ModifyRule")
def target_groups_are_limited(call: Call) -> None:
    """A load balancer forwards to a limited number of target groups."""
    elbv2, arn = call.backend("elbv2"), balancer_of(call)
    balancer = elbv2.load_balancers.get(arn)
    used = {
        group
        for listener in (balancer.listeners.values() if balancer else ())
        for rule in listener.rules.values()
        for action in rule.actions
        for group in elbv2._get_target_group_arns_from(action_data=action.data)
    }
    if len(used | target_groups_of(call)) > MAX_TARGET_GROUPS:
        raise AwsError("TooManyTargetGroups", f"A load balancer can only have '{MAX_TARGET_GROUPS}' target groups")


@before("elbv2", "DescribeTargetGroups")
def update_load_balancer_arns(call: Call) -> None:
    """Update the load balancers of target groups, which moto keeps after their rule or listener is deleted."""
    elbv2 = call.backend("elbv2")
    used: dict[str, list[str]] = {}
    for balancer in elbv2.load_balancers.values():
        for listener in balancer.listeners.values():
            for rule in listener.rules.values():
                for action in rule.actions:
                    for arn in elbv2._get_target_group_arns_from(action_data=action.data):
                        used.setdefault(arn, []).append(balancer.arn)
    for arn, group in elbv2.target_groups.items():
        group.load_balancer_arns = sorted(set(used.get(arn, [])))


def _listener(call: Call) -> Any:
    for balancer in call.backend("elbv2").load_balancers.values():
        for listener in balancer.listeners.values():
            if listener.arn == call.params["ListenerArn"]:
                return listener
    raise ListenerNotFoundError


@before("elbv2", "ModifyListener")
def remember_certificates(call: Call) -> None:
    """Remember the additional certificates, which moto drops when the default certificate changes."""
    listener = _listener(call)
    listener.additional_certificates = listener.certificates[1:]


@after("elbv2", "ModifyListener")
def keep_certificates(call: Call) -> None:
    """Restore the additional certificates."""
    listener = _listener(call)
    if listener.certificates:
        listener.certificates = [listener.certificates[0], *listener.additional_certificates]


@instead("elbv2", "AddListenerCertificates")
def add_certificates(call: Call) -> dict[str, Any]:
    """Add each certificate once; the default certificate does not count towards the quota."""
    listener = _listener(call)
    if listener.protocol not in ("HTTPS", "TLS"):
        raise AwsError("OperationNotPermitted", f"Listener '{listener.arn}' does not support certificates")
    given = [each["CertificateArn"] for each in call.params["Certificates"]]
    additional = [*listener.certificates[1:], *(arn for arn in given if arn not in listener.certificates[1:])]
    if len(additional) > MAX_CERTIFICATES:
        raise AwsError(
            "TooManyCertificates", "You've reached the limit on the number of certificates per load balancer"
        )
    listener.certificates = [listener.certificates[0], *additional]
    return {"Certificates": [{"CertificateArn": arn, "IsDefault": False} for arn in given]}


@instead("elbv2", "RemoveListenerCertificates")
def remove_certificates(call: Call) -> dict[str, Any]:
    """Remove additional certificates; only ModifyListener replaces the default certificate."""
    listener = _listener(call)
    given = [each["CertificateArn"] for each in call.params["Certificates"]]
    default, *additional = listener.certificates
    if default in given and default not in additional:
        raise AwsError("OperationNotPermitted", "Default certificate cannot be removed")
    listener.certificates = [default, *(arn for arn in additional if arn not in given)]
    return {}
