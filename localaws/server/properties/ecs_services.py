"""ECS services: properties of CreateService and UpdateService that moto drops, with AWS's defaults."""

from __future__ import annotations

from typing import Any

from botocore import xform_name

from localaws.server.operations import AwsError, Call, after, before, instead
from localaws.server.properties import zone_rebalancing

# Stored as given; moto drops them at creation.
STORED = (
    "availabilityZoneRebalancing",
    "capacityProviderStrategy",
    "deploymentConfiguration",
    "enableECSManagedTags",
    "enableExecuteCommand",
    "healthCheckGracePeriodSeconds",
    "networkConfiguration",
    "placementConstraints",
    "placementStrategy",
)
UPDATED = (
    *STORED,
    "desiredCount",
    "loadBalancers",
    "platformVersion",
    "propagateTags",
    "serviceRegistries",
    "deploymentController",
)
# Properties of the deployment, not of the service, in ECS's answers.
OF_DEPLOYMENT = ("serviceConnectConfiguration", "volumeConfigurations", "vpcLatticeConfigurations")
# Properties that trigger a new deployment:
# https://docs.aws.amazon.com/AmazonECS/latest/APIReference/API_UpdateService.html
STARTS_DEPLOYMENT = (
    "loadBalancers",
    "networkConfiguration",
    "platformVersion",
    "serviceRegistries",
    "taskDefinition",
    *OF_DEPLOYMENT,
)
DEPLOYMENT_CONFIGURATION_DEFAULTS: dict[str, Any] = {
    "strategy": "ROLLING",
    "maximumPercent": 200,
    "minimumHealthyPercent": 100,
    "bakeTimeInMinutes": 0,
}
# https://docs.aws.amazon.com/AmazonECS/latest/APIReference/API_DeploymentConfiguration.html
OF_SCHEDULING = {"DAEMON": {"maximumPercent": 100, "minimumHealthyPercent": 0}}
# Properties of one strategy only.
OF_STRATEGY = {"canaryConfiguration": "CANARY", "linearConfiguration": "LINEAR"}
NO_CIRCUIT_BREAKER = {"enable": False, "rollback": False}


def find_service(call: Call) -> Any:
    """Return the service of a call, by name or ARN. Raises ``ServiceNotFoundException`` if there is none."""
    ecs = call.backend("ecs")
    cluster = ecs._get_cluster(call.params.get("cluster", "default"))
    name = str(call.params.get("service") or call.params.get("serviceName")).split("/")[-1]
    service = ecs.services.get(f"{cluster.name}:{name}")
    if service is None:
        raise AwsError("ServiceNotFoundException", "Service not found.")
    return service


@before("ecs", "CreateService", "UpdateService")
def complete_network_configuration(call: Call) -> None:
    """Add the empty ``securityGroups`` that moto requires, and AWS's default for public addresses."""
    network = call.params.get("networkConfiguration") or {}
    if "awsvpcConfiguration" in network:
        network["awsvpcConfiguration"].setdefault("securityGroups", [])
        network["awsvpcConfiguration"].setdefault("assignPublicIp", "DISABLED")


@after("ecs", "CreateService")
def store_dropped_properties(call: Call) -> None:
    """Store the properties that moto drops, and AWS's defaults."""
    service = find_service(call)
    given = call.params
    service.created_by = f"arn:aws:iam::{call.account}:root"
    service.created_at = service.deployments[0]["createdAt"] if service.deployments else None
    service.enable_ecs_managed_tags = False
    service.enable_execute_command = False
    service.availability_zone_rebalancing = zone_rebalancing.default(given)
    service.deployment_configuration = {}
    service.placement_constraints, service.placement_strategy = [], []
    if given.get("loadBalancers"):
        service.health_check_grace_period_seconds = 0
        service.role_arn = given.get("role") or service_linked_role(call)
    _store(service, given, STORED)
    service.deployment_configuration = with_defaults(service, service.deployment_configuration)
    strategy = effective_strategy(call)
    if strategy:
        service.capacity_provider_strategy = strategy
        service.launch_type = None
    service.of_deployment = {name: given[name] for name in OF_DEPLOYMENT if name in given}
    if service.deployments:
        complete_deployment(service, service.deployments[0])


