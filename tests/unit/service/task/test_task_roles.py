"""A service's tasks, and ECS on their behalf, have exactly the permissions in the settings."""

from __future__ import annotations

import json
from typing import Any

import pulumi
import pulumi_aws as aws
import pytest

from components import AwsvpcServiceArgs
from components.service.task.task_permissions import reading_statements
from tests.harness.build import STACKS, build, build_component, build_services, build_stack, refuse
from tests.harness.recording import Recording
from tests.harness.registration import UNSET
from tests.harness.standalone import make_service

SECRET = "arn:aws:secretsmanager:us-east-1:123456789012:secret:db-a1b2c3"
PARAMETER = "arn:aws:ssm:us-east-1:123456789012:parameter/token"
KEY = "arn:aws:kms:us-east-1:123456789012:key/1"
BUCKET = "arn:aws:s3:::orders/*"


def service(**settings: Any) -> Recording:
    return build_services({"web": {"topology": "public-api", **settings}})


def statements(recording: Recording, policy: str) -> list[dict[str, Any]]:
    document = json.loads(recording.one("iam.RolePolicy", policy).at("policy"))
    found: list[dict[str, Any]] = document["Statement"]
    return found


def test_by_default_tasks_have_no_role_and_ecs_only_its_managed_policy() -> None:
    recording = service()
    assert recording.names("iam.RolePolicy") == []
    assert recording.one("ecs.TaskDefinition").at("taskRoleArn") is UNSET


def test_ecs_reads_exactly_the_named_secrets() -> None:
    recording = service(secrets={"DB": f"{SECRET}:password::", "TOKEN": PARAMETER}, secretsKeyArns=[KEY])
    assert statements(recording, "web-execution") == [
        {"Effect": "Allow", "Action": "secretsmanager:GetSecretValue", "Resource": [SECRET]},
        {"Effect": "Allow", "Action": "ssm:GetParameters", "Resource": [PARAMETER]},
        {"Effect": "Allow", "Action": "kms:Decrypt", "Resource": [KEY]},
    ]
    assert recording.one("ecs.TaskDefinition").at("containerDefinitions.0.secrets") == [
        {"name": "DB", "valueFrom": f"{SECRET}:password::"},
        {"name": "TOKEN", "valueFrom": PARAMETER},
    ]


def test_ecs_reads_the_secrets_of_a_sidecar() -> None:
    sidecar = {"image": "envoy", "memory": 64, "secrets": {"CERT": SECRET}}
    recording = service(sidecars={"proxy": sidecar})
    assert statements(recording, "web-execution")[0]["Resource"] == [SECRET]


def test_a_secret_used_twice_is_in_the_policy_once() -> None:
    found = reading_statements([f"{SECRET}:a::", f"{SECRET}:b::"], [])
    assert found == [{"Effect": "Allow", "Action": "secretsmanager:GetSecretValue", "Resource": [SECRET]}]


def test_a_secret_without_its_suffix_is_read_with_any_suffix() -> None:
    # IAM compares whole ARNs, and Secrets Manager adds a hyphen and six characters to each name.
    partial = SECRET.removesuffix("-a1b2c3")
    for given in (partial, f"{partial}:password::"):
        (statement,) = reading_statements([given], [])
        assert statement["Resource"] == [f"{partial}-??????"]


def parameters(count: int, length: int) -> dict[str, str]:
    """Return this number of parameters with ARNs of this length."""
    return {f"P{number}": f"{PARAMETER}{number:0>{length - len(PARAMETER)}}" for number in range(count)}


def policy_of(count: int) -> Any:
    return service(secrets=parameters(count, 100)).one("iam.RolePolicy", "web-execution")


def test_a_policy_that_fits_twice_is_replaced_and_a_longer_one_updated_in_place() -> None:
    # IAM allows 10,240 characters of inline policies for a role, so a policy of 5,120 can exist twice during its
    # change.
    fits, exceeds = policy_of(48), policy_of(49)
    assert len(fits.at("policy")) <= 5_120 < len(exceeds.at("policy"))
    assert fits.replace_on_changes == ("policy",)
    assert exceeds.replace_on_changes == ()


