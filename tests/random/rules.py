"""Rules for the keys of one object that depend on each other."""

from __future__ import annotations

from typing import Any

from hypothesis import strategies as st
from hypothesis.strategies import DrawFn

from tests.harness.aws_existing import WEB_ACLS
from tests.harness.aws_functions import HOSTED_ZONE

from .address_blocks import following_block, further_blocks
from .cluster_rules import cluster, root_volume
from .container_rules import capabilities, execution_role, logging, task_role
from .schema_strategies import Rule, Values
from .task_rules import job, service_connect, task, variables_once

WITHOUT_NAT = ["ecr.api", "ecr.dkr", "ecs", "ecs-agent", "ecs-telemetry", "logs"]
LONGEST_BAKING_MINUTES = 34 * 1_440
FOR_STRATEGY = {
    "bakeTimeMinutes": ("blue-green", "canary", "linear"),
    "canaryPercent": ("canary",),
    "canaryBakeTimeMinutes": ("canary",),
    "stepPercent": ("linear",),
    "stepBakeTimeMinutes": ("linear",),
}


def zone_count(vpc: Values) -> int:
    """Return the number of zones of a network."""
    zones = vpc.get("availabilityZones", 2)
    return zones if isinstance(zones, int) else len(zones)


def network(draw: DrawFn, args: Values) -> None:
    first, more = args.get("cidrBlock", "10.0.0.0/16"), zone_count(args) > 2
    size = [int(first.partition("/")[2])]
    following = following_block(first)
    if args.get("secondaryCidrBlock") is not None or (more and following is None):
        args["secondaryCidrBlock"] = draw(further_blocks(first, [first], size))
    second = args.get("secondaryCidrBlock") or following
    if args.get("splitTaskSubnets"):
        taken = [first, second] if more and second else [first]
        args["taskCidrBlock"] = draw(further_blocks(first, taken))
    if "gatewayEndpoints" in args:
        args["gatewayEndpoints"] = sorted(set(args["gatewayEndpoints"]))
    if args.get("natGateways") == "none":
        args["interfaceEndpoints"] = sorted({*args.get("interfaceEndpoints", ()), *WITHOUT_NAT})
        if "gatewayEndpoints" in args:
            args["gatewayEndpoints"] = sorted({*args["gatewayEndpoints"], "s3"})
    if args.get("eipAllocationIds") is not None:
        args["eipAllocationIds"] = allocation_ids(args)


def allocation_ids(vpc: Values) -> list[str]:
    """Return an Elastic IP for each NAT gateway."""
    count = {"one-per-az": zone_count(vpc), "single": 1, "none": 0}[vpc.get("natGateways", "one-per-az")]
    return [f"eipalloc-{number}" for number in range(count)]


def service(draw: DrawFn, args: Values) -> None:
    if args["topology"] == "private-worker" and draw(st.integers(0, 3)) == 0:
        _without_load_balancer(args)
    if args["topology"] == "public-api":
        args.pop("allowFrom", None)
    if args.get("allowFrom") is not None:
        args["allowFrom"] = sorted(set(args["allowFrom"]))
    if args.get("deployment", {}).get("strategy", "rolling") != "rolling" and args.get("scaling"):
        args["scaling"].pop("requestsPerTarget", None)
        something_scales(args["scaling"])
    if args.get("loadBalancer") == "none" and args.get("serviceConnect", {}).get("protocol") is None:
        args.get("serviceConnect", {}).pop("requestTimeoutSeconds", None)
    _one_task_on_each_instance(args)
    _room_to_replace_a_task(args)
    task(draw, args)


def _one_task_on_each_instance(args: Values) -> None:
    if args.get("scheduling") != "daemon":
        return
    args.pop("desiredCount", None)
    args.pop("scaling", None)
    deployment = args.get("deployment") or {}
    deployment.update({"strategy": "rolling", **dict.fromkeys(FOR_STRATEGY)})
    deployment.pop("maximumPercent", None)
    deployment["minimumHealthyPercent"] = min(deployment.get("minimumHealthyPercent", 75), 99)


def _room_to_replace_a_task(args: Values) -> None:
    """Set percentages with which any number of tasks can be deployed."""
    deployment = args.get("deployment") or {}
    if args.get("scheduling") == "daemon":
        return
    if deployment.get("minimumHealthyPercent", 75) > 0 and deployment.get("maximumPercent", 200) < 200:
        deployment["minimumHealthyPercent"] = 0


def _without_load_balancer(args: Values) -> None:
    args["loadBalancer"] = "none"
    if args.get("scaling"):
        args["scaling"].pop("requestsPerTarget", None)
        something_scales(args["scaling"])
    args.get("deployment", {}).update({"strategy": "rolling", **dict.fromkeys(FOR_STRATEGY)})


def volume(_draw: DrawFn, args: Values) -> None:
    if args.get("fileSystemId") is None:
        args.pop("accessPointId", None)
        args.pop("rootDirectory", None)
    else:
        args.pop("hostPath", None)
    if args.get("containerPath") is None:
        args.pop("readOnly", None)
    if args.get("accessPointId") is not None:
        args.pop("rootDirectory", None)


def deployment(_draw: DrawFn, args: Values) -> None:
    for key, strategies in FOR_STRATEGY.items():
        if args.get("strategy", "rolling") not in strategies:
            args.pop(key, None)
    if args.get("external"):
        args.pop("forceNew", None)
    if args.get("alarmNames"):
        args["alarmNames"] = list(dict.fromkeys(args["alarmNames"]))
    if args.get("minimumHealthyPercent") == args.get("maximumPercent") == 100:
        args["maximumPercent"] = 101
    if args.get("timeoutMinutes") is not None and args.get("strategy", "rolling") != "rolling":
        args["timeoutMinutes"] = max(args["timeoutMinutes"], LONGEST_BAKING_MINUTES + 1)


