"""Load balancers and target groups."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from localaws.plugin import naming
from localaws.plugin.api import Api, RefusedError
from localaws.plugin.mapping import Members, from_api, supported, to_api
from localaws.plugin.row import AutoName, Inputs, Property, Row, State, plain
from localaws.plugin.rows.ec2_tags import tag_list
from localaws.plugin.rows.lb_attributes import (
    BALANCER_ATTRIBUTES,
    GROUP_ATTRIBUTES,
    changed_attributes,
    read_attributes,
)

BALANCER_GONE = "LoadBalancerNotFound"
GROUP_GONE = "TargetGroupNotFound"
HEALTH_CHECK: Members = {
    "enabled": "HealthCheckEnabled",
    "healthyThreshold": "HealthyThresholdCount",
    "interval": "HealthCheckIntervalSeconds",
    "path": "HealthCheckPath",
    "port": "HealthCheckPort",
    "protocol": "HealthCheckProtocol",
    "timeout": "HealthCheckTimeoutSeconds",
    "unhealthyThreshold": "UnhealthyThresholdCount",
}
# The provider's defaults, sent with a health check that does not set them.
HEALTH_CHECK_DEFAULTS = {
    "enabled": True,
    "healthyThreshold": 3,
    "interval": 30,
    "port": "traffic-port",
    "protocol": "HTTP",
    "unhealthyThreshold": 3,
}


def _create_balancer(api: Api, inputs: Inputs) -> str:
    name, tags = naming.given_name(inputs), inputs.get("tagsAll") or {}
    # The provider checks first, because AWS answers a repeated request with the existing resource.
    if api.first(api.elbv2.describe_load_balancers, "LoadBalancers", BALANCER_GONE, Names=[name]):
        raise RefusedError(f"ELBv2 Load Balancer ({name}) already exists")
    optional = {"securityGroups": "SecurityGroups", "subnets": "Subnets", "ipAddressType": "IpAddressType"}
    answer = api.elbv2.create_load_balancer(
        Name=name,
        Type=inputs["loadBalancerType"],
        Scheme="internal" if inputs.get("internal") else "internet-facing",
        **({"Tags": tag_list(tags)} if tags else {}),
        **{parameter: inputs[name] for name, parameter in optional.items() if inputs.get(name)},
    )
    return str(answer["LoadBalancers"][0]["LoadBalancerArn"])


def _balancer(api: Api, arn: str) -> dict[str, Any] | None:
    return api.first(api.elbv2.describe_load_balancers, "LoadBalancers", BALANCER_GONE, LoadBalancerArns=[arn])


def _finish_balancer(api: Api, arn: str, inputs: Inputs) -> None:
    attributes = changed_attributes(BALANCER_ATTRIBUTES, inputs, frozenset(BALANCER_ATTRIBUTES) & inputs.keys())
    if attributes:
        api.elbv2.modify_load_balancer_attributes(LoadBalancerArn=arn, Attributes=attributes)
    api.wait(lambda: _is_active(api, arn), f"load balancer {arn} to become active")


def _is_active(api: Api, arn: str) -> bool:
    balancer = _balancer(api, arn)
    return balancer is not None and balancer.get("State", {}).get("Code") == "active"


def _read_balancer(api: Api, arn: str, state: State) -> State | None:
    balancer = _balancer(api, arn)
    if balancer is None:
        return None
    attributes = api.elbv2.describe_load_balancer_attributes(LoadBalancerArn=arn)["Attributes"]
    return {
        **read_attributes(BALANCER_ATTRIBUTES, attributes),
        "arn": arn,
        "arnSuffix": arn.partition(":loadbalancer/")[2],
        "dnsName": balancer["DNSName"],
        "internal": balancer["Scheme"] == "internal",
        "ipAddressType": balancer.get("IpAddressType"),
        "loadBalancerType": balancer["Type"],
        "name": balancer["LoadBalancerName"],
        "securityGroups": sorted(balancer.get("SecurityGroups", [])),
        "subnets": sorted(zone["SubnetId"] for zone in balancer["AvailabilityZones"]),
        "vpcId": balancer["VpcId"],
        "zoneId": balancer["CanonicalHostedZoneId"],
        "tagsAll": _tags_of(api, arn),
    }


def _tags_of(api: Api, arn: str) -> dict[str, str]:
    described = api.elbv2.describe_tags(ResourceArns=[arn])["TagDescriptions"]
    return {tag["Key"]: tag.get("Value", "") for each in described for tag in each["Tags"]}


def _update_balancer(api: Api, arn: str, state: State, inputs: Inputs, changed: frozenset[str]) -> None:
    attributes = changed_attributes(BALANCER_ATTRIBUTES, inputs, changed)
    if attributes:
        api.elbv2.modify_load_balancer_attributes(LoadBalancerArn=arn, Attributes=attributes)
    if "securityGroups" in changed:
        api.elbv2.set_security_groups(LoadBalancerArn=arn, SecurityGroups=inputs.get("securityGroups", []))
    if "subnets" in changed:
        api.elbv2.set_subnets(LoadBalancerArn=arn, Subnets=inputs["subnets"])
    if "ipAddressType" in changed:
        api.elbv2.set_ip_address_type(LoadBalancerArn=arn, IpAddressType=inputs["ipAddressType"])
    api.wait(lambda: _is_active(api, arn), f"load balancer {arn} to become active")


def _delete_balancer(api: Api, arn: str, state: State) -> None:
    api.elbv2.delete_load_balancer(LoadBalancerArn=arn)
    api.wait(lambda: _balancer(api, arn) is None, f"load balancer {arn} to be deleted")


def _write_tags(api: Api, arn: str, state: State, changed: Mapping[str, str], removed: list[str]) -> None:
    if removed:
        api.elbv2.remove_tags(ResourceArns=[arn], TagKeys=removed)
    if changed:
        api.elbv2.add_tags(ResourceArns=[arn], Tags=tag_list(changed))


def _health_check(inputs: Inputs) -> dict[str, Any]:
    given = inputs.get("healthCheck")
    if given is None:
        return {}
    parameters = to_api(HEALTH_CHECK, {**HEALTH_CHECK_DEFAULTS, **given})
    if given.get("matcher"):
        kind = "GrpcCode" if str(inputs.get("protocolVersion")).upper() == "GRPC" else "HttpCode"
        parameters["Matcher"] = {kind: given["matcher"]}
    return parameters


def _create_group(api: Api, inputs: Inputs) -> str:
    optional = {"port": "Port", "protocol": "Protocol", "protocolVersion": "ProtocolVersion", "vpcId": "VpcId"}
    name, tags = naming.given_name(inputs), inputs.get("tagsAll") or {}
    if api.first(api.elbv2.describe_target_groups, "TargetGroups", GROUP_GONE, Names=[name]):
        raise RefusedError(f"ELBv2 Target Group ({name}) already exists")
    answer = api.elbv2.create_target_group(
        Name=name,
        TargetType=inputs["targetType"],
        **_health_check(inputs),
        **({"Tags": tag_list(tags)} if tags else {}),
        **{parameter: inputs[name] for name, parameter in optional.items() if name in inputs},
    )
    return str(answer["TargetGroups"][0]["TargetGroupArn"])


def _finish_group(api: Api, arn: str, inputs: Inputs) -> None:
    attributes = changed_attributes(GROUP_ATTRIBUTES, inputs, frozenset(GROUP_ATTRIBUTES) & inputs.keys())
    if attributes:
        api.elbv2.modify_target_group_attributes(TargetGroupArn=arn, Attributes=attributes)


def _read_group(api: Api, arn: str, state: State) -> State | None:
    group = api.first(api.elbv2.describe_target_groups, "TargetGroups", GROUP_GONE, TargetGroupArns=[arn])
    if group is None:
        return None
    attributes = api.elbv2.describe_target_group_attributes(TargetGroupArn=arn)["Attributes"]
    return {
        **read_attributes(GROUP_ATTRIBUTES, attributes),
        "arn": arn,
        "arnSuffix": arn.rpartition(":")[2],
        "healthCheck": {**from_api(HEALTH_CHECK, group), "matcher": next(iter(group.get("Matcher", {}).values()), "")},
        "ipAddressType": group.get("IpAddressType", "ipv4"),
        "loadBalancerArns": sorted(group.get("LoadBalancerArns", [])),
        "name": group["TargetGroupName"],
        "port": group.get("Port"),
        "protocol": group.get("Protocol"),
        "protocolVersion": group.get("ProtocolVersion"),
        "targetType": group["TargetType"],
        "vpcId": group.get("VpcId"),
        "tagsAll": _tags_of(api, arn),
    }


def _update_group(api: Api, arn: str, state: State, inputs: Inputs, changed: frozenset[str]) -> None:
    if "healthCheck" in changed:
        parameters = _health_check({**inputs, "healthCheck": inputs.get("healthCheck", {})})
        api.elbv2.modify_target_group(TargetGroupArn=arn, **parameters)
    attributes = changed_attributes(GROUP_ATTRIBUTES, inputs, changed)
    if attributes:
        api.elbv2.modify_target_group_attributes(TargetGroupArn=arn, Attributes=attributes)


def _delete_group(api: Api, arn: str, state: State) -> None:
    api.retry({"ResourceInUse"}, api.elbv2.delete_target_group, TargetGroupArn=arn)


def _balancer_replaces(changed: frozenset[str], state: State, inputs: Inputs) -> Iterable[str]:
    """Yield the changes that replace a Network Load Balancer: removed subnets, the first or the last security group."""
    if inputs.get("loadBalancerType") != "network":
        return
    before, after = (len(values.get("subnets", [])) for values in (state, inputs))
    if "subnets" in changed and after <= before:
        yield "subnets"
    if "securityGroups" in changed and bool(state.get("securityGroups")) != bool(inputs.get("securityGroups")):
        yield "securityGroups"


ROWS = [
    Row(
        resource_type="aws:lb/loadBalancer:LoadBalancer",
        label="ELBv2 Load Balancer",
        properties=plain(
            "name",
            "namePrefix",
            *BALANCER_ATTRIBUTES,
            "internal",
            "ipAddressType",
            "loadBalancerType",
            "securityGroups",
            "subnets",
        ),
        outputs=frozenset({"arn", "arnSuffix", "dnsName", "vpcId", "zoneId"}),
        auto_name=AutoName(),
        also_replaces=_balancer_replaces,
        create=_create_balancer,
        finish=_finish_balancer,
        read=_read_balancer,
        update=_update_balancer,
        delete=_delete_balancer,
        write_tags=_write_tags,
        import_id="load balancer ARN",
    ),
    Row(
        resource_type="aws:lb/targetGroup:TargetGroup",
        label="ELBv2 Target Group",
        properties={
            **plain(
                "name", "namePrefix", *GROUP_ATTRIBUTES, "port", "protocol", "protocolVersion", "targetType", "vpcId"
            ),
            "healthCheck": Property(fields={**supported(HEALTH_CHECK), "matcher": Property(filled=True)}),
        },
        outputs=frozenset({"arn", "arnSuffix", "ipAddressType", "loadBalancerArns"}),
        auto_name=AutoName(max_length=32),
        create=_create_group,
        finish=_finish_group,
        read=_read_group,
        update=_update_group,
        delete=_delete_group,
        write_tags=_write_tags,
        import_id="target group ARN",
    ),
]
