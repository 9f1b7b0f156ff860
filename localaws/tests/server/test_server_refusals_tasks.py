"""Refusals of ECS, IAM and Application Auto Scaling for a task, its roles and its scaling, with AWS's codes."""

from __future__ import annotations

import json
from typing import Any

import pytest

from localaws.tests.server.account import TRUST, Account, refused

ROLE = "arn:aws:iam::123456789012:role/execution"
SECRET = {"name": "KEY", "valueFrom": "arn:aws:ssm:us-east-1:123456789012:parameter/key"}
CONTAINER: dict[str, Any] = {"name": "web", "image": "nginx", "cpu": 128, "memory": 256}
SIDECAR: dict[str, Any] = {"name": "proxy", "image": "envoy", "cpu": 128, "memory": 256}
DIMENSION = "ecs:service:DesiredCount"


def register(aws: Account, *containers: dict[str, Any], **task: Any) -> dict[str, Any]:
    settings: dict[str, Any] = {"family": "web", "networkMode": "awsvpc", "cpu": "256", "memory": "512", **task}
    registered = aws.ecs.register_task_definition(containerDefinitions=list(containers), **settings)
    found: dict[str, Any] = registered["taskDefinition"]
    return found


@pytest.mark.parametrize(
    ("change", "message"),
    [
        ({"portMappings": [{"containerPort": 80, "hostPort": 8080}]}, "must match"),
        ({"memory": 513}, "'memory'"),
        ({"memory": 128, "memoryReservation": 256}, "memoryReservation"),
        ({"cpu": 257}, "'cpu'"),
        ({"essential": False}, "essential"),
        ({"secrets": [SECRET]}, "executionRoleArn"),
        ({"mountPoints": [{"sourceVolume": "data", "containerPath": "/data"}]}, "Unknown volume 'data'"),
    ],
)
def test_a_container_that_does_not_fit_its_task_is_refused(aws: Account, change: dict[str, Any], message: str) -> None:
    with refused("ClientException", message):
        register(aws, {**CONTAINER, **change})
    assert aws.ecs.list_task_definitions()["taskDefinitionArns"] == []


@pytest.mark.parametrize(
    ("sidecar", "message"), [({"name": "web"}, "duplicate"), ({"memory": 257}, "'memory'"), ({"cpu": 129}, "'cpu'")]
)
def test_invalid_relations_between_containers_are_refused(aws: Account, sidecar: dict[str, Any], message: str) -> None:
    with refused("ClientException", message):
        register(aws, CONTAINER, {**SIDECAR, **sidecar})


def test_a_container_without_memory_is_refused(aws: Account) -> None:
    with refused("ClientException", "At least one of 'memory' or 'memoryReservation'"):
        aws.ecs.register_task_definition(family="web", containerDefinitions=[{"name": "web", "image": "nginx"}])


def test_a_valid_task_definition_is_registered(aws: Account) -> None:
    mount = {"sourceVolume": "data", "containerPath": "/data"}
    mappings = [{"containerPort": 80, "hostPort": 80}, {"containerPort": 81}]
    web = {**CONTAINER, "portMappings": mappings, "secrets": [SECRET], "mountPoints": [mount]}
    register(
        aws, web, {**SIDECAR, "essential": False}, executionRoleArn=ROLE, volumes=[{"name": "data"}], memory="0.5 GB"
    )
    on_host_ports = {**CONTAINER, "portMappings": [{"containerPort": 80, "hostPort": 8080}]}
    assert register(aws, on_host_ports, networkMode="bridge")["revision"] == 2


def test_containers_have_the_defaults_of_ecs(aws: Account) -> None:
    check = {"command": ["CMD", "true"], "startPeriod": 0}
    tmpfs = {"containerPath": "/tmp", "size": 64, "mountOptions": []}
    found = register(aws, {**CONTAINER, "healthCheck": check, "linuxParameters": {"tmpfs": [tmpfs]}})
    [container] = found["containerDefinitions"]
    assert container["healthCheck"] == {"command": ["CMD", "true"], "interval": 30, "timeout": 5, "retries": 3}
    assert container["linuxParameters"]["tmpfs"] == [{"containerPath": "/tmp", "size": 64}]


def document(length: int) -> str:
    """Return a policy of this length, not counting its white space."""
    text = json.dumps(
        {"Version": "2012-10-17", "Statement": [{"Effect": "Allow", "Action": "*", "Resource": "arn:aws:s3:::x"}]}
    )
    return text.replace(":::x", f":::{'x' * (length - len(''.join(text.split())) + 1)}")


def test_inline_policies_over_the_total_size_of_a_role_are_refused(aws: Account) -> None:
    aws.iam.create_role(RoleName="task", AssumeRolePolicyDocument=TRUST)
    aws.iam.put_role_policy(RoleName="task", PolicyName="one", PolicyDocument=document(5_121))
    with refused("LimitExceeded", "Maximum policy size of 10240 bytes exceeded for role task"):
        aws.iam.put_role_policy(RoleName="task", PolicyName="two", PolicyDocument=document(5_121))
    aws.iam.put_role_policy(RoleName="task", PolicyName="two", PolicyDocument=document(5_119))
    aws.iam.put_role_policy(RoleName="task", PolicyName="one", PolicyDocument=document(5_120))
    assert aws.iam.list_role_policies(RoleName="task")["PolicyNames"] == ["one", "two"]