def test_the_longest_policy_that_iam_allows_is_created_and_a_longer_one_is_refused() -> None:
    assert 10_100 < len(policy_of(98).at("policy")) <= 10_240
    (message,) = refuse({"services": {"web": {"topology": "public-api", "secrets": parameters(99, 100)}}})
    assert message.startswith("services.web.secrets: [not shown] is refused: 99 secrets make a policy of 10")
    assert "IAM allows 10240 for a role: put several values into one secret" in message
    statement = {"actions": ["s3:GetObject"], "resources": [f"{BUCKET}{number:0>100}" for number in range(99)]}
    role = {"statements": [statement]}
    (message,) = refuse({"services": {"web": {"topology": "public-api", "taskRole": role}}})
    assert message.startswith("services.web.taskRole.statements: 1 is refused: 1 statements make a policy of 1")


@pytest.mark.parametrize("resource", ["*", "arn:*:s3:::orders", "arn:aws*:s3:::orders"])
def test_a_resource_can_have_wildcards_for_the_partition(resource: str) -> None:
    settings = {
        "topology": "private-worker",
        "taskRole": {"statements": [{"actions": ["s3:*"], "resources": [resource]}]},
    }
    (written,) = build_services({"worker": settings}).one("iam.RolePolicy", "worker-task").at("policy.Statement")
    assert written["Resource"] == [resource]


def test_the_task_role_has_exactly_the_named_statements_and_policies() -> None:
    policy = "arn:aws:iam::aws:policy/AmazonSQSReadOnlyAccess"
    statement = {"actions": ["s3:PutObject", "s3:GetObject"], "resources": [BUCKET]}
    recording = service(taskRole={"policyArns": [policy], "statements": [statement]})
    assert statements(recording, "web-task") == [
        {"Effect": "Allow", "Action": ["s3:GetObject", "s3:PutObject"], "Resource": [BUCKET]}
    ]
    attachment = recording.one("iam.RolePolicyAttachment", "web-task-arn:aws:iam:aws:policy/AmazonSQSReadOnlyAccess")
    assert attachment.at("policyArn") == policy
    role = recording.one("iam.Role", "web-task")
    assert attachment.at("role") == role.computed["name"]
    assert recording.one("ecs.TaskDefinition").at("taskRoleArn") == role.computed["arn"]


def test_a_removed_policy_changes_no_other_policy() -> None:
    # With names by position, the second policy becomes the first, and the deletion of the old second detaches it
    # (pulumi#9569).
    first, second = (f"arn:aws:iam::aws:policy/{name}" for name in ("AmazonSQSFullAccess", "AmazonS3ReadOnlyAccess"))
    both, one = (
        {
            found.urn: found.inputs
            for found in service(taskRole={"policyArns": policies}).all("iam.RolePolicyAttachment")
            if found.name.startswith("web-task")
        }
        for policies in ([first, second], [second])
    )
    assert (len(both), len(one)) == (2, 1)
    assert one.items() <= both.items()


def test_removed_permissions_are_deleted_after_the_rollout() -> None:
    # During the rollout, and after a rollback, tasks of the old revision start. The engine deletes replaced ones last.
    statement = {"actions": ["s3:GetObject"], "resources": [BUCKET]}
    recording = service(secrets={"DB": SECRET}, taskRole={"statements": [statement]})
    policies = recording.all("iam.RolePolicy")
    assert {policy.name for policy in policies} == {"web-execution", "web-task"}
    for policy in policies:
        assert policy.replace_on_changes == ("policy",)
        # With a fixed name, the policy is deleted first.
        assert "name" not in policy.inputs
        assert policy.delete_before_replace is None


@pytest.mark.parametrize("stack", STACKS)
def test_only_ecs_in_this_account_can_assume_the_roles_of_tasks(stack: str) -> None:
    recording = build_stack(stack)
    roles = [role for role in recording.all("iam.Role") if role.name.endswith(("-execution", "-task"))]
    for role in roles:
        (statement,) = json.loads(role.at("assumeRolePolicy"))["Statement"]
        assert statement["Principal"] == {"Service": "ecs-tasks.amazonaws.com"}
        assert statement["Condition"]["StringEquals"] == {"aws:SourceAccount": "123456789012"}
        assert statement["Condition"]["ArnLike"] == {"aws:SourceArn": "arn:aws:ecs:us-east-1:123456789012:*"}
    assert roles


