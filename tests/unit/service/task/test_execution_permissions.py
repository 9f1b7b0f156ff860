"""ECS can read only the values that the containers use, and an existing role gets no permissions."""

from __future__ import annotations

import json

from tests.harness.build import build_services


def test_ecs_can_read_only_the_values_of_the_containers() -> None:
    prefix = "arn:aws:secretsmanager:us-east-1:123456789012:secret:"
    worker = {
        "topology": "private-worker",
        "registryCredentialsArn": f"{prefix}registry-a1B2c3",
        "container": {"environmentFiles": ["arn:aws:s3:::settings/worker.env"]},
        "logging": {"driver": "awsfirelens", "secretOptions": {"apikey": f"{prefix}logs-a1B2c3"}},
        "executionRole": {"statements": [{"actions": ["ecr:CreateRepository"], "resources": ["*"]}]},
        "sidecars": {
            "router": {
                "image": "fluent:1",
                "memory": 64,
                "firelens": {
                    "options": {"config-file-type": "s3", "config-file-value": "arn:aws:s3:::routes/fluent.conf"}
                },
            }
        },
    }
    recording = build_services({"worker": worker})
    [policy] = [each for each in recording.all("iam.RolePolicy") if each.name == "worker-execution"]
    statements = json.loads(policy.at("policy"))["Statement"]
    assert [(each["Action"], each["Resource"]) for each in statements] == [
        ("secretsmanager:GetSecretValue", [f"{prefix}logs-a1B2c3", f"{prefix}registry-a1B2c3"]),
        ("s3:GetObject", ["arn:aws:s3:::routes/fluent.conf", "arn:aws:s3:::settings/worker.env"]),
        ("s3:GetBucketLocation", ["arn:aws:s3:::routes", "arn:aws:s3:::settings"]),
        (["ecr:CreateRepository"], ["*"]),
    ]


def test_existing_roles_get_no_permissions() -> None:
    role = "arn:aws:iam::123456789012:role/theirs"
    worker = {
        "topology": "private-worker",
        "secrets": {"KEY": "arn:aws:ssm:us-east-1:123456789012:parameter/key"},
        "executionRole": {"arn": role},
        "taskRole": {"arn": role},
    }
    recording = build_services({"worker": worker})
    definition = recording.one("ecs.TaskDefinition")
    assert (definition.at("executionRoleArn"), definition.at("taskRoleArn")) == (role, role)
    assert [each.name for each in recording if each.kind.startswith("iam.")] == []
