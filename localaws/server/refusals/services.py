"""ECS services: names in use, target groups without a load balancer, containers that do not exist."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from localaws.server.operations import AwsError, before

if TYPE_CHECKING:
    from localaws.server.operations import Call


def invalid(message: str) -> AwsError:
    """Return the error that ECS gives for most invalid requests."""
    return AwsError("InvalidParameterException", message)


@before("ecs", "CreateService")
def name_is_free(call: Call) -> None:
    """A second service of the same name is refused while the first is active."""
    ecs = call.backend("ecs")
    cluster = ecs._get_cluster(call.params.get("cluster", "default"))
    existing = ecs.services.get(f"{cluster.name}:{call.params['serviceName']}")
    if existing is not None and existing.status == "ACTIVE":
        raise invalid("Creation of service was not idempotent.")
    if existing is not None and existing.status == "DRAINING":
        raise invalid("Unable to Start a service that is still Draining.")


@before("ecs", "CreateService", "UpdateService")
def definition_and_network_agree(call: Call) -> None:
    """A task definition is active; awsvpc needs a network configuration and target groups of type ip."""
    ecs = call.backend("ecs")
    reference = call.params.get("taskDefinition")
    if not reference:
        return
    definition = ecs.describe_task_definition(reference)
    if definition.status != "ACTIVE":
        raise AwsError("ClientException", "TaskDefinition is inactive")
    creating = call.operation == "CreateService"
    if creating and definition.network_mode == "awsvpc" and not call.params.get("networkConfiguration"):
        raise invalid("Network Configuration must be provided when networkMode 'awsvpc' is specified.")
    for attachment in call.params.get("loadBalancers") or []:
        _check_target_group(call, attachment, definition)
        _check_container(attachment, definition)


def _check_target_group(call: Call, attachment: dict[str, Any], definition: Any) -> None:
    arn = attachment.get("targetGroupArn")
    if not arn:
        return
    group = call.backend("elbv2").target_groups.get(arn)
    if group is None:
        raise invalid(f"The specified target group does not exist: {arn}")
    if not load_balancers_of(call.backend("elbv2"), arn):
        raise invalid(f"The target group with targetGroupArn {arn} does not have an associated load balancer.")
    if definition.network_mode == "awsvpc" and group.target_type != "ip":
        raise invalid(
            f"The provided target group {arn} has target type {group.target_type}, which is incompatible with the "
            "awsvpc network mode specified in the task definition."
        )


def _check_container(attachment: dict[str, Any], definition: Any) -> None:
    name, port = attachment.get("containerName"), attachment.get("containerPort")
    container = next((each for each in definition.container_definitions if each["name"] == name), None)
    if container is None:
        raise invalid(f"The container {name} does not exist in the task definition.")
    if port not in [mapping.get("containerPort") for mapping in container.get("portMappings", [])]:
        raise invalid(f"The container {name} did not have a container port {port} defined.")


def load_balancers_of(elbv2: Any, target_group_arn: str) -> set[str]:
    """Return the ARNs of the load balancers that forward to a target group."""
    return {
        balancer.arn
        for balancer in elbv2.load_balancers.values()
        for listener in balancer.listeners.values()
        for rule in listener.rules.values()
        for action in rule.actions
        if target_group_arn in elbv2._get_target_group_arns_from(action_data=action.data)
    }