def scaling(_draw: DrawFn, args: Values) -> None:
    _in_order(args, "minCount", "maxCount")
    something_scales(args)


def schedule(_draw: DrawFn, args: Values) -> None:
    _in_order(args, "minCount", "maxCount")


def ulimit(_draw: DrawFn, args: Values) -> None:
    if args["softLimit"] == -1:
        args["hardLimit"] = -1
    elif args["hardLimit"] != -1:
        _in_order(args, "softLimit", "hardLimit")


def existing_network(_draw: DrawFn, args: Values) -> None:
    args["vpcId"] = "vpc-1"
    for key in ("publicSubnetIds", "privateSubnetIds", "taskSubnetIds"):
        if args.get(key) is not None:
            args[key] = [f"subnet-{number}" for number in range(1, len(args[key]) + 1)]


def namespace(_draw: DrawFn, args: Values) -> None:
    args["arn"] = f"{args['arn'].rpartition('/')[0]}/{args['id']}"


def shared_load_balancer(draw: DrawFn, args: Values) -> None:
    load_balancer(draw, args)
    for key in ("protocol", "algorithm"):
        args.pop(key, None)


def load_balancer(draw: DrawFn, args: Values) -> None:
    for key in ("shared", "hosts", "paths", "priority"):
        args.pop(key, None)
    for key in ("allowCidrs", "allowPrefixLists", "certificateArns", "domains"):
        if args.get(key):
            args[key] = list(dict.fromkeys(args[key]))
    if args.get("domains") is None:
        args.pop("hostedZone", None)
        args.pop("hostedZoneId", None)
    else:
        args["hostedZone"] = HOSTED_ZONE
    if args.get("webAclArn") is not None:
        args["webAclArn"] = draw(st.sampled_from(sorted(WEB_ACLS.values())))
    if not args.get("domains") and not args.get("certificateArns"):
        args["protocol"] = "http1"
    if args.get("protocol") == "grpc" and args.get("healthCheck", {}).get("codes"):
        args["healthCheck"]["codes"] = "0-99"
    if args.get("slowStart") is not None:
        args["algorithm"] = "round-robin"


def target_health_check(_draw: DrawFn, args: Values) -> None:
    args["interval"] = max(args.get("interval", 6), args.get("timeout", 5) + 1)


def health_check(draw: DrawFn, args: Values) -> None:
    kind = draw(st.sampled_from(["CMD", "CMD-SHELL"]))
    args["command"] = [kind, *args["command"][: 1 if kind == "CMD-SHELL" else None]]


def platform(draw: DrawFn, args: Values) -> None:
    if args.get("stack") is not None and args.get("network") is not None and draw(st.booleans()):
        args["stack"] = None
    args.pop("loadBalancers", None)
    if args.get("stack") is not None or args.get("network") is None:
        args.clear()
        args["stack"] = "organization/ecs-on-ec2/platform"


def something_scales(args: Values) -> None:
    """Scale by CPU unless something else scales."""
    if not any(args.get(key) for key in ("schedules", "metrics", "cpu", "memory", "requestsPerTarget", "queue")):
        args["cpu"] = 50


def queue(draw: DrawFn, args: Values) -> None:
    """Keep the name or the ARN; one of them is needed."""
    args.pop(draw(st.sampled_from(["name", "arn"])), None)
    if args.get("name") is None and args.get("arn") is None:
        args["name"] = "orders"


def audit(_draw: DrawFn, args: Values) -> None:
    """Limit the lock to the retention of the logs, and keep locked logs after the deletion of the stack."""
    lock = args.get("objectLock")
    if lock is not None:
        lock["days"] = min(lock["days"], args.get("retentionDays", 365))
        args.pop("deleteWithStack", None)


def _in_order(args: dict[str, Any], least: str, most: str) -> None:
    args[least], args[most] = sorted([args[least], args[most]])
    args[most] = max(args[most], 1)


def existing_cluster(_draw: DrawFn, args: Values) -> None:
    if args.get("operatingSystem") == "bottlerocket" and args.get("namespace"):
        args["namespace"]["domain"] = "shop.internal"


RULES: dict[str, Rule] = {
    "AuditLogsArgs": audit,
    "AwsvpcServiceArgs": service,
    "CapabilitiesArgs": capabilities,
    "ContainerHealthCheckArgs": health_check,
    "DeploymentArgs": deployment,
    "Ec2EcsClusterArgs": cluster,
    "ExecutionRoleArgs": execution_role,
    "ExistingNamespaceArgs": namespace,
    "ExistingNetworkArgs": existing_network,
    "ExistingClusterArgs": existing_cluster,
    "JobArgs": job,
    "HealthCheckArgs": target_health_check,
    "LargeVpcArgs": network,
    "LoadBalancerArgs": load_balancer,
    "SharedLoadBalancerArgs": shared_load_balancer,
    "LoggingArgs": logging,
    "PlatformArgs": platform,
    "QueueScalingArgs": queue,
    "RootVolumeArgs": root_volume,
    "ScheduleArgs": schedule,
    "ServiceScalingArgs": scaling,
    "ServiceConnectArgs": service_connect,
    "SidecarArgs": variables_once,
    "TaskRoleArgs": task_role,
    "UlimitArgs": ulimit,
    "VolumeArgs": volume,
}