def effective_strategy(call: Call) -> list[dict[str, Any]]:
    """Return the given strategy, or the cluster's default if the request has neither a strategy nor a launch type."""
    strategy: list[dict[str, Any]] = call.params.get("capacityProviderStrategy") or []
    if not strategy and not call.params.get("launchType"):
        cluster = call.backend("ecs")._get_cluster(call.params.get("cluster", "default"))
        strategy = cluster.default_capacity_provider_strategy or []
    return [{**item, "weight": item.get("weight", 0), "base": item.get("base", 0)} for item in strategy]


def with_defaults(service: Any, configuration: dict[str, Any]) -> dict[str, Any]:
    """Return a deployment configuration in AWS's form."""
    defaults = {**DEPLOYMENT_CONFIGURATION_DEFAULTS, **OF_SCHEDULING.get(service.scheduling_strategy, {})}
    breaker = {**NO_CIRCUIT_BREAKER, **configuration.get("deploymentCircuitBreaker", {})}
    completed = {**defaults, **configuration, "deploymentCircuitBreaker": breaker}
    return {name: value for name, value in completed.items() if OF_STRATEGY.get(name) in (None, completed["strategy"])}


def service_linked_role(call: Call) -> str:
    """Return the role that ECS uses for services with load balancers."""
    return f"arn:aws:iam::{call.account}:role/aws-service-role/ecs.amazonaws.com/AWSServiceRoleForECS"


def complete_deployment(service: Any, deployment: dict[str, Any]) -> None:
    """Add the service's settings to a deployment, as AWS shows them."""
    strategy = getattr(service, "capacity_provider_strategy", None)
    if strategy:
        deployment["capacityProviderStrategy"] = strategy
        deployment["launchType"] = None
    deployment["networkConfiguration"] = service.network_configuration
    # Only Fargate has a platform.
    deployment["platformFamily"] = "Linux" if service.launch_type == "FARGATE" else None
    deployment.update(service.of_deployment)


def _store(service: Any, given: dict[str, Any], names: tuple[str, ...]) -> None:
    for name in names:
        if given.get(name) is not None:
            setattr(service, xform_name(name), given[name])


@instead("ecs", "UpdateService")
def update_service(call: Call) -> dict[str, Any]:
    """Update the service, and start a deployment if AWS does."""
    service = find_service(call)
    if service.status != "ACTIVE":
        raise AwsError("ServiceNotActiveException", "Service was not ACTIVE.")
    given = dict(call.params)
    if given.get("taskDefinition"):
        given["taskDefinition"] = call.backend("ecs").describe_task_definition(given["taskDefinition"]).arn
    if "networkConfiguration" in given:
        given["networkConfiguration"] = service._validate_network(given["networkConfiguration"])
    if given.get("deploymentConfiguration"):
        given["deploymentConfiguration"] = with_defaults(
            service, {**service.deployment_configuration, **given["deploymentConfiguration"]}
        )
    if "capacityProviderStrategy" in given:
        given["capacityProviderStrategy"] = effective_strategy(call)
    starts = bool(given.get("forceNewDeployment")) or _differs(service, given)
    _store(service, given, (*UPDATED, "taskDefinition"))
    if given.get("capacityProviderStrategy"):
        service.launch_type = None
    service.of_deployment.update({name: given[name] for name in OF_DEPLOYMENT if name in given})
    service.starts_deployment = starts
    return {"service": service}


def _differs(service: Any, given: dict[str, Any]) -> bool:
    current = {
        name: getattr(service, xform_name(name), None) for name in STARTS_DEPLOYMENT if name not in OF_DEPLOYMENT
    }
    current.update({name: service.of_deployment.get(name) for name in OF_DEPLOYMENT})
    return any(given[name] != current[name] for name in STARTS_DEPLOYMENT if given.get(name) is not None)
