"""The permissions of the roles of a service's tasks, as policy statements. Pure: no AWS.

The execution role, which ECS uses, can read the secrets and files of the containers, and has the statements of the
settings. The tasks' own role has the statements of the settings, and those for EFS and ECS Exec.
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Mapping, Sequence
from typing import Any

import pulumi

from ...foundation.deferred import joined
from ...foundation.iam_role import POLICY_VERSION
from ...foundation.region import Region
from .container_args import SidecarArgs
from .task_args import TaskArgs
from .volume_args import VolumeArgs

Statement = dict[str, Any]

EXECUTE_COMMAND_ACTIONS = (
    "ssmmessages:CreateControlChannel",
    "ssmmessages:CreateDataChannel",
    "ssmmessages:OpenControlChannel",
    "ssmmessages:OpenDataChannel",
)
"""https://docs.aws.amazon.com/AmazonECS/latest/developerguide/task-iam-roles.html#ecs-exec-required-iam-permissions"""

LONGEST_INLINE_POLICIES = 10_240
"""The maximum length of all inline policies of a role together, without white space.
https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_iam-quotas.html"""

SECRET_ARN_PARTS = 7
"""A container's secret can have a JSON key, a stage and a version after the secret's own ARN."""

SECRET_SUFFIX = re.compile(r"-[A-Za-z0-9]{6}$")
"""The suffix that Secrets Manager adds to the name of each secret."""

OUTPUT_LENGTH = 100
"""The assumed length of an Output, whose real length is not known yet."""


def secrets_of(args: TaskArgs) -> list[pulumi.Input[str]]:
    """Return the secrets of the containers: for variables, for options of a log driver, and for a registry."""
    found: list[pulumi.Input[str]] = []
    containers: list[TaskArgs | SidecarArgs] = [args, *args.sidecars.values()]
    for container in containers:
        found += [*container.secrets.values(), *container.logging.secret_options.values()]
        found += [container.registry_credentials_arn] if container.registry_credentials_arn is not None else []
    return found


def files_of(args: TaskArgs) -> list[pulumi.Input[str]]:
    """Return the S3 objects that ECS reads for the containers: variables, and a log router's configuration."""
    found: list[pulumi.Input[str]] = []
    for container in (args.container, *args.sidecars.values()):
        found += container.environment_files
    for sidecar in args.sidecars.values():
        options = sidecar.firelens.options if sidecar.firelens else {}
        if options.get("config-file-type") == "s3" and "config-file-value" in options:
            found.append(options["config-file-value"])
    return found


def execution_statements(args: TaskArgs) -> pulumi.Output[list[Statement]]:
    """Return the statements of the execution role beyond AWS's managed policy: reading, and those of the settings."""
    own = [statement.document() for statement in args.execution_role.statements]
    return pulumi.Output.all(
        secrets=secrets_of(args), keys=list(args.secrets_key_arns), files=files_of(args), own=own
    ).apply(lambda known: [*reading_statements(known["secrets"], known["keys"], known["files"]), *known["own"]])


def needs_execution_policy(args: TaskArgs) -> bool:
    """Whether ECS needs more permissions than AWS's managed policy grants."""
    return bool(secrets_of(args) or files_of(args) or args.execution_role.statements)


def reading_statements(
    secrets: Sequence[object], key_arns: Sequence[str], files: Sequence[str] = ()
) -> list[Statement]:
    """Return the statements that let ECS read only these secrets and S3 objects, and decrypt with these KMS keys."""
    # An Output can be None, which refuse_wrong_environment reports.
    arns = [arn for arn in secrets if isinstance(arn, str)]
    owners = sorted({_granted(arn) for arn in arns if ":secretsmanager:" in arn})
    parameters = sorted({arn for arn in arns if ":ssm:" in arn})
    permissions = [
        ("secretsmanager:GetSecretValue", owners),
        ("ssm:GetParameters", parameters),
        ("kms:Decrypt", sorted(set(key_arns))),
        # https://docs.aws.amazon.com/AmazonECS/latest/developerguide/task_execution_IAM_role.html
        ("s3:GetObject", sorted(set(files))),
        ("s3:GetBucketLocation", sorted({file.split("/", 1)[0] for file in files})),
    ]
    return [{"Effect": "Allow", "Action": action, "Resource": arns} for action, arns in permissions if arns]


