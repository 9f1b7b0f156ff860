"""The ECS service itself."""

from __future__ import annotations

from collections.abc import Sequence

import pulumi
import pulumi_aws as aws

from ..cluster.capacity import Capacity
from ..foundation.without_dependencies import without_dependencies
from ..network.network import Network
from .awsvpc_service_args import AwsvpcServiceArgs
from .discovery.service_discovery import ServiceDiscovery
from .rollout.deployment_args import DeploymentArgs
from .rollout.differences import DesiredState
from .task.task_definition import ServiceTask
from .traffic.service_traffic import ServiceTraffic

PLACEMENT: list[aws.ecs.ServiceOrderedPlacementStrategyArgsDict] = [
    {"type": "spread", "field": "attribute:ecs.availability-zone"},
    {"type": "binpack", "field": "cpu"},
]

NO_ALARM = "none"
"""The alarm name for a service without alarms: the provider sends no empty list, and ECS does not check the name."""

STRATEGIES = {"rolling": "ROLLING", "blue-green": "BLUE_GREEN", "canary": "CANARY", "linear": "LINEAR"}


def create_ecs_service(
    name: str,
    args: AwsvpcServiceArgs,
    opts: pulumi.ResourceOptions,
    *,
    network: Network,
    capacity: Capacity,
    task: ServiceTask,
    security_group: aws.ec2.SecurityGroup,
    load_balancer: ServiceTraffic | None,
    gets_balancer: bool,
    discovery: ServiceDiscovery | None,
    after: Sequence[pulumi.Resource],
) -> aws.ecs.Service:
    """Create the ECS service, after its capacity, its egress, its roles and its load balancer.

    ``gets_balancer``: this update adds the load balancer to a deployed service.
    """
    requests = load_balancer.ready if load_balancer else []
    after = [*requests, *task.roles.ready, *capacity.ready, *network.egress, *after]
    deployment, daemon = args.deployment, args.scheduling == "daemon"
    return aws.ecs.Service(
        name,
        name=name,
        cluster=_replaced_with_capacity(capacity),
        task_definition=task.definition.arn,
        scheduling_strategy="DAEMON" if daemon else None,
        # ECS accepts no capacity provider for a daemon: https://github.com/aws/containers-roadmap/issues/692
        launch_type="EC2" if daemon else None,
        desired_count=None if daemon else args.desired_count,
        # Tasks get the service's tags and ECS's own; the interface of an awsvpc task gets only ECS's.
        propagate_tags="SERVICE",
        enable_ecs_managed_tags=True,
        enable_execute_command=args.execute_command or None,
        # If Pulumi replaces the capacity provider, it plans each dependent service with an unknown strategy, which the
        # provider plugin answers with an error.
        capacity_provider_strategies=None
        if daemon
        else [{"base": 0, "weight": 1, "capacity_provider": without_dependencies(capacity.capacity_provider_name)}],
        ordered_placement_strategies=None if daemon else PLACEMENT,
        network_configuration={
            "subnets": network.subnet_ids_of_tasks,
            "security_groups": [security_group.id],
            "assign_public_ip": False,
        },
        load_balancers=[_load_balancer(name, args, load_balancer)] if load_balancer else None,
        # ECS accepts no value, not even 0, for a service without a load balancer.
        health_check_grace_period_seconds=(args.balancer and args.balancer.health_check.grace_period) or None,
        service_registries=discovery.registries if discovery else None,
        service_connect_configuration=discovery.service_connect if discovery else None,
        # ECS turns it on for a new service, and then refuses percentages that contradict it.
        availability_zone_rebalancing="ENABLED" if deployment.rebalances_zones and not daemon else "DISABLED",
        # The maximum of a daemon is 100, which the provider does not send; with the default minimum, ECS could not stop
        # a task.
        deployment_maximum_percent=None if daemon else deployment.maximum_percent,
        deployment_minimum_healthy_percent=_least_of_daemon(deployment)
        if daemon
        else deployment.minimum_healthy_percent,
        deployment_circuit_breaker={"enable": True, "rollback": True},
        deployment_configuration=_deployment_configuration(deployment),
        alarms=_alarms(deployment),
        # The provider sends it with every update, so it is set only on request.
        force_new_deployment=True if deployment.force_new is not None else None,
        triggers={"forceNew": deployment.force_new} if deployment.force_new is not None else None,
        opts=pulumi.ResourceOptions.merge(opts, _options(args, capacity, after, gets_balancer=gets_balancer)),
    )


def desired_state(args: AwsvpcServiceArgs, capacity_provider_name: pulumi.Input[str]) -> pulumi.Output[DesiredState]:
    """Return the settings that the stack requests for a service."""
    is_counted = args.scaling is None and args.scheduling == "replica"
    count, names_alarms = args.desired_count if is_counted else None, args.deployment.alarm_names is not None
    provider = pulumi.Output.from_input(capacity_provider_name)
    return provider.apply(lambda name: DesiredState(count, str(name), names_alarms))


