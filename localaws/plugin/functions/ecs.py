"""Running ECS services: deployments, events and settings."""

from __future__ import annotations

from datetime import datetime, timezone
from typing import Any

from localaws.plugin.api import Api, RefusedError
from localaws.plugin.functions.function import Function
from localaws.plugin.mapping import Members, Nested, from_api
from localaws.plugin.rows.ecs_cluster import STRATEGY, tags_of
from localaws.plugin.rows.ecs_deployment import ALARMS, BREAKER
from localaws.plugin.rows.ecs_service_members import REGISTRY

GONE = ("ClusterNotFoundException", "ServiceNotFoundException")
# A function returns each nested object as a list of at most one item, under a plural name.
CANARY: Members = {"canaryPercent": "canaryPercent", "canaryBakeTimeInMinutes": "canaryBakeTimeInMinutes"}
LINEAR: Members = {"stepPercent": "stepPercent", "stepBakeTimeInMinutes": "stepBakeTimeInMinutes"}
HOOK: Members = {
    "hookDetails": "hookDetails",
    "hookTargetArn": "hookTargetArn",
    "lifecycleStages": "lifecycleStages",
    "roleArn": "roleArn",
}
ADVANCED: Members = {
    "alternateTargetGroupArn": "alternateTargetGroupArn",
    "productionListenerRule": "productionListenerRule",
    "roleArn": "roleArn",
    "testListenerRule": "testListenerRule",
}
BALANCER: Members = {
    "containerName": "containerName",
    "containerPort": "containerPort",
    "elbName": "loadBalancerName",
    "targetGroupArn": "targetGroupArn",
}
SERVICE: Members = {
    "arn": "serviceArn",
    "availabilityZoneRebalancing": "availabilityZoneRebalancing",
    "capacityProviderStrategies": Nested("capacityProviderStrategy", STRATEGY),
    "createdBy": "createdBy",
    "desiredCount": "desiredCount",
    "enableEcsManagedTags": "enableECSManagedTags",
    "enableExecuteCommand": "enableExecuteCommand",
    "healthCheckGracePeriodSeconds": "healthCheckGracePeriodSeconds",
    "iamRole": "roleArn",
    "id": "serviceArn",
    "launchType": "launchType",
    "orderedPlacementStrategies": Nested("placementStrategy", {"type": "type", "field": "field"}),
    "pendingCount": "pendingCount",
    "placementConstraints": Nested("placementConstraints", {"type": "type", "expression": "expression"}),
    "platformFamily": "platformFamily",
    "platformVersion": "platformVersion",
    "propagateTags": "propagateTags",
    "runningCount": "runningCount",
    "schedulingStrategy": "schedulingStrategy",
    "serviceName": "serviceName",
    "serviceRegistries": Nested("serviceRegistries", REGISTRY),
    "status": "status",
    "taskDefinition": "taskDefinition",
}
ROLLOUT: Members = {
    "id": "id",
    "desiredCount": "desiredCount",
    "pendingCount": "pendingCount",
    "runningCount": "runningCount",
    "status": "status",
    "taskDefinition": "taskDefinition",
}
TASK_SET: Members = {
    "arn": "taskSetArn",
    "id": "id",
    "pendingCount": "pendingCount",
    "runningCount": "runningCount",
    "stabilityStatus": "stabilityStatus",
    "status": "status",
    "taskDefinition": "taskDefinition",
}


def _time(moment: datetime | None) -> str:
    """Return a time in the provider's format, in UTC and whole seconds."""
    return moment.astimezone(timezone.utc).strftime("%Y-%m-%dT%H:%M:%SZ") if moment else ""


def _times(item: dict[str, Any]) -> dict[str, str]:
    return {"createdAt": _time(item.get("createdAt")), "updatedAt": _time(item.get("updatedAt"))}


