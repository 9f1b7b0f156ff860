"""What the roles of a service's tasks may do, as statements of policies. Pure: it asks AWS nothing.

ECS's role reads the secrets that the containers name. The tasks' own role has the statements of the settings, and what
EFS and ECS Exec need.
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Mapping, Sequence
from typing import Any

import pulumi

from ...foundation.iam_role import POLICY_VERSION
from ...foundation.region import Region
from .task_args import TaskArgs
from .volume_args import EfsVolumeArgs

Statement = dict[str, Any]

EXECUTE_COMMAND_ACTIONS = (
    "ssmmessages:CreateControlChannel",
    "ssmmessages:CreateDataChannel",
    "ssmmessages:OpenControlChannel",
    "ssmmessages:OpenDataChannel",
)
"""https://docs.aws.amazon.com/AmazonECS/latest/developerguide/task-iam-roles.html#ecs-exec-required-iam-permissions"""

LONGEST_INLINE_POLICIES = 10_240
"""Characters of all inline policies of a role together, white space not counted.
https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_iam-quotas.html"""

SECRET_ARN_PARTS = 7
"""A container's secret may go on after the secret's own ARN, with a JSON key, a stage and a version."""

SECRET_SUFFIX = re.compile(r"-[A-Za-z0-9]{6}$")
"""What Secrets Manager puts after the name of each secret."""

OUTPUT_LENGTH = 100
"""What an output counts for, whose length nobody knows before it is there."""


def secrets_of(args: TaskArgs) -> list[pulumi.Input[str]]:
    """Return the secrets that the containers name, those of sidecars too."""
    containers = [args.secrets, *(sidecar.secrets for sidecar in args.sidecars.values())]
    return [arn for secrets in containers for arn in secrets.values()]


def reading_statements(secrets: Sequence[str], key_arns: Sequence[str]) -> list[Statement]:
    """Return the statements that let ECS read exactly these secrets, and decrypt by exactly these KMS keys."""
    owners = sorted({_granted(arn) for arn in secrets if ":secretsmanager:" in arn})
    parameters = sorted({arn for arn in secrets if ":ssm:" in arn})
    rights = [
        ("secretsmanager:GetSecretValue", owners),
        ("ssm:GetParameters", parameters),
        ("kms:Decrypt", sorted(set(key_arns))),
    ]
    return [{"Effect": "Allow", "Action": action, "Resource": arns} for action, arns in rights if arns]


def _granted(arn: str) -> str:
    """Return the resource that stands in a policy for a container's secret.

    Secrets Manager also finds a secret by an ARN without its suffix, but IAM compares whole ARNs. The suffix has six
    characters, so six wildcards match it.
    """
    owner = ":".join(arn.split(":")[:SECRET_ARN_PARTS])
    return owner if SECRET_SUFFIX.search(owner) else f"{owner}-??????"


def task_statements(args: TaskArgs, region: Region, session_log_group_arn: pulumi.Input[str] | None) -> list[Statement]:
    """Return what the tasks' own role may do: what the settings say, and what EFS and ECS Exec need."""
    statements = [statement.document() for statement in args.task_role.statements] if args.task_role else []
    statements += [_efs_statement(volume, region) for _, volume in sorted(args.volumes.items())]
    if args.execute_command:
        statements.append({"Effect": "Allow", "Action": list(EXECUTE_COMMAND_ACTIONS), "Resource": "*"})
        if session_log_group_arn is not None:
            statements += _logging_statements(session_log_group_arn)
    return statements


def _efs_statement(volume: EfsVolumeArgs, region: Region) -> Statement:
    efs = f"arn:{region.partition}:elasticfilesystem:{region.name}:{region.account_id}"
    actions = ["elasticfilesystem:ClientMount"]
    if not volume.read_only:
        actions.append("elasticfilesystem:ClientWrite")
    statement: Statement = {
        "Effect": "Allow",
        "Action": actions,
        "Resource": f"{efs}:file-system/{volume.file_system_id}",
    }
    if volume.access_point_id is not None:
        access_point = f"{efs}:access-point/{volume.access_point_id}"
        statement["Condition"] = {"StringEquals": {"elasticfilesystem:AccessPointArn": access_point}}
    return statement


def _logging_statements(log_group_arn: pulumi.Input[str]) -> list[Statement]:
    actions = ["logs:CreateLogStream", "logs:DescribeLogStreams", "logs:PutLogEvents"]
    return [
        {"Effect": "Allow", "Action": "logs:DescribeLogGroups", "Resource": "*"},
        {"Effect": "Allow", "Action": actions, "Resource": pulumi.Output.concat(log_group_arn, ":*")},
    ]


def policy_document(statements: Sequence[Mapping[str, Any]]) -> str:
    """Write statements as a policy, without white space."""
    return _json({"Version": POLICY_VERSION, "Statement": list(statements)})


def policy_length(statements: Sequence[Mapping[str, Any]]) -> int:
    """Return how long the policy is; an output in it counts for a typical ARN."""
    return len(_json({"Version": POLICY_VERSION, "Statement": list(statements)}, default=lambda _: _placeholder(0)))


def reading_length(args: TaskArgs) -> int:
    """Return how long the policy is that lets ECS read the secrets."""
    secrets, keys = (
        [arn if isinstance(arn, str) else _placeholder(number) for number, arn in enumerate(arns)]
        for arns in (secrets_of(args), args.secrets_key_arns)
    )
    return policy_length(reading_statements(secrets, keys))


def _placeholder(number: int) -> str:
    return f"arn:aws:ssm:{number:0>{OUTPUT_LENGTH}}"


def _json(policy: Mapping[str, Any], default: Callable[[Any], str] | None = None) -> str:
    return json.dumps(policy, sort_keys=True, separators=(",", ":"), default=default)
