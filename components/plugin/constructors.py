"""The components of the package: how each is created from its inputs, and the outputs that it has."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass
from typing import Any

import pulumi

from ..cluster.ec2_ecs_cluster import Ec2EcsCluster
from ..cluster.ec2_ecs_cluster_args import Ec2EcsClusterArgs
from ..job.job import Job
from ..job.job_args import JobArgs
from ..network.large_vpc import LargeVpc
from ..network.large_vpc_args import LargeVpcArgs
from ..observability.alarm_args import AlarmsArgs
from ..observability.alarms import Alarms
from ..observability.audit_args import AuditLogsArgs
from ..observability.audit_logs import AuditLogs
from ..service.awsvpc_service import AwsvpcService
from ..service.awsvpc_service_args import AwsvpcServiceArgs
from ..service.metrics import ServiceMetrics
from ..service.traffic.service_traffic import ALTERNATE
from ..service.traffic.shared_load_balancer import SharedLoadBalancer
from ..service.traffic.shared_load_balancer_args import SharedLoadBalancerArgs
from .inputs import (
    PARTS_OF_METRICS,
    access_logs_of,
    arguments,
    balancers_of,
    capacity_of,
    known,
    network_of,
    parts_of,
    planned,
)

Inputs = dict[str, Any]


@dataclass(frozen=True)
class Created:
    """A created component, and its outputs by their names in the schema."""

    urn: pulumi.Output[str]
    outputs: Mapping[str, pulumi.Input[Any]]


@dataclass(frozen=True)
class Constructor:
    """How a component is created.

    Args:
        args_class: its arguments, which are inputs of the same names in camelCase.
        create: creates it from a name, the inputs and options.
        outputs: the names of its outputs.
    """

    args_class: Any
    create: Callable[[str, Inputs, pulumi.ResourceOptions | None], Awaitable[Created]]
    outputs: tuple[str, ...]


async def _large_vpc(name: str, inputs: Inputs, opts: pulumi.ResourceOptions | None) -> Created:
    vpc = LargeVpc(name, await arguments(LargeVpcArgs, inputs), opts)
    network = vpc.network
    # An Output that only carries dependencies.
    egress = pulumi.Output.all(*[resource.urn for resource in network.egress])
    gateway = network.internet_gateway.urn if network.internet_gateway else None
    further = {
        "cidrBlocks": dict(network.cidr_blocks),
        "taskSubnetIds": network.task_subnet_ids,
        "availabilityZones": list(network.availability_zones),
        "endpoints": None if network.endpoints is None else list(network.endpoints),
        "internetGateway": gateway,
        "egress": egress,
    }
    return Created(vpc.urn, {**vpc.outputs, **further})


async def _ec2_ecs_cluster(name: str, inputs: Inputs, opts: pulumi.ResourceOptions | None) -> Created:
    network = await network_of(inputs)
    cluster = Ec2EcsCluster(name, await arguments(Ec2EcsClusterArgs, inputs), opts, network=network)
    capacity = cluster.capacity
    namespace = capacity.namespace
    # A service that uses the provider also waits for its association with the cluster.
    ready = [resource.urn for resource in capacity.ready]
    provider = pulumi.Output.all(capacity.capacity_provider_name, *ready).apply(lambda all_: str(all_[0]))
    outputs = {
        "clusterName": capacity.cluster_name,
        "clusterArn": capacity.cluster_arn,
        "capacityProviderName": provider,
        "instanceSecurityGroupId": cluster.instance_security_group_id,
        "groupName": cluster.group_name,
        "instanceTypes": [instance_type.name for instance_type in capacity.instance_types],
        "eniTrunking": capacity.eni_trunking,
        "operatingSystem": capacity.operating_system,
        "executeCommandLogGroupArn": capacity.execute_command_log_group_arn,
        "namespaceId": namespace.id if namespace else None,
        "namespaceArn": namespace.arn if namespace else None,
        "namespaceDomain": namespace.domain if namespace else None,
    }
    return Created(cluster.urn, outputs)


async def _awsvpc_service(name: str, inputs: Inputs, opts: pulumi.ResourceOptions | None) -> Created:
    network, capacity = await network_of(inputs), await capacity_of(inputs, opts)
    callers = await known(inputs.pop("callers", None), "callers")
    logs, balancers = access_logs_of(inputs), await balancers_of(inputs)
    service = AwsvpcService(
        name,
        await arguments(AwsvpcServiceArgs, inputs),
        opts,
        network=network,
        capacity=capacity,
        callers=callers,
        access_logs=logs,
        load_balancers=balancers,
    )
    metrics = service.metrics
    outputs = {
        **service.outputs,
        "loadBalancerMetricName": metrics.load_balancer,
        "loadBalancerIsShared": metrics.is_shared,
        "targetGroupMetricName": metrics.target_groups.get(""),
        "alternateTargetGroupMetricName": metrics.target_groups.get(ALTERNATE),
    }
    return Created(service.urn, outputs)


async def _job(name: str, inputs: Inputs, opts: pulumi.ResourceOptions | None) -> Created:
    network, capacity = await network_of(inputs), await capacity_of(inputs, opts)
    job = Job(name, await arguments(JobArgs, inputs), opts, network=network, capacity=capacity)
    return Created(job.urn, {**job.outputs, "scheduleGroupName": job.schedule_group_name})


async def _shared_load_balancer(name: str, inputs: Inputs, opts: pulumi.ResourceOptions | None) -> Created:
    network, logs = await network_of(inputs), access_logs_of(inputs)
    admits_vpc = await known(inputs.pop("admitsVpc", None), "admitsVpc")
    shared = SharedLoadBalancer(
        name,
        await arguments(SharedLoadBalancerArgs, inputs),
        opts,
        network=network,
        admits_vpc=admits_vpc is not False,
        access_logs=logs,
    )
    return Created(shared.urn, {**shared.outputs, **shared.balancer.exported})


async def _alarms(name: str, inputs: Inputs, opts: pulumi.ResourceOptions | None) -> Created:
    group_name = inputs.pop("groupName", None)
    services: dict[str, ServiceMetrics] = {}
    for service, given in (await known(inputs.pop("services", None), "services") or {}).items():
        names = await parts_of(given, f"services.{service}", PARTS_OF_METRICS)
        groups = {"": names.get("targetGroup"), ALTERNATE: names.get("alternateTargetGroup")}
        services[service] = ServiceMetrics(
            names["clusterName"],
            names["serviceName"],
            names.get("loadBalancer"),
            is_shared=bool(
                await planned(names.get("loadBalancerIsShared"), f"services.{service}.loadBalancerIsShared")
            ),
            target_groups={role: group for role, group in groups.items() if group is not None},
        )
    groups_of_jobs = await known(inputs.pop("scheduleGroups", None), "scheduleGroups")
    alarms = Alarms(
        name,
        await arguments(AlarmsArgs, inputs),
        opts,
        services=services,
        schedule_groups=groups_of_jobs,
        group_name=group_name,
    )
    return Created(alarms.urn, {"alarmArns": alarms.alarm_arns})


async def _audit_logs(name: str, inputs: Inputs, opts: pulumi.ResourceOptions | None) -> Created:
    vpc_id = inputs.pop("vpcId", None)
    logs = AuditLogs(name, await arguments(AuditLogsArgs, inputs), opts, vpc_id=vpc_id)
    written_to = logs.access_logs
    # A load balancer that uses this bucket also waits for its policy.
    ready = [resource.urn for resource in written_to.ready] if written_to else []
    bucket = pulumi.Output.all(logs.bucket_name, *ready).apply(lambda all_: str(all_[0]))
    return Created(logs.urn, {"bucketName": logs.bucket_name, "accessLogsBucket": bucket if written_to else None})


OF_NETWORK = ("cidrBlocks", "taskSubnetIds", "availabilityZones", "endpoints", "internetGateway", "egress")
OF_VPC = ("vpcId", "publicSubnetIds", "privateSubnetIds", "natPublicIps", *OF_NETWORK)
OF_CLUSTER = (
    *("clusterName", "clusterArn", "capacityProviderName", "instanceSecurityGroupId", "groupName", "instanceTypes"),
    *("eniTrunking", "operatingSystem", "executeCommandLogGroupArn"),
    *("namespaceId", "namespaceArn", "namespaceDomain"),
)
OF_SERVICE = (
    *("url", "loadBalancerDnsName", "discoveryUrl", "serviceName", "logGroupName", "securityGroupId"),
    *("taskExecutionRoleArn", "taskDefinitionFamily", "taskDefinitionArn", "runningTaskDefinitionArn"),
    *("deployment", "logsCommand", "execCommand", "rollbackCommand"),
    *("loadBalancerMetricName", "loadBalancerIsShared", "targetGroupMetricName", "alternateTargetGroupMetricName"),
)
OF_JOB = (
    *("runCommand", "logsCommand", "logGroupName", "securityGroupId", "taskDefinitionFamily", "taskDefinitionArn"),
    "scheduleGroupName",
)
OF_SHARED_LOAD_BALANCER = (
    *("url", "loadBalancerDnsName"),
    *("scheme", "hasTls", "listenerArn", "securityGroupId", "dnsName", "arnSuffix", "domain"),
)

CONSTRUCTORS = {
    "LargeVpc": Constructor(LargeVpcArgs, _large_vpc, OF_VPC),
    "Ec2EcsCluster": Constructor(Ec2EcsClusterArgs, _ec2_ecs_cluster, OF_CLUSTER),
    "AwsvpcService": Constructor(AwsvpcServiceArgs, _awsvpc_service, OF_SERVICE),
    "Job": Constructor(JobArgs, _job, OF_JOB),
    "SharedLoadBalancer": Constructor(SharedLoadBalancerArgs, _shared_load_balancer, OF_SHARED_LOAD_BALANCER),
    "Alarms": Constructor(AlarmsArgs, _alarms, ("alarmArns",)),
    "AuditLogs": Constructor(AuditLogsArgs, _audit_logs, ("bucketName", "accessLogsBucket")),
}
"""The components by the last part of their type."""
