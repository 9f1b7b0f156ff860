"""The common part of a service and a job: a component that runs a task."""

from __future__ import annotations

import pulumi

from ...cluster.capacity import Capacity
from ...foundation.tags import tagging
from ...network.network import Network
from .run_task import TaskToRun
from .task_definition import ServiceTask


class TaskComponent(pulumi.ComponentResource):
    """A component that runs a task, with the outputs of the task.

    Args:
        kind: the component's class, the last part of its type.
        name: its name, also that of the task definition's family.
        opts: its options.
        tag: the tag that has the name, on all that the component creates.
    """

    log_group_name: pulumi.Output[str]
    """The CloudWatch log group of the containers."""
    security_group_id: pulumi.Output[str]
    """The id of the tasks' security group."""
    task_definition_arn: pulumi.Output[str]
    """The newest revision of this stack."""
    task_definition_family: pulumi.Output[str]
    """The family of the task definition's revisions; the own container has the component's name."""

    def __init__(self, kind: str, name: str, opts: pulumi.ResourceOptions | None, *, tag: str) -> None:
        tagged = pulumi.ResourceOptions(transformations=[tagging({tag: name})])
        super().__init__(f"ecs-on-ec2:index:{kind}", name, None, pulumi.ResourceOptions.merge(opts, tagged))
        self._name = name
        self._child = pulumi.ResourceOptions(parent=self)

    def _set_task_outputs(self, task: ServiceTask, security_group_id: pulumi.Output[str]) -> None:
        self.log_group_name = task.log_group.name
        self.security_group_id = security_group_id
        self.task_definition_arn = task.definition.arn
        self.task_definition_family = task.definition.family

    def task_to_run(self, network: Network, capacity: Capacity) -> pulumi.Output[TaskToRun]:
        """Return this stack's revision, for a command that runs it.

        The newest revision of the family can belong to another stack.

        The command is an output, which must not fail with a rollout.
        """
        known = pulumi.Output.all(
            cluster=capacity.cluster_name,
            capacity_provider=capacity.capacity_provider_name,
            definition=self.task_definition_arn,
            subnets=network.subnet_ids_of_tasks,
            security_group=self.security_group_id,
        )
        return known.apply(lambda parts: TaskToRun(**parts))

    @property
    def _task_outputs(self) -> dict[str, pulumi.Output[str]]:
        return {
            "logGroupName": self.log_group_name,
            "securityGroupId": self.security_group_id,
            "taskDefinitionFamily": self.task_definition_family,
            "taskDefinitionArn": self.task_definition_arn,
        }