@pytest.mark.parametrize("stack", STACKS)
def test_no_policy_allows_every_action(stack: str) -> None:
    recording = build_stack(stack)
    wide = [
        f"{policy}: {statement}"
        for policy in recording
        if policy.kind == "iam.RolePolicy"
        for statement in json.loads(policy.at("policy"))["Statement"]
        if "*" in str(statement["Action"])
    ]
    assert wide == []


def test_an_output_is_accepted_for_a_secret_a_resource_and_a_policy() -> None:
    def program() -> None:
        secret = aws.secretsmanager.Secret("db")
        bucket = aws.s3.Bucket("orders")
        policy = aws.iam.Policy("orders", policy="{}")
        statement = {"actions": ["s3:GetObject"], "resources": [pulumi.Output.concat(bucket.arn, "/*")]}
        role = {"statements": [statement], "policy_arns": [policy.arn]}
        args = AwsvpcServiceArgs.model_validate(
            {"topology": "public-api", "secrets": {"DB": secret.arn}, "task_role": role}
        )
        make_service("web", args)

    recording = build_component(program)
    assert recording.one("secretsmanager.Secret") in recording.waits_for(
        recording.one("iam.RolePolicy", "web-execution")
    )
    bucket = recording.one("s3.Bucket").computed["arn"]
    assert statements(recording, "web-task")[0]["Resource"] == [f"{bucket}/*"]
    attachment = recording.one("iam.RolePolicyAttachment", "web-task-1")
    assert attachment.at("policyArn") == recording.one("iam.Policy").computed["arn"]


def test_ecs_exec_gives_the_tasks_exactly_its_permissions_and_logs_the_sessions() -> None:
    config = {
        "cluster": {"executeCommand": True},
        "services": {"web": {"topology": "public-api", "executeCommand": True}},
    }
    recording = build(config)
    assert recording.one("ecs.Service").at("enableExecuteCommand") is True
    log_group = recording.one("cloudwatch.LogGroup", "cluster-execute-command").computed
    command = recording.one("ecs.Cluster").at("configuration.executeCommandConfiguration")
    assert command["logging"] == "OVERRIDE"
    assert command["logConfiguration"]["cloudWatchLogGroupName"] == log_group["name"]
    rights = statements(recording, "web-task")
    messages = [right for right in rights if "ssmmessages" in str(right["Action"])]
    assert [sorted(right["Action"]) for right in messages] == [
        [
            "ssmmessages:CreateControlChannel",
            "ssmmessages:CreateDataChannel",
            "ssmmessages:OpenControlChannel",
            "ssmmessages:OpenDataChannel",
        ]
    ]
    writing = [right for right in rights if "logs:PutLogEvents" in right["Action"]]
    assert [right["Resource"] for right in writing] == [f"{log_group['arn']}:*"]
    assert recording.one("ecs.TaskDefinition").at("containerDefinitions.0.linuxParameters.initProcessEnabled") is True


def test_efs_is_mounted_encrypted_and_by_iam() -> None:
    volume = {"fileSystemId": "fs-1", "containerPath": "/files", "accessPointId": "fsap-1", "readOnly": True}
    recording = service(volumes={"files": volume})
    definition = recording.one("ecs.TaskDefinition")
    efs = definition.at("volumes.0.efsVolumeConfiguration")
    assert efs["transitEncryption"] == "ENABLED"
    assert efs["authorizationConfig"] == {"accessPointId": "fsap-1", "iam": "ENABLED"}
    assert definition.at("containerDefinitions.0.mountPoints") == [
        {"sourceVolume": "files", "containerPath": "/files", "readOnly": True}
    ]
    (right,) = statements(recording, "web-task")
    assert right["Action"] == ["elasticfilesystem:ClientMount"]
    assert right["Resource"].endswith(":file-system/fs-1")
    assert right["Condition"]["StringEquals"]["elasticfilesystem:AccessPointArn"].endswith(":access-point/fsap-1")