def _least_of_daemon(deployment: DeploymentArgs) -> int:
    """Return the least healthy percent: ECS's own default for a daemon is 0."""
    return deployment.minimum_healthy_percent if "minimum_healthy_percent" in deployment.model_fields_set else 0


def _options(
    args: AwsvpcServiceArgs, capacity: Capacity, after: Sequence[pulumi.Resource], *, gets_balancer: bool
) -> pulumi.ResourceOptions:
    ignored = {
        "desiredCount": args.scaling is not None,
        "taskDefinition": args.deployment.external,
        # The provider cannot remove alarms, see _alarms; differences.py reports the alarms that ECS keeps.
        "alarms": args.deployment.alarm_names is None,
        # The provider would set it to 0 when the load balancer is removed, which ECS can refuse. ECS also refuses it in
        # the update that adds the load balancer (aws-cloudformation/cloudformation-coverage-roadmap#1313).
        "healthCheckGracePeriodSeconds": args.balancer is None or gets_balancer,
    }
    return pulumi.ResourceOptions(
        depends_on=after,
        ignore_changes=[name for name, is_ignored in ignored.items() if is_ignored],
        # The provider plans another capacity provider only with force_new_deployment (terraform-provider-aws#43533),
        # with which each later change of the service would replace its tasks. So Pulumi replaces the service without
        # asking the provider. The name in ECS is free only after the old service is deleted. The same applies to a
        # daemon, which has no capacity provider, and to another protocol of Service Connect, which ECS accepts in no
        # update (aws/containers-roadmap#2378).
        replacement_trigger=pulumi.Output.concat(
            capacity.cluster_arn,
            " ",
            capacity.capacity_provider_name,
            " daemon" if args.scheduling == "daemon" else "",
            f" {args.connect_protocol}" if _has_protocol(args, capacity) else "",
        ),
        delete_before_replace=True,
        custom_timeouts=pulumi.CustomTimeouts(create="20m", update="20m", delete="30m"),
    )


def _has_protocol(args: AwsvpcServiceArgs, capacity: Capacity) -> bool:
    """Return whether the protocol of Service Connect differs from http, the most common one."""
    return capacity.discovery == "service-connect" and args.connect_protocol != "http"


def _replaced_with_capacity(capacity: Capacity) -> pulumi.Output[str]:
    """Return the cluster's ARN with a dependency on the capacity provider.

    ECS does not delete a provider that a service uses. When Pulumi replaces the provider, it first deletes the
    resources that have a property that depends on it and whose change replaces them, such as ``cluster``.
    """
    known = pulumi.Output.all(cluster=capacity.cluster_arn, provider=capacity.capacity_provider_name)
    return known.apply(lambda names: str(names["cluster"]))


def _load_balancer(name: str, args: AwsvpcServiceArgs, balancer: ServiceTraffic) -> aws.ecs.ServiceLoadBalancerArgsDict:
    target: aws.ecs.ServiceLoadBalancerArgsDict = {
        "target_group_arn": balancer.target_group.arn,
        "container_name": name,
        "container_port": args.container_port,
    }
    if balancer.shift:
        target["advanced_configuration"] = balancer.shift.configuration()
    return target


def _alarms(args: DeploymentArgs) -> aws.ecs.ServiceAlarmsArgsDict | None:
    # The provider ignores an empty list of names, because AWS requires names, and ECS keeps alarms that an update does
    # not mention (copilot-cli#4565). So alarms are turned off with a placeholder name.
    if args.alarm_names is None:
        return None
    watched = bool(args.alarm_names)
    return {"enable": watched, "rollback": watched, "alarm_names": list(args.alarm_names) or [NO_ALARM]}


def _deployment_configuration(args: DeploymentArgs) -> aws.ecs.ServiceDeploymentConfigurationArgsDict:
    if not args.shifts_traffic:
        # Explicit, because the provider otherwise keeps the old strategy.
        return {"strategy": "ROLLING", "bake_time_in_minutes": "0"}
    configuration: aws.ecs.ServiceDeploymentConfigurationArgsDict = {
        "strategy": STRATEGIES[args.strategy],
        "bake_time_in_minutes": str(args.with_default("bake_time_minutes")),
    }
    if args.strategy == "canary":
        configuration["canary_configuration"] = {
            "canary_percent": args.with_default("canary_percent"),
            "canary_bake_time_in_minutes": str(args.with_default("canary_bake_time_minutes")),
        }
    if args.strategy == "linear":
        configuration["linear_configuration"] = {
            "step_percent": args.with_default("step_percent"),
            "step_bake_time_in_minutes": str(args.with_default("step_bake_time_minutes")),
        }
    return configuration
