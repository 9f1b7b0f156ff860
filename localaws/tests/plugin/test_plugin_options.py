"""What production adds to types that other examples show plainly: shifted traffic, mixed instances, logs."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import grpc
import pytest

from localaws.tests.plugin.engine import refusal
from localaws.tests.plugin.example import Example
from localaws.tests.plugin.examples_names import private_namespace

if TYPE_CHECKING:
    from collections.abc import Callable

    from localaws.tests.plugin.engine import Engine
    from localaws.tests.server.account import Account

SERVICE = "aws:ecs/service:Service"
GROUP = "aws:autoscaling/group:Group"
BALANCER = "aws:lb/loadBalancer:LoadBalancer"
CLUSTER = "aws:ecs/cluster:Cluster"
TASK_DEFINITION = "aws:ecs/taskDefinition:TaskDefinition"


def _capacity(aws: Account) -> tuple[str, list[str]]:
    """A cluster with capacity; its VPC and subnets."""
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


def _mixed_group(aws: Account) -> Example:
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


def _log_bucket(aws: Account, principal: str = "logdelivery.elasticloadbalancing.amazonaws.com") -> None:
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
    _log_bucket(aws)
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
    "a group of mixed instances": (GROUP, _mixed_group),
    "a balancer with access logs": (BALANCER, _logged_balancer),
    "a cluster with a log of ECS Exec": (CLUSTER, _logged_cluster),
}


@pytest.mark.parametrize("what", EXAMPLES)
def test_it_is_made_read_changed_and_mended(engine: Engine, aws: Account, what: str) -> None:
    resource_type, example_of = EXAMPLES[what]
    example = example_of(aws)
    made = engine.create(resource_type, example.inputs)
    seen = engine.read(made)
    assert seen is not None
    assert seen.outputs == made.outputs
    assert list(engine.diff(seen, example.inputs).diffs) == []

    assert example.drift is not None
    example.drift(made)
    drifted = engine.read(made)
    assert drifted is not None
    assert example.drifted in engine.diff(drifted, example.inputs).diffs
    mended = engine.update(drifted, example.inputs)
    assert list(engine.diff(mended, example.inputs).diffs) == []

    changed = {**example.inputs, **example.change}
    answer = engine.diff(mended, changed)
    assert set(answer.diffs) == set(example.change)
    assert list(answer.replaces) == []
    updated = engine.update(mended, changed)
    assert list(engine.diff(updated, changed).diffs) == []
    again = engine.read(updated)
    assert again is not None
    assert again.outputs == updated.outputs


def test_a_mixed_group_has_its_types_and_its_part_of_spot(engine: Engine, aws: Account) -> None:
    engine.create(GROUP, _mixed_group(aws).inputs)
    instances = [instance for each in aws.ec2.describe_instances()["Reservations"] for instance in each["Instances"]]
    assert {instance["InstanceType"] for instance in instances} == {"c5.2xlarge"}
    # One on demand, of the three above it half, rounded up.
    spot = [instance for instance in instances if instance.get("InstanceLifecycle") == "spot"]
    assert (len(instances), len(spot)) == (4, 1)


@pytest.mark.parametrize("given", [{}, {"launchTemplate": {"id": "lt-1"}, "mixedInstancesPolicy": {}}])
def test_a_group_has_one_template_or_one_policy(offline_engine: Engine, given: dict[str, Any]) -> None:
    specification = {"launchTemplateSpecification": {"launchTemplateId": "lt-1"}}
    if "mixedInstancesPolicy" in given:
        given["mixedInstancesPolicy"] = {"launchTemplate": specification}
    _, failures = offline_engine.check(GROUP, {"minSize": 0, "maxSize": 1, **given})
    assert list(failures) == ["launchTemplate"]


@pytest.mark.parametrize(
    ("bucket", "message"),
    [
        ("logs-of-main", "Access Denied for bucket: logs-of-main"),
        ("other", "The specified bucket does not exist: other"),
    ],
)
def test_a_balancer_logs_to_no_bucket_that_does_not_let_it(
    engine: Engine, aws: Account, bucket: str, message: str
) -> None:
    _log_bucket(aws, "ec2.amazonaws.com")
    given = {"subnets": aws.subnets(aws.vpc()), "accessLogs": {"bucket": bucket, "enabled": True}}
    with pytest.raises(grpc.RpcError) as caught:
        engine.create(BALANCER, given)
    assert f"InvalidConfigurationRequest: {message}" in refusal(caught.value)


def test_a_protected_balancer_stays_until_the_protection_goes(engine: Engine, aws: Account) -> None:
    given = {"subnets": aws.subnets(aws.vpc()), "enableDeletionProtection": True}
    made = engine.create(BALANCER, given)
    with pytest.raises(grpc.RpcError) as caught:
        engine.delete(made)
    assert "deletion protection is enabled" in refusal(caught.value)
    engine.delete(engine.update(made, {**given, "enableDeletionProtection": False}))
    assert engine.read(made) is None


def test_an_email_waits_for_its_confirmation_and_cannot_be_taken_back(engine: Engine, aws: Account) -> None:
    topic = aws.client("sns").create_topic(Name="alarms")["TopicArn"]
    given = {"topic": topic, "protocol": "email", "endpoint": "team@example.com"}
    made = engine.create("aws:sns/topicSubscription:TopicSubscription", given)
    assert made.outputs["pendingConfirmation"] is True
    engine.delete(made)
    assert engine.read(made) is not None, "AWS lets it expire"


def test_a_volume_of_efs_is_kept_and_its_change_is_a_new_revision(engine: Engine) -> None:
    def given(iam: str) -> dict[str, Any]:
        authorization = {"accessPointId": "fsap-1", "iam": iam}
        efs = {
            "fileSystemId": "fs-1",
            "rootDirectory": "/",
            "transitEncryption": "ENABLED",
            "authorizationConfig": authorization,
        }
        containers = json.dumps([{"name": "web", "image": "nginx", "memory": 128}])
        volume = {"name": "data", "efsVolumeConfiguration": efs}
        return {"family": "web", "containerDefinitions": containers, "volumes": [volume]}

    made = engine.create(TASK_DEFINITION, given("ENABLED"))
    seen = engine.read(made)
    assert seen is not None
    assert list(engine.diff(seen, given("ENABLED")).diffs) == []
    assert list(engine.diff(seen, given("DISABLED")).replaces) == ["volumes"]


VERSIONING = "aws:s3/bucketVersioning:BucketVersioning"


def test_a_bucket_that_never_had_versions_reads_as_disabled_and_cannot_go_back_to_it(
    engine: Engine, aws: Account
) -> None:
    aws.s3.create_bucket(Bucket="logs-of-main")
    disabled = {"bucket": "logs-of-main", "versioningConfiguration": {"status": "Disabled"}}
    made = engine.create(VERSIONING, disabled)
    assert made.outputs["versioningConfiguration"] == {"status": "Disabled"}
    assert list(engine.diff(made, disabled).diffs) == []
    engine.delete(made)
    assert "Status" not in aws.s3.get_bucket_versioning(Bucket="logs-of-main")
    enabled = engine.update(made, {**disabled, "versioningConfiguration": {"status": "Enabled"}})
    with pytest.raises(grpc.RpcError) as caught:
        engine.diff(enabled, disabled)
    assert "cannot go back to Disabled" in refusal(caught.value)