def test_a_managed_policy_over_its_maximum_size_is_refused(aws: Account) -> None:
    with refused("LimitExceeded", "Cannot exceed quota for PolicySize: 6144"):
        aws.iam.create_policy(PolicyName="one", PolicyDocument=document(6_145))
    created = aws.iam.create_policy(PolicyName="one", PolicyDocument=document(6_144))["Policy"]
    with refused("LimitExceeded", "PolicySize"):
        aws.iam.create_policy_version(PolicyArn=created["Arn"], PolicyDocument=document(6_145))


def test_a_trust_policy_that_is_not_json_is_refused(aws: Account) -> None:
    with refused("MalformedPolicyDocument"):
        aws.iam.create_role(RoleName="task", AssumeRolePolicyDocument="{")
    aws.iam.create_role(RoleName="task", AssumeRolePolicyDocument=TRUST)
    with refused("MalformedPolicyDocument"):
        aws.iam.update_assume_role_policy(RoleName="task", PolicyDocument="everybody")


@pytest.fixture
def target(aws: Account) -> dict[str, str]:
    """Create a scalable target of a service; return its key."""
    group = aws.group(aws.subnets(aws.vpc()), aws.launch_template())
    assert group
    aws.cluster()
    subnets = [subnet["SubnetId"] for subnet in aws.ec2.describe_subnets()["Subnets"] if not subnet["DefaultForAz"]]
    aws.service(aws.task_definition(), subnets, [], desiredCount=0)
    key = {"ServiceNamespace": "ecs", "ResourceId": "service/main/web", "ScalableDimension": DIMENSION}
    aws.client("application-autoscaling").register_scalable_target(**key, MinCapacity=1, MaxCapacity=2)
    return key


@pytest.mark.parametrize(
    ("metric", "label"),
    [
        ("ALBRequestCountPerTarget", None),
        ("ALBRequestCountPerTarget", "app/web"),
        ("ECSServiceAverageCPUUtilization", "app/web/0123456789abcdef/targetgroup/web/0123456789abcdef"),
    ],
)
def test_scaling_by_requests_needs_a_target_group(
    aws: Account, target: dict[str, str], metric: str, label: str | None
) -> None:
    specification = {"PredefinedMetricType": metric, **({"ResourceLabel": label} if label else {})}
    with refused("ValidationException", "Resource label"):
        aws.client("application-autoscaling").put_scaling_policy(
            **target,
            PolicyName="requests",
            PolicyType="TargetTrackingScaling",
            TargetTrackingScalingPolicyConfiguration={
                "TargetValue": 100.0,
                "PredefinedMetricSpecification": specification,
            },
        )


def schedule(aws: Account, target: dict[str, str], expression: str, zone: str = "UTC") -> None:
    aws.client("application-autoscaling").put_scheduled_action(
        **target,
        ScheduledActionName="night",
        Schedule=expression,
        Timezone=zone,
        ScalableTargetAction={"MinCapacity": 0},
    )


@pytest.mark.parametrize(
    "expression",
    [
        "cron(0 8 * * *)",
        "cron(0 8 * * * *)",
        "cron(0 8 ? * ? *)",
        "cron(60 8 * * ? *)",
        "cron(0 8 ? * MO *)",
        "cron(0 8 ? * 0 *)",
        "cron(0/0 8 * * ? *)",
        "rate(1 days)",
        "rate(5 minute)",
        "rate(0 minutes)",
        "at(2026-02-30T08:00:00)",
        "at(2026-03-01 08:00)",
        "every day",
    ],
)
def test_a_schedule_that_never_occurs_is_refused(aws: Account, target: dict[str, str], expression: str) -> None:
    with refused("ValidationException", "Schedule expression"):
        schedule(aws, target, expression)


@pytest.mark.parametrize(
    "expression",
    [
        "cron(0 7 ? * MON-FRI *)",
        "cron(0/15 8-18,20 * JAN,JUL ? 2026-2030)",
        "cron(0 8 L * ? *)",
        "cron(0 8 15W * ? *)",
        "cron(0 8 L-3 * ? *)",
        "cron(0 8 ? * 6#3 *)",
        "cron(0 8 ? * MON#1 *)",
        "cron(0 8 ? * FRIL *)",
        "rate(1 day)",
        "rate(15 minutes)",
        "at(2026-03-01T08:00:00)",
    ],
)
def test_a_valid_schedule_is_accepted(aws: Account, target: dict[str, str], expression: str) -> None:
    schedule(aws, target, expression, "Europe/Berlin")


def test_an_unknown_time_zone_is_refused(aws: Account, target: dict[str, str]) -> None:
    with refused("ValidationException", "Timezone"):
        schedule(aws, target, "rate(1 day)", "Europe/Atlantis")