def _network(service: dict[str, Any]) -> list[dict[str, Any]]:
    awsvpc = service.get("networkConfiguration", {}).get("awsvpcConfiguration")
    if not awsvpc:
        return []
    return [
        {
            "assignPublicIp": awsvpc.get("assignPublicIp") == "ENABLED",
            "securityGroups": awsvpc.get("securityGroups", []),
            "subnets": awsvpc["subnets"],
        }
    ]


def _one(members: Members, structure: dict[str, Any] | None) -> list[dict[str, Any]]:
    return [from_api(members, structure)] if structure else []


def _with_text(items: list[dict[str, Any]], name: str) -> list[dict[str, Any]]:
    """Convert minutes to text, as in the provider's schema, because 0 differs from unset."""
    return [{**item, name: str(item[name])} if name in item else item for item in items]


def _deployment_configuration(configuration: dict[str, Any]) -> list[dict[str, Any]]:
    if not configuration:
        return []
    canary = _one(CANARY, configuration.get("canaryConfiguration"))
    linear = _one(LINEAR, configuration.get("linearConfiguration"))
    return [
        {
            "alarms": _one(ALARMS, configuration.get("alarms")),
            "bakeTimeInMinutes": str(configuration.get("bakeTimeInMinutes", "")),
            "canaryConfigurations": _with_text(canary, "canaryBakeTimeInMinutes"),
            "deploymentCircuitBreakers": _one(BREAKER, configuration.get("deploymentCircuitBreaker")),
            "lifecycleHooks": [_hook(hook) for hook in configuration.get("lifecycleHooks", [])],
            "linearConfigurations": _with_text(linear, "stepBakeTimeInMinutes"),
            "maximumPercent": configuration.get("maximumPercent", 0),
            "minimumHealthyPercent": configuration.get("minimumHealthyPercent", 0),
            "strategy": configuration.get("strategy", ""),
        }
    ]


def _hook(hook: dict[str, Any]) -> dict[str, Any]:
    return {**from_api(HOOK, hook), "targetType": "", "timeoutConfigurations": []}


def _balancer(balancer: dict[str, Any]) -> dict[str, Any]:
    advanced = _one(ADVANCED, balancer.get("advancedConfiguration"))
    return {"elbName": "", **from_api(BALANCER, balancer), "advancedConfigurations": advanced}


def _event(event: dict[str, Any]) -> dict[str, Any]:
    return {"createdAt": _time(event["createdAt"]), "id": event["id"], "message": event["message"]}


def _get_service(api: Api, arguments: dict[str, Any]) -> dict[str, Any]:
    cluster, name = arguments["clusterArn"], arguments["serviceName"]
    service = api.first(
        api.ecs.describe_services, "services", *GONE, cluster=cluster, services=[name], include=["TAGS"]
    )
    if service is None or service["status"] == "INACTIVE":
        raise RefusedError(f"reading ECS Service ({name}): couldn't find resource")
    return {
        "healthCheckGracePeriodSeconds": 0,
        "iamRole": "",
        "launchType": "",
        "platformFamily": "",
        "platformVersion": "",
        "propagateTags": "NONE",
        **from_api(SERVICE, service),
        "clusterArn": cluster,
        "createdAt": _time(service.get("createdAt")),
        "deploymentConfigurations": _deployment_configuration(service.get("deploymentConfiguration", {})),
        "deploymentControllers": [{"type": service.get("deploymentController", {}).get("type", "ECS")}],
        "deployments": [{**from_api(ROLLOUT, each), **_times(each)} for each in service.get("deployments", [])],
        "events": [_event(event) for event in service.get("events", [])],
        "loadBalancers": [_balancer(balancer) for balancer in service.get("loadBalancers", [])],
        "networkConfigurations": _network(service),
        "region": api.region,
        "tags": arguments.get("tags", tags_of(service)),
        "taskSets": [{**from_api(TASK_SET, each), **_times(each)} for each in service.get("taskSets", [])],
    }


FUNCTIONS = [
    Function("aws:ecs/getService:getService", frozenset({"clusterArn", "serviceName", "tags"}), _get_service),
]
