"""The two roles of a service: the execution role, and the role of the tasks' own code."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import pulumi
import pulumi_aws as aws

from ...foundation.exclusive import create_exclusive_policies
from ...foundation.iam_role import attach_policies, create_role
from ...foundation.physical_names import policy_name_prefix
from ...foundation.region import Region
from .task_args import TaskArgs
from .task_permissions import (
    LONGEST_INLINE_POLICIES,
    execution_length,
    execution_statements,
    needs_execution_policy,
    policy_document,
    policy_length,
    task_statements,
)

EXECUTION_POLICY = "service-role/AmazonECSTaskExecutionRolePolicy"


class TaskRoles:
    """The roles of one service, children of the service's component.

    Creates a task execution role that can read only the secrets and files in ``args``, and a task role if ``args``
    gives the tasks permissions. Only ECS in this account can assume them. An existing role, given by its ARN, is not
    created and gets no permissions.
    """

    execution_role_arn: pulumi.Input[str]
    """The role with which ECS pulls the image, writes the logs and reads the secrets."""
    task_role_arn: pulumi.Input[str] | None = None
    """The role of the tasks' own code; None without permissions."""

    def __init__(
        self,
        service_name: str,
        args: TaskArgs,
        region: Region,
        session_log_group_arn: pulumi.Input[str] | None,
        parent: pulumi.Resource,
    ) -> None:
        self._name = service_name
        self._region = region
        self._child = pulumi.ResourceOptions(parent=parent)
        self._roles: dict[str, aws.iam.Role] = {}
        self._policies: dict[str, list[aws.iam.RolePolicy | aws.iam.RolePolicyAttachment]] = {}
        self.execution_role_arn = args.execution_role.arn or self._create_execution_role(args)
        if args.task_role is not None and args.task_role.arn is not None:
            self.task_role_arn = args.task_role.arn
            return
        policies = args.task_role.policy_arns if args.task_role else ()
        statements = task_statements(args, region, session_log_group_arn)
        if policies or statements:
            self.task_role_arn = self._create_task_role(policies, statements)

    def _create_execution_role(self, args: TaskArgs) -> pulumi.Output[str]:
        role = self._create_role("execution", [EXECUTION_POLICY])
        if needs_execution_policy(args):
            self._add_policy("execution", role, execution_statements(args), execution_length(args))
        return role.arn

    @property
    def ready(self) -> list[pulumi.Resource]:
        """The resources that must exist before a task starts."""
        return [policy for policies in self._policies.values() for policy in policies]

    def make_exclusive(self, opts: pulumi.ResourceOptions) -> None:
        """Make the program's policies the only ones of the created roles; ``opts`` contain the dependencies."""
        own = pulumi.ResourceOptions.merge(self._child, opts)
        for kind, role in self._roles.items():
            create_exclusive_policies(f"{self._name}-{kind}", role, self._policies[kind], own)

    def _create_role(self, kind: str, managed_policies: Sequence[str]) -> aws.iam.Role:
        region = self._region
        only_this_account = {
            "ArnLike": {"aws:SourceArn": f"arn:{region.partition}:ecs:{region.name}:{region.account_id}:*"},
            "StringEquals": {"aws:SourceAccount": region.account_id},
        }
        role, attachments = create_role(
            f"{self._name}-{kind}",
            "ecs-tasks.amazonaws.com",
            managed_policies,
            region,
            self._child,
            condition=only_this_account,
        )
        self._roles[kind], self._policies[kind] = role, [*attachments]
        return role

    def _add_policy(
        self, kind: str, role: aws.iam.Role, statements: pulumi.Input[list[dict[str, Any]]], length: int
    ) -> None:
        name = f"{self._name}-{kind}"
        policy = aws.iam.RolePolicy(
            name,
            name_prefix=policy_name_prefix(name),
            role=role.name,
            policy=pulumi.Output.from_input(statements).apply(policy_document),
            opts=pulumi.ResourceOptions.merge(self._child, _change_options(length)),
        )
        self._policies[kind].append(policy)

    def _create_task_role(
        self, policy_arns: Sequence[pulumi.Input[str]], statements: Sequence[dict[str, Any]]
    ) -> pulumi.Output[str]:
        task_role = self._create_role("task", [])
        self._policies["task"] += attach_policies(f"{self._name}-task", task_role, policy_arns, self._child)
        if statements:
            self._add_policy("task", task_role, list(statements), policy_length(statements))
        return task_role.arn


def _change_options(length: int) -> pulumi.ResourceOptions | None:
    """Return how a policy of this length changes.

    If IAM allows both, the new policy is created in addition to the old one, which the engine deletes after the
    rollout. Until then, and after a rollback, tasks of the old revision can start. A longer policy is updated in place,
    and tasks of the old revision lose the removed permissions.
    """
    if length > LONGEST_INLINE_POLICIES // 2:
        return None
    return pulumi.ResourceOptions(replace_on_changes=["policy"])
