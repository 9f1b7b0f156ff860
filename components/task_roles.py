"""The two roles of a service: ECS's, which pulls and logs for it, and the tasks' own."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from typing import Any

import pulumi
import pulumi_aws as aws

from .iam_role import POLICY_VERSION, make_role
from .region import Region
from .task_role_args import TaskRoleArgs

EXECUTION_POLICY = "service-role/AmazonECSTaskExecutionRolePolicy"

SECRET_ARN_PARTS = 7
"""A container's secret may go on after the secret's own ARN, with a JSON key, a stage and a version."""


class TaskRoles:
    """The roles of one service, children of the service's component.

    Creates a task execution role, with the right to read exactly ``secrets`` if there are any; and a task role if
    ``args`` or ``statements`` give the tasks any right. Only ECS in this account may take them.
    """

    execution_role: aws.iam.Role
    task_role: aws.iam.Role | None = None
    ready: list[pulumi.Resource]
    """What must be there before a task starts."""

    def __init__(
        self,
        service_name: str,
        args: TaskRoleArgs | None,
        region: Region,
        parent: pulumi.Resource,
        *,
        secrets: Sequence[pulumi.Input[str]] = (),
        secrets_key_arns: Sequence[pulumi.Input[str]] = (),
        statements: Sequence[Mapping[str, Any]] = (),
    ) -> None:
        self._name = service_name
        self._region = region
        self._child = pulumi.ResourceOptions(parent=parent)
        self.execution_role, self.ready = self._make_role("execution", [EXECUTION_POLICY])
        if secrets:
            reading = pulumi.Output.all(secrets=list(secrets), keys=list(secrets_key_arns)).apply(
                lambda known: reading_statements(known["secrets"], known["keys"])
            )
            self._give("execution", self.execution_role, reading)
        own = [statement.document() for statement in args.statements] if args else []
        policies = list(args.policy_arns) if args else []
        if own or policies or statements:
            self._make_task_role(policies, [*own, *statements])

    def _make_role(self, kind: str, managed_policies: Sequence[str]) -> tuple[aws.iam.Role, list[pulumi.Resource]]:
        region = self._region
        only_this_account = {
            "ArnLike": {"aws:SourceArn": f"arn:{region.partition}:ecs:{region.name}:{region.account_id}:*"},
            "StringEquals": {"aws:SourceAccount": region.account_id},
        }
        return make_role(
            f"{self._name}-{kind}",
            "ecs-tasks.amazonaws.com",
            managed_policies,
            region,
            self._child,
            condition=only_this_account,
        )

    def _give(self, kind: str, role: aws.iam.Role, statements: pulumi.Input[list[dict[str, Any]]]) -> None:
        # Another document is another policy, and what is replaced is deleted once the rollout is over: until then tasks
        # of the old revision start too, and all of them where ECS rolls back to it.
        anew = pulumi.ResourceOptions(replace_on_changes=["policy"])
        policy = aws.iam.RolePolicy(
            f"{self._name}-{kind}",
            role=role.name,
            policy=pulumi.Output.from_input(statements).apply(_document),
            opts=pulumi.ResourceOptions.merge(self._child, anew),
        )
        self.ready.append(policy)

    def _make_task_role(
        self, policy_arns: Sequence[pulumi.Input[str]], statements: Sequence[Mapping[str, Any]]
    ) -> None:
        self.task_role, _ = self._make_role("task", [])
        for number, policy_arn in enumerate(policy_arns, start=1):
            # After the policy and not its place, to which another moves up when one is taken off the list: deleting the
            # old attachment would then detach what the new one has attached (pulumi/pulumi#9569).
            # Of a URN two colons part the name from what is before it.
            policy = policy_arn.replace("::", ":") if isinstance(policy_arn, str) else number
            self.ready.append(
                aws.iam.RolePolicyAttachment(
                    f"{self._name}-task-{policy}",
                    role=self.task_role.name,
                    policy_arn=policy_arn,
                    opts=self._child,
                )
            )
        if statements:
            self._give("task", self.task_role, [dict(statement) for statement in statements])


def reading_statements(secrets: Sequence[str], key_arns: Sequence[str]) -> list[dict[str, Any]]:
    """Return the statements that let ECS read exactly these secrets, and decrypt by exactly these KMS keys."""
    owners = sorted({":".join(arn.split(":")[:SECRET_ARN_PARTS]) for arn in secrets if ":secretsmanager:" in arn})
    parameters = sorted({arn for arn in secrets if ":ssm:" in arn})
    rights = [
        ("secretsmanager:GetSecretValue", owners),
        ("ssm:GetParameters", parameters),
        ("kms:Decrypt", sorted(set(key_arns))),
    ]
    return [{"Effect": "Allow", "Action": action, "Resource": arns} for action, arns in rights if arns]


def _document(statements: list[dict[str, Any]]) -> str:
    return json.dumps({"Version": POLICY_VERSION, "Statement": statements}, sort_keys=True)
