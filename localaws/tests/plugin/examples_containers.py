"""Examples of ECS: clusters, capacity, task definitions, services, and the logs."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

from localaws.tests.plugin.example import Example, resource_id

if TYPE_CHECKING:
    from collections.abc import Callable

    from localaws.tests.server.account import Account


def _cluster(aws: Account) -> Example:
    return Example(
        {"settings": [{"name": "containerInsights", "value": "enabled"}], "tags": {"Name": "one"}},
        change={"settings": [{"name": "containerInsights", "value": "disabled"}], "tags": {"Name": "two"}},
        replace={"name": "other"},
        drift=lambda made: aws.ecs.update_cluster(
            cluster=resource_id(made), settings=[{"name": "containerInsights", "value": "disabled"}]
        ),
        drifted="settings",
    )


def _scaling(target: int) -> dict[str, Any]:
    return {"status": "ENABLED", "targetCapacity": target, "instanceWarmupPeriod": 60}


def _capacity_provider(aws: Account) -> Example:
    subnets = aws.subnets(aws.vpc())
    aws.cluster()
    template = aws.launch_template()
    first, second = aws.group(subnets, template), aws.group(subnets, template, "second")
    given = {
        "autoScalingGroupArn": first,
        "managedScaling": _scaling(100),
        "managedTerminationProtection": "ENABLED",
        "managedDraining": "ENABLED",
    }
    return Example(
        {"autoScalingGroupProvider": given, "tags": {"Name": "one"}},
        change={"autoScalingGroupProvider": {**given, "managedScaling": _scaling(80)}},
        replace={"autoScalingGroupProvider": {**given, "autoScalingGroupArn": second}},
        drift=lambda made: aws.ecs.update_capacity_provider(
            name=made.outputs["name"], autoScalingGroupProvider={"managedScaling": {"targetCapacity": 50}}
        ),
        drifted="autoScalingGroupProvider",
    )


def _cluster_providers(aws: Account) -> Example:
    subnets = aws.subnets(aws.vpc())
    cluster = aws.cluster()
    template = aws.launch_template()
    first = aws.capacity_provider(aws.group(subnets, template), "first")
    second = aws.capacity_provider(aws.group(subnets, template, "second"), "second")
    return Example(
        {
            "clusterName": cluster,
            "capacityProviders": [second, first],
            "defaultCapacityProviderStrategies": [{"capacityProvider": first, "weight": 1, "base": 0}],
        },
        change={
            "capacityProviders": [first],
            "defaultCapacityProviderStrategies": [{"capacityProvider": first, "weight": 2, "base": 1}],
        },
        replace={"clusterName": aws.cluster("other")},
        drift=lambda _: aws.associate(second),
        drifted="capacityProviders",
    )


def _containers(image: str) -> str:
    ports = [{"containerPort": 80, "hostPort": 80, "protocol": "tcp"}]
    environment = [{"name": "B", "value": "2"}, {"name": "A", "value": "1"}]
    return json.dumps([{"name": "web", "image": image, "portMappings": ports, "environment": environment}])


def _task_definition(aws: Account) -> Example:
    return Example(
        {
            "family": "web",
            "cpu": "256",
            "memory": "512",
            "networkMode": "awsvpc",
            "requiresCompatibilities": ["EC2"],
            "containerDefinitions": _containers("nginx:1"),
            "volumes": [{"name": "scratch", "hostPath": "/scratch"}],
        },
        change={"tags": {"Name": "two"}, "skipDestroy": True},
        replace={"containerDefinitions": _containers("nginx:2")},
        drift=lambda made: aws.ecs.tag_resource(resourceArn=made.outputs["arn"], tags=[{"key": "other", "value": "x"}]),
        drifted="tags",
        import_id=lambda made: str(made.outputs["arn"]),
    )


def _service(aws: Account) -> Example:
    vpc_id = aws.vpc()
    subnets = aws.subnets(vpc_id, 3)
    groups = [aws.security_group(vpc_id), aws.security_group(vpc_id, "other")]
    cluster = aws.cluster()
    arn = aws.ecs.describe_clusters(clusters=[cluster])["clusters"][0]["clusterArn"]
    aws.associate(aws.capacity_provider(aws.group(subnets, aws.launch_template())))
    target_group = aws.target_group(vpc_id)
    aws.listener(aws.load_balancer(subnets), target_group)
    network = {"subnets": subnets[:2], "securityGroups": groups[:1], "assignPublicIp": False}
    balancer = {"targetGroupArn": target_group, "containerName": "web", "containerPort": 80}
    spread = {"type": "spread", "field": "attribute:ecs.availability-zone"}
    binpack = {"type": "binpack", "field": "cpu"}
    return Example(
        {
            "name": "web",
            "cluster": arn,
            "taskDefinition": aws.task_definition(),
            "desiredCount": 1,
            "capacityProviderStrategies": [{"capacityProvider": "capacity", "weight": 1, "base": 0}],
            "orderedPlacementStrategies": [spread, binpack],
            "networkConfiguration": network,
            "loadBalancers": [balancer],
            "deploymentCircuitBreaker": {"enable": True, "rollback": True},
            "deploymentMaximumPercent": 200,
            "deploymentMinimumHealthyPercent": 75,
            "enableEcsManagedTags": True,
            "enableExecuteCommand": True,
            "healthCheckGracePeriodSeconds": 30,
            "propagateTags": "SERVICE",
            "tags": {"Name": "one"},
        },
        change={
            "taskDefinition": aws.task_definition("nginx:2"),
            "desiredCount": 2,
            "deploymentMinimumHealthyPercent": 50,
            "deploymentCircuitBreaker": {"enable": True, "rollback": False},
            "networkConfiguration": {**network, "subnets": subnets, "securityGroups": groups},
            "orderedPlacementStrategies": [spread],
            "healthCheckGracePeriodSeconds": 60,
            "enableExecuteCommand": False,
            "tags": {"Name": "two"},
        },
        replace={"cluster": aws.cluster("other")},
        drift=lambda _: aws.ecs.update_service(cluster="main", service="web", desiredCount=3),
        drifted="desiredCount",
        import_id=lambda _: "main/web",
    )


def _log_group(aws: Account) -> Example:
    return Example(
        {"retentionInDays": 30, "tags": {"Name": "one"}},
        change={"retentionInDays": 7, "tags": {"Name": "two"}},
        replace={"name": "other"},
        drift=lambda made: aws.logs.delete_retention_policy(logGroupName=resource_id(made)),
        drifted="retentionInDays",
    )


EXAMPLES: dict[str, Callable[[Account], Example]] = {
    "aws:cloudwatch/logGroup:LogGroup": _log_group,
    "aws:ecs/capacityProvider:CapacityProvider": _capacity_provider,
    "aws:ecs/cluster:Cluster": _cluster,
    "aws:ecs/clusterCapacityProviders:ClusterCapacityProviders": _cluster_providers,
    "aws:ecs/service:Service": _service,
    "aws:ecs/taskDefinition:TaskDefinition": _task_definition,
}
