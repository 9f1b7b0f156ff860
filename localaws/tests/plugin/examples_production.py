"""Examples with settings of production: shifted traffic, mixed instances, logs."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

from localaws.tests.plugin.example import Example
from localaws.tests.plugin.examples_names import private_namespace

if TYPE_CHECKING:
    from collections.abc import Callable

    from localaws.tests.server.account import Account
SERVICE = "aws:ecs/service:Service"
GROUP = "aws:autoscaling/group:Group"
BALANCER = "aws:lb/loadBalancer:LoadBalancer"
CLUSTER = "aws:ecs/cluster:Cluster"


def _capacity(aws: Account) -> tuple[str, list[str]]:
    """Create a cluster with capacity; return its VPC and subnets."""
    vpc_id = aws.vpc()
    subnets = aws.subnets(vpc_id)
    aws.cluster()
    aws.associate(aws.capacity_provider(aws.group(subnets, aws.launch_template())))
    return vpc_id, subnets


def _shifted_service(aws: Account) -> Example:
    vpc_id, subnets = _capacity(aws)
    first, second = aws.target_group(vpc_id), aws.target_group(vpc_id, "other")
    listener = aws.listener(aws.load_balancer(subnets), first)
    weights = [{"TargetGroupArn": first, "Weight": 100}, {"TargetGroupArn": second, "Weight": 0}]
    rule = aws.elbv2.create_rule(
        ListenerArn=listener,
        Priority=1,
        Conditions=[{"Field": "path-pattern", "PathPatternConfig": {"Values": ["/*"]}}],
        Actions=[{"Type": "forward", "ForwardConfig": {"TargetGroups": weights}}],
    )["Rules"][0]["RuleArn"]
    advanced = {
        "alternateTargetGroupArn": second,
        "productionListenerRule": rule,
        "roleArn": "arn:aws:iam::123456789012:role/infrastructure",
    }
    balancer = {"targetGroupArn": first, "containerName": "web", "containerPort": 80, "advancedConfiguration": advanced}
    alarms = {"enable": True, "rollback": True, "alarmNames": ["web-errors"]}
    canary = {"canaryPercent": 5, "canaryBakeTimeInMinutes": "10"}
    linear = {"stepPercent": 20, "stepBakeTimeInMinutes": "6"}
    return Example(
        {
            "name": "web",
            "cluster": aws.ecs.describe_clusters(clusters=["main"])["clusters"][0]["clusterArn"],
            "taskDefinition": aws.task_definition(),
            "desiredCount": 1,
            "networkConfiguration": {"subnets": subnets, "securityGroups": [aws.security_group(vpc_id)]},
            "capacityProviderStrategies": [{"capacityProvider": "capacity", "weight": 1}],
            "loadBalancers": [balancer],
            "alarms": alarms,
            "deploymentConfiguration": {
                "strategy": "CANARY",
                "bakeTimeInMinutes": "5",
                "canaryConfiguration": canary,
            },
        },
        change={
            "alarms": {**alarms, "alarmNames": ["web-errors", "web-latency"]},
            "deploymentConfiguration": {
                "strategy": "LINEAR",
                "bakeTimeInMinutes": "0",
                "linearConfiguration": linear,
            },
        },
        drift=lambda _: aws.ecs.update_service(
            cluster="main", service="web", deploymentConfiguration={"strategy": "BLUE_GREEN"}
        ),
        drifted="deploymentConfiguration",
    )


def _found_service(aws: Account) -> Example:
    vpc_id, subnets = _capacity(aws)
    namespace = private_namespace(aws, vpc_id)
    records = {"NamespaceId": namespace, "DnsRecords": [{"Type": "A", "TTL": 10}]}
    registry = aws.client("servicediscovery").create_service(Name="web", DnsConfig=records)["Service"]["Arn"]

    def connect(port: int) -> dict[str, Any]:
        alias = [{"port": port, "dnsName": "web"}]
        service = {"portName": "service", "discoveryName": "web", "clientAlias": alias}
        return {"enabled": True, "namespace": "internal", "services": [service]}

    ports = [{"name": "service", "containerPort": 80, "appProtocol": "http"}]
    definition = aws.ecs.register_task_definition(
        family="web",
        networkMode="awsvpc",
        cpu="256",
        memory="512",
        containerDefinitions=[{"name": "web", "image": "nginx", "portMappings": ports}],
    )["taskDefinition"]["taskDefinitionArn"]
    return Example(
        {
            "name": "web",
            "cluster": aws.ecs.describe_clusters(clusters=["main"])["clusters"][0]["clusterArn"],
            "taskDefinition": definition,
            "desiredCount": 1,
            "networkConfiguration": {"subnets": subnets, "securityGroups": [aws.security_group(vpc_id)]},
            "capacityProviderStrategies": [{"capacityProvider": "capacity", "weight": 1}],
            "serviceRegistries": {"registryArn": registry},
            "serviceConnectConfiguration": connect(80),
        },
        change={"serviceConnectConfiguration": connect(8080)},
        drift=lambda _: aws.ecs.update_service(
            cluster="main", service="web", serviceConnectConfiguration={"enabled": False}
        ),
        drifted="serviceConnectConfiguration",
    )


def mixed_group(aws: Account) -> Example:
    subnets = aws.subnets(aws.vpc())
    aws.cluster()
    template = aws.launch_template()

    def policy(percent: int, *types: str) -> dict[str, Any]:
        return {
            "instancesDistribution": {
                "onDemandBaseCapacity": 1,
                "onDemandPercentageAboveBaseCapacity": percent,
                "spotAllocationStrategy": "price-capacity-optimized",
            },
            "launchTemplate": {
                "launchTemplateSpecification": {"launchTemplateId": template, "version": "1"},
                "overrides": [{"instanceType": each} for each in types],
            },
        }

    metrics = {"Metrics": ["GroupMaxSize"], "Granularity": "1Minute"}
    return Example(
        {
            "minSize": 0,
            "maxSize": 8,
            "desiredCapacity": 4,
            "vpcZoneIdentifiers": subnets,
            "mixedInstancesPolicy": policy(50, "c5.2xlarge", "c5.xlarge"),
            "capacityRebalance": True,
            "enabledMetrics": ["GroupInServiceInstances"],
            "forceDelete": True,
        },
        change={
            "mixedInstancesPolicy": policy(0, "m5.xlarge"),
            "capacityRebalance": False,
            "enabledMetrics": ["GroupInServiceInstances", "GroupMaxSize"],
        },
        drift=lambda made: aws.autoscaling.enable_metrics_collection(AutoScalingGroupName=made.resource_id, **metrics),
        drifted="enabledMetrics",
    )


def log_bucket(aws: Account, principal: str = "logdelivery.elasticloadbalancing.amazonaws.com") -> None:
    s3 = aws.client("s3")
    s3.create_bucket(Bucket="logs-of-main")
    statement = {
        "Effect": "Allow",
        "Principal": {"Service": principal},
        "Action": "s3:PutObject",
        "Resource": "arn:aws:s3:::logs-of-main/*",
    }
    s3.put_bucket_policy(Bucket="logs-of-main", Policy=json.dumps({"Version": "2012-10-17", "Statement": [statement]}))


def _logged_balancer(aws: Account) -> Example:
    log_bucket(aws)
    logs = {"bucket": "logs-of-main", "enabled": True, "prefix": "web"}
    return Example(
        {"subnets": aws.subnets(aws.vpc()), "accessLogs": logs, "enableDeletionProtection": False},
        change={"accessLogs": {**logs, "prefix": "api"}, "enableDeletionProtection": True},
        drift=lambda made: aws.elbv2.modify_load_balancer_attributes(
            LoadBalancerArn=made.resource_id, Attributes=[{"Key": "access_logs.s3.enabled", "Value": "false"}]
        ),
        drifted="accessLogs",
    )


def _logged_cluster(aws: Account) -> Example:
    def execute_command(group: str) -> dict[str, Any]:
        logs = {"cloudWatchLogGroupName": group, "cloudWatchEncryptionEnabled": True}
        return {"executeCommandConfiguration": {"logging": "OVERRIDE", "logConfiguration": logs}}

    return Example(
        {"configuration": execute_command("one")},
        change={"configuration": execute_command("two")},
        drift=lambda made: aws.ecs.update_cluster(
            cluster=made.resource_id, configuration={"executeCommandConfiguration": {"logging": "NONE"}}
        ),
        drifted="configuration",
    )


EXAMPLES: dict[str, tuple[str, Callable[[Account], Example]]] = {
    "a service whose traffic is shifted": (SERVICE, _shifted_service),
    "a service with names": (SERVICE, _found_service),
    "a group of mixed instances": (GROUP, mixed_group),
    "a balancer with access logs": (BALANCER, _logged_balancer),
    "a cluster with a log of ECS Exec": (CLUSTER, _logged_cluster),
}
