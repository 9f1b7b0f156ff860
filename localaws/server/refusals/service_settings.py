"""ECS services: settings that conflict with each other or with the service's current settings."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING, Any

from botocore import xform_name
from moto.backends import get_backend
from moto.core.utils import utcnow

from localaws.server.operations import AwsError, before
from localaws.server.properties import ecs_services, zone_rebalancing
from localaws.server.refusals.services import invalid

if TYPE_CHECKING:
    from localaws.server.operations import Call

# The settings in the rules, by the names of CreateService and UpdateService.
SETTINGS = (
    "availabilityZoneRebalancing",
    "deploymentConfiguration",
    "launchType",
    "loadBalancers",
    "placementConstraints",
    "placementStrategy",
    "schedulingStrategy",
)
DAEMON_MAXIMUM = 100
# AWS services know a new role after some seconds:
# https://docs.aws.amazon.com/IAM/latest/UserGuide/troubleshoot.html#troubleshoot_general_eventual-consistency
SECONDS_UNTIL_A_ROLE_IS_KNOWN = 5


@before("ecs", "UpdateService")
def changed_strategy_needs_a_forced_deployment(call: Call) -> None:
    """A changed strategy needs a forced deployment, because the parameter does not start one."""
    given = call.params.get("capacityProviderStrategy")
    if given is None or call.params.get("forceNewDeployment"):
        return
    service = ecs_services.find_service(call)
    if ecs_services.effective_strategy(call) != (getattr(service, "capacity_provider_strategy", None) or []):
        raise invalid(
            "When switching from launch type to capacity provider strategy on an existing service, or making a change "
            "to a capacity provider strategy on a service that is already using one, you must force a new deployment."
        )


@before("ecs", "CreateService")
def daemon_is_on_each_instance(call: Call) -> None:
    """A daemon service has no desired count, no placement strategy and no capacity provider.

    https://github.com/aws/containers-roadmap/issues/692
    """
    given = call.params
    if given.get("schedulingStrategy") != "DAEMON":
        return
    if ecs_services.effective_strategy(call) and not given.get("launchType"):
        raise invalid(
            "Specifying a capacity provider strategy is not supported when you create a service using the DAEMON "
            "scheduling strategy."
        )
    if given.get("launchType") == "FARGATE":
        raise invalid("The daemon scheduling strategy is not supported for the Fargate launch type.")
    if given.get("desiredCount") is not None:
        raise invalid("The daemon scheduling strategy does not support a desired count.")
    if given.get("placementStrategy"):
        raise invalid("The daemon scheduling strategy does not support a placement strategy.")
    if (given.get("deploymentConfiguration") or {}).get("maximumPercent") not in (None, DAEMON_MAXIMUM):
        raise invalid(
            f"The daemon scheduling strategy does not support values above {DAEMON_MAXIMUM} for maximumPercent."
        )


@before("application-autoscaling", "RegisterScalableTarget")
def daemon_does_not_scale(call: Call) -> None:
    """A daemon service has one task for each instance, so it cannot scale."""
    names = str(call.params["ResourceId"]).removeprefix("service/").replace("/", ":")
    service = call.backend("ecs").services.get(names)
    if service is not None and service.scheduling_strategy == "DAEMON":
        raise AwsError("ValidationException", "ECS services with the scheduling strategy DAEMON cannot be scaled")


@before("ecs", "CreateService", "UpdateService")
def settings_are_compatible(call: Call) -> None:
    """Check rebalancing with the percentages, and strategies that shift requests with the load balancers."""
    settings = _effective(call)
    reason = zone_rebalancing.unsupported_setting(settings)
    if settings.get("availabilityZoneRebalancing") == "ENABLED" and reason:
        raise invalid(f"AvailabilityZoneRebalancing does not support {reason}")
    configuration = settings.get("deploymentConfiguration") or {}
    strategy = configuration.get("strategy") or "ROLLING"
    if strategy == "ROLLING":
        return
    for attachment in settings.get("loadBalancers") or []:
        if attachment.get("targetGroupArn") and not attachment.get("advancedConfiguration"):
            raise invalid(f"advancedConfiguration is required on load balancers with the strategy {strategy}.")
    if strategy == "BLUE_GREEN" and configuration.get("bakeTimeInMinutes") is None:
        raise invalid("bakeTimeInMinutes is required with the strategy BLUE_GREEN.")


@before("ecs", "CreateService", "UpdateService")
def grace_period_needs_a_load_balancer(call: Call) -> None:
    """ECS checks the service before the update, so the update that adds a load balancer cannot set the period.

    aws-cloudformation/cloudformation-coverage-roadmap#1313, hashicorp/terraform-provider-aws#31104
    """
    if call.params.get("healthCheckGracePeriodSeconds") is None:
        return
    creating = call.operation == "CreateService"
    if not (call.params.get("loadBalancers") if creating else ecs_services.find_service(call).load_balancers):
        raise invalid("Health check grace period is only valid for services configured to use load balancers")


def _effective(call: Call) -> dict[str, Any]:
    """Return the resulting settings: the given ones, and the others of the updated service."""
    given = {name: call.params[name] for name in SETTINGS if call.params.get(name) is not None}
    if call.operation == "CreateService":
        return given
    service = ecs_services.find_service(call)
    present: dict[str, Any] = {name: getattr(service, xform_name(name), None) for name in SETTINGS}
    settings = {**present, **given}
    if given.get("deploymentConfiguration"):
        settings["deploymentConfiguration"] = {**present["deploymentConfiguration"], **given["deploymentConfiguration"]}
    return settings


@before("ecs", "CreateService", "UpdateService")
def role_of_the_load_balancer_is_known(call: Call) -> None:
    """ECS refuses a role for some seconds after its creation."""
    for attachment in call.params.get("loadBalancers") or []:
        arn = (attachment.get("advancedConfiguration") or {}).get("roleArn")
        roles = get_backend("iam")[call.account]["aws"].roles.values()
        role = next((each for each in roles if each.arn == arn), None)
        if role is None:
            continue
        age = utcnow() - role.create_date
        if age < timedelta(seconds=SECONDS_UNTIL_A_ROLE_IS_KNOWN):
            raise invalid(
                f"ECS was unable to assume the role '{arn}' that was provided for the load balancer. Please verify "
                "that the role has the proper trust relationship and permissions."
            )


@before("ecs", "CreateService", "UpdateService")
def referenced_names_exist(call: Call) -> None:
    """Ports of Service Connect exist in the task definition, and registries exist in Cloud Map."""
    for registry in call.params.get("serviceRegistries") or []:
        arn = registry.get("registryArn", "")
        if arn.rpartition("/")[2] not in call.backend("servicediscovery").services:
            raise invalid(f"The service registry {arn} does not exist.")
    named = {each.get("portName") for each in _service_connect(call).get("services") or []}
    unknown = named - _port_names(call) if named else set()
    if unknown:
        raise invalid(
            f"The portName(s) '{', '.join(sorted(map(str, unknown)))}' does not refer to any named PortMapping in the "
            "task definition."
        )


@before("ecs", "UpdateService")
def protocol_of_service_connect_is_unchanged(call: Call) -> None:
    """ECS does not change the application protocol of a service with Service Connect (aws/containers-roadmap#2378)."""
    service = ecs_services.find_service(call)
    before = dict(service.of_deployment.get("serviceConnectConfiguration") or {})
    if not (before.get("services") and _service_connect(call).get("services")):
        return
    old, new = _protocols(call, service.task_definition), _protocols(call, call.params.get("taskDefinition"))
    for name in old.keys() & new.keys():
        if old[name] != new[name]:
            stable = "ScServiceStableConfig(applicationProtocol={}, transportProtocol=tcp, ecsServiceArn={})"
            previous, current = (stable.format(each[name] or "null", service.arn) for each in (old, new))
            raise invalid(
                "The following config cannot be changed for a SC service. "
                f"Previous config: {previous}, current config: {current}"
            )


def _service_connect(call: Call) -> dict[str, Any]:
    if "serviceConnectConfiguration" in call.params or call.operation == "CreateService":
        return dict(call.params.get("serviceConnectConfiguration") or {})
    return dict(ecs_services.find_service(call).of_deployment.get("serviceConnectConfiguration") or {})


def _port_names(call: Call) -> set[str]:
    return set(_protocols(call, call.params.get("taskDefinition") or ecs_services.find_service(call).task_definition))


def _protocols(call: Call, task_definition: str | None) -> dict[str, str | None]:
    """Return the application protocol of each named port; none without a task definition."""
    if not task_definition:
        return {}
    definition = call.backend("ecs").describe_task_definition(task_definition)
    mappings = [mapping for each in definition.container_definitions for mapping in each.get("portMappings", [])]
    return {mapping["name"]: mapping.get("appProtocol") for mapping in mappings if mapping.get("name")}