def _granted(arn: str) -> str:
    """Return the resource for a container's secret in a policy.

    Secrets Manager also finds a secret by an ARN without its suffix, but IAM compares whole ARNs. The suffix has six
    characters, so six wildcards match it.
    """
    owner = ":".join(arn.split(":")[:SECRET_ARN_PARTS])
    return owner if SECRET_SUFFIX.search(owner) else f"{owner}-??????"


def task_statements(args: TaskArgs, region: Region, session_log_group_arn: pulumi.Input[str] | None) -> list[Statement]:
    """Return the statements of the tasks' own role: those of the settings, and those for EFS and ECS Exec."""
    statements = [statement.document() for statement in args.task_role.statements] if args.task_role else []
    for name, volume in sorted(args.volumes.items()):
        if volume.file_system_id is not None:
            written_to = is_written_to(name, args)
            statements.append(_efs_statement(volume, volume.file_system_id, region, written_to=written_to))
    if args.execute_command:
        statements.append({"Effect": "Allow", "Action": list(EXECUTE_COMMAND_ACTIONS), "Resource": "*"})
        if session_log_group_arn is not None:
            statements += _logging_statements(session_log_group_arn)
    return statements


def is_written_to(name: str, args: TaskArgs) -> bool:
    """Whether a container can write to the volume ``name``."""
    own = args.volumes[name]
    mounts = [sidecar.volumes[name] for sidecar in args.sidecars.values() if name in sidecar.volumes]
    return (own.container_path is not None and not own.read_only) or any(not mount.read_only for mount in mounts)


def _efs_statement(
    volume: VolumeArgs, file_system_id: pulumi.Input[str], region: Region, *, written_to: bool
) -> Statement:
    efs = f"arn:{region.partition}:elasticfilesystem:{region.name}:{region.account_id}"
    actions = ["elasticfilesystem:ClientMount"]
    if written_to:
        actions.append("elasticfilesystem:ClientWrite")
    statement: Statement = {
        "Effect": "Allow",
        "Action": actions,
        "Resource": joined(f"{efs}:file-system/", file_system_id),
    }
    if volume.access_point_id is not None:
        access_point = joined(f"{efs}:access-point/", volume.access_point_id)
        statement["Condition"] = {"StringEquals": {"elasticfilesystem:AccessPointArn": access_point}}
    return statement


def _logging_statements(log_group_arn: pulumi.Input[str]) -> list[Statement]:
    actions = ["logs:CreateLogStream", "logs:DescribeLogStreams", "logs:PutLogEvents"]
    return [
        {"Effect": "Allow", "Action": "logs:DescribeLogGroups", "Resource": "*"},
        {"Effect": "Allow", "Action": actions, "Resource": pulumi.Output.concat(log_group_arn, ":*")},
    ]


def policy_document(statements: Sequence[Mapping[str, Any]]) -> str:
    """Format statements as a policy without white space."""
    return _json({"Version": POLICY_VERSION, "Statement": list(statements)})


def policy_length(statements: Sequence[Mapping[str, Any]]) -> int:
    """Return the length of the policy; an Output counts as a typical ARN."""
    return len(_json({"Version": POLICY_VERSION, "Statement": list(statements)}, default=lambda _: _placeholder(0)))


def execution_length(args: TaskArgs) -> int:
    """Return the length of the execution role's policy, with the statements of the settings."""
    secrets, keys, files = (
        [arn if isinstance(arn, str) else _placeholder(number) for number, arn in enumerate(arns)]
        for arns in (secrets_of(args), args.secrets_key_arns, files_of(args))
    )
    own = [statement.document() for statement in args.execution_role.statements]
    return policy_length([*reading_statements(secrets, keys, files), *own])


def _placeholder(number: int) -> str:
    return f"arn:aws:ssm:{number:0>{OUTPUT_LENGTH}}"


def _json(policy: Mapping[str, Any], default: Callable[[Any], str] | None = None) -> str:
    return json.dumps(policy, sort_keys=True, separators=(",", ":"), default=default)
