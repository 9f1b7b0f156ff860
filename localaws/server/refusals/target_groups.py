"""Target groups: attributes that exclude each other, health checks that overlap, protocols that need HTTPS."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from moto.elbv2.exceptions import TargetGroupNotFoundError

from localaws.server.operations import AwsError, before, instead
from localaws.server.refusals.load_balancers import target_groups_of

if TYPE_CHECKING:
    from localaws.server.operations import Call

# https://docs.aws.amazon.com/elasticloadbalancing/latest/APIReference/API_TargetGroupAttribute.html
RANGES = {
    "deregistration_delay.timeout_seconds": ((0, 3600),),
    "slow_start.duration_seconds": ((0, 0), (30, 900)),
    "stickiness.lb_cookie.duration_seconds": ((1, 604_800),),
}
ALGORITHMS = ("round_robin", "least_outstanding_requests", "weighted_random")


@instead("elbv2", "ModifyTargetGroupAttributes")
def modify_attributes(call: Call) -> dict[str, Any]:
    """Check AWS's ranges, which moto checks only partly, and attributes that exclude each other."""
    group = call.backend("elbv2").target_groups.get(call.params["TargetGroupArn"])
    if group is None:
        raise TargetGroupNotFoundError
    given = {each["Key"]: str(each.get("Value", "")) for each in call.params["Attributes"]}
    for key, value in given.items():
        if key not in group.attributes and group.protocol in ("HTTP", "HTTPS"):
            raise AwsError("ValidationError", f"Target group attribute key '{key}' is not recognized")
        ranges = RANGES.get(key, ())
        if ranges and not any(minimum <= int(value) <= maximum for minimum, maximum in ranges):
            allowed = " or ".join(f"'{minimum}-{maximum}'" for minimum, maximum in ranges)
            raise AwsError("ValidationError", f"'{key}' value '{value}' must be between {allowed} inclusive")
    _check_together({**group.attributes, **given})
    group.attributes.update(given)
    return {"Attributes": dict(group.attributes)}


def _check_together(attributes: dict[str, Any]) -> None:
    # https://docs.aws.amazon.com/elasticloadbalancing/latest/application/edit-target-group-attributes.html
    algorithm = attributes.get("load_balancing.algorithm.type", ALGORITHMS[0])
    if algorithm not in ALGORITHMS:
        raise AwsError("ValidationError", f"'{algorithm}' must be one of [{', '.join(ALGORITHMS)}]")
    if algorithm != ALGORITHMS[0] and str(attributes.get("slow_start.duration_seconds", "0")) != "0":
        raise AwsError(
            "InvalidConfigurationRequest", f"Slow start mode is not supported with the algorithm {algorithm}"
        )
    if attributes.get("stickiness.type") == "app_cookie" and not attributes.get("stickiness.app_cookie.cookie_name"):
        raise AwsError("InvalidConfigurationRequest", "An application cookie name must be set")


@before("elbv2", "ModifyTargetGroup")
def health_check_is_shorter_than_its_interval(call: Call) -> None:
    """A health check of an HTTP group ends before the next one begins; moto checks it only at creation."""
    group = call.backend("elbv2").target_groups.get(call.params["TargetGroupArn"])
    if group is None or group.protocol not in ("HTTP", "HTTPS"):
        return
    interval = int(call.params.get("HealthCheckIntervalSeconds", group.health_check_interval_seconds))
    timeout = int(call.params.get("HealthCheckTimeoutSeconds", group.health_check_timeout_seconds))
    if timeout >= interval:
        raise AwsError(
            "ValidationError", f"Health check timeout '{timeout}' must be smaller than the interval '{interval}'"
        )


@before("elbv2", "CreateTargetGroup", "ModifyTargetGroup")
def codes_fit_the_protocol(call: Call) -> None:
    """A gRPC group expects gRPC codes, other groups HTTP codes."""
    group = call.backend("elbv2").target_groups.get(call.params.get("TargetGroupArn"))
    version = group.protocol_version if group else call.params.get("ProtocolVersion", "HTTP1")
    matcher = call.params.get("Matcher") or {}
    wrong = "HttpCode" if version == "GRPC" else "GrpcCode"
    if wrong in matcher:
        raise AwsError("ValidationError", f"{wrong} is not supported with the protocol-version '{version}'")
    minimum, maximum = (0, 99) if version == "GRPC" else (200, 499)
    for code in (part for value in matcher.values() for part in str(value).replace("-", ",").split(",")):
        if not (code.isdigit() and minimum <= int(code) <= maximum):
            raise AwsError(
                "ValidationError", f"Health check matcher code '{code}' must be within '{minimum}-{maximum}'"
            )


@before("elbv2", "CreateListener", "ModifyListener", "CreateRule", "ModifyRule")
def version_fits_the_listener(call: Call) -> None:
    """Only an HTTPS listener forwards to targets with HTTP/2 or gRPC."""
    elbv2 = call.backend("elbv2")
    protocol = call.params.get("Protocol") or _protocol(elbv2, call.params)
    for arn in target_groups_of(call):
        group = elbv2.target_groups.get(arn)
        version = getattr(group, "protocol_version", None)
        if protocol == "HTTP" and version in ("HTTP2", "GRPC"):
            raise AwsError(
                "InvalidLoadBalancerAction",
                f"Listener protocol 'HTTP' is not supported with a target group with the protocol-version '{version}'",
            )


def _protocol(elbv2: Any, params: dict[str, Any]) -> str | None:
    for balancer in elbv2.load_balancers.values():
        for listener in balancer.listeners.values():
            if listener.arn == params.get("ListenerArn") or params.get("RuleArn") in listener.rules:
                return str(listener.protocol)
    return None
