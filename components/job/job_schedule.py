"""The schedule of a job, and the role with which EventBridge Scheduler runs it."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import pulumi
import pulumi_aws as aws

from ..cluster.capacity import Capacity
from ..foundation.exclusive import create_exclusive_policies
from ..foundation.iam_role import create_role
from ..foundation.physical_names import policy_name_prefix
from ..foundation.region import Region
from ..network.network import Network
from ..service.task.run_task import PLACEMENT_FIELD, PLACEMENT_TYPE
from ..service.task.task_definition import ServiceTask
from ..service.task.task_permissions import Statement, policy_document
from .job_args import JobArgs

SCHEDULER = "scheduler.amazonaws.com"


class JobSchedule:
    """The schedule of one job, children of the job's component.

    Creates a separate schedule group, which identifies the job's metrics in CloudWatch and the scheduler in the role's
    trust policy; a role that can run only this task definition on this cluster and pass only its roles; and the
    schedule.
    """

    group_name: pulumi.Output[str]
    """The schedule group's name, which is the dimension of the schedule's metrics."""

    def __init__(
        self,
        name: str,
        args: JobArgs,
        task: ServiceTask,
        security_group: aws.ec2.SecurityGroup,
        network: Network,
        capacity: Capacity,
        region: Region,
        *,
        after: Sequence[pulumi.Resource],
        parent: pulumi.Resource,
    ) -> None:
        self._name = name
        self._child = pulumi.ResourceOptions(parent=parent)
        group = aws.scheduler.ScheduleGroup(name, opts=self._child)
        self.group_name = group.name
        role, policy = self._create_role(group, task, capacity.cluster_arn, region)
        waiting = pulumi.ResourceOptions(depends_on=[policy, *after])
        schedule = aws.scheduler.Schedule(
            name,
            name=name,
            group_name=group.name,
            schedule_expression=args.schedule or "",
            schedule_expression_timezone=args.timezone,
            state="ENABLED" if args.enabled else "DISABLED",
            flexible_time_window={"mode": "OFF"},
            target={
                "arn": capacity.cluster_arn,
                "role_arn": role.arn,
                "retry_policy": {"maximum_retry_attempts": args.retries},
                "ecs_parameters": {
                    "task_definition_arn": task.definition.arn,
                    "task_count": 1,
                    "capacity_provider_strategies": [
                        {"base": 0, "weight": 1, "capacity_provider": capacity.capacity_provider_name}
                    ],
                    "placement_strategies": [{"type": PLACEMENT_TYPE, "field": PLACEMENT_FIELD}],
                    "network_configuration": {
                        "subnets": network.subnet_ids_of_tasks,
                        "security_groups": [security_group.id],
                        "assign_public_ip": False,
                    },
                    "propagate_tags": "TASK_DEFINITION",
                    "enable_ecs_managed_tags": True,
                    "enable_execute_command": args.execute_command,
                },
            },
            opts=pulumi.ResourceOptions.merge(self._child, waiting),
        )
        if args.exclusive_permissions:
            last = pulumi.ResourceOptions.merge(self._child, pulumi.ResourceOptions(depends_on=[schedule]))
            create_exclusive_policies(f"{name}-schedule", role, [policy], last)

    def _create_role(
        self, group: aws.scheduler.ScheduleGroup, task: ServiceTask, cluster_arn: pulumi.Input[str], region: Region
    ) -> tuple[aws.iam.Role, aws.iam.RolePolicy]:
        name, roles = f"{self._name}-schedule", task.roles
        # AWS uses the ARN of the group here, not the ARN of the schedule:
        # https://docs.aws.amazon.com/scheduler/latest/UserGuide/cross-service-confused-deputy-prevention.html
        only_this_group = group.arn.apply(
            lambda arn: {"StringEquals": {"aws:SourceAccount": region.account_id, "aws:SourceArn": arn}}
        )
        role, _ = create_role(name, SCHEDULER, [], region, self._child, condition=only_this_group)
        passed = [roles.execution_role_arn, *([roles.task_role_arn] if roles.task_role_arn is not None else [])]
        document = pulumi.Output.all(cluster=cluster_arn, definition=task.definition.arn, passed=passed).apply(
            lambda known: policy_document(running_statements(known))
        )
        policy = aws.iam.RolePolicy(
            name,
            name_prefix=policy_name_prefix(name),
            role=role.name,
            policy=document,
            # The new permissions are added to the old ones, which the schedule needs until it runs the new revision.
            opts=pulumi.ResourceOptions.merge(self._child, pulumi.ResourceOptions(replace_on_changes=["policy"])),
        )
        return role, policy


def running_statements(known: dict[str, Any]) -> list[Statement]:
    """Return the scheduler's permissions: run one revision on one cluster, tag its tasks, and pass its roles.

    ``known`` has the ARNs of the ``cluster``, of the ``definition`` with its revision, and of the roles ``passed``.
    """
    return [
        {
            "Effect": "Allow",
            "Action": "ecs:RunTask",
            "Resource": known["definition"],
            "Condition": {"ArnEquals": {"ecs:cluster": known["cluster"]}},
        },
        # The tasks get the definition's tags and ECS's own, which ECS authorizes separately:
        # https://docs.aws.amazon.com/AmazonECS/latest/developerguide/supported-iam-actions-tagging.html
        {
            "Effect": "Allow",
            "Action": "ecs:TagResource",
            "Resource": f"{known['cluster'].replace(':cluster/', ':task/')}/*",
            "Condition": {"StringEquals": {"ecs:CreateAction": "RunTask"}},
        },
        {
            "Effect": "Allow",
            "Action": "iam:PassRole",
            "Resource": known["passed"],
            "Condition": {"StringEquals": {"iam:PassedToService": "ecs-tasks.amazonaws.com"}},
        },
    ]
