"""A job: a task that runs to completion, on a schedule or on demand."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import pulumi

from ..cluster.capacity import Capacity
from ..foundation.argument_checks import require, require_if_given
from ..foundation.arn_checks import check_partitions
from ..foundation.exclusive import create_exclusive_rules
from ..foundation.refusal import refuse_any
from ..foundation.region import Region
from ..foundation.security_group import create_security_group
from ..network.network import Network
from ..service.task.endpoint_checks import check_endpoints_of_task
from ..service.task.task_checks import check_task
from ..service.task.task_component import TaskComponent
from ..service.task.task_definition import ServiceTask
from .job_args import JobArgs
from .job_commands import logs_command, run_command
from .job_schedule import JobSchedule
from .name_checks import check_job_name

LONGEST_RUN = "60m"
"""How long the deletion of a job waits for a running task."""


class Job(TaskComponent):
    """A task on EC2 capacity that runs to completion, with its own network interface in a private subnet.

    Creates the resources of :class:`ServiceTask`, a security group for the tasks, and with ``schedule`` the resources
    of :class:`JobSchedule`. ``name`` is the name of the task definition's family and of the own container.

    A deletion waits up to an hour for a running task: it first deletes the schedule and then the security group, which
    AWS keeps while a task uses it. Until then, the task keeps its roles, its log group, its egress and its instance.

    Raises :class:`RefusedError` before it creates anything if a task is larger than the instances.
    """

    run_command: pulumi.Output[str]
    """A shell command that runs the job now, waits, prints its log, and exits with the code of the own container."""
    logs_command: pulumi.Output[str]
    """A shell command that prints the log of the last hour and follows it."""
    schedule_group_name: pulumi.Output[str] | None
    """The schedule's group, which is the dimension of its metrics; None without a schedule."""

    def __init__(
        self,
        name: str,
        args: JobArgs | Mapping[str, Any],
        opts: pulumi.ResourceOptions | None = None,
        *,
        network: Network,
        capacity: Capacity,
        region: Region | None = None,
    ) -> None:
        super().__init__("Job", name, opts, tag="job")
        args = JobArgs.of(args)
        require(network=(network, Network), capacity=(capacity, Capacity))
        require_if_given(region=(region, Region))
        region = region or Region(pulumi.InvokeOptions(parent=self))
        if not region.has_accepted(args):
            refuse_any(check_partitions(args, region))
            refuse_any(
                [
                    *check_job_name(name, args),
                    *check_endpoints_of_task(args, network.endpoints),
                    *check_task(args, region, **capacity.instances),
                ]
            )
        task = ServiceTask(
            name,
            args.as_task,
            capacity,
            region,
            port_mapping=None,
            keep_revisions=False,
            after=capacity.ready,
            parent=self,
        )
        ready = [*capacity.ready, *network.egress]
        # The group is created last, so it is deleted first: while a task runs, AWS deletes neither the group nor the
        # association of the capacity provider.
        last = pulumi.ResourceOptions(depends_on=[*ready, *task.roles.ready, task.definition])
        group, egress = create_security_group(
            f"{name}-tasks",
            "Security group for job",
            network.vpc_id,
            pulumi.ResourceOptions.merge(self._child, last),
            kept_by_tasks_for=LONGEST_RUN,
        )
        if args.exclusive_permissions:
            task.roles.make_exclusive(pulumi.ResourceOptions(depends_on=[task.definition]))
            create_exclusive_rules(f"{name}-tasks", group, [egress], self._child)
        self.schedule_group_name = None
        if args.schedule is not None:
            after = [*ready, *task.roles.ready, egress]
            schedule = JobSchedule(name, args, task, group, network, capacity, region, after=after, parent=self)
            self.schedule_group_name = schedule.group_name
        self._set_task_outputs(task, group.id)
        self._name_commands(name, network, capacity, region)
        self.register_outputs(self.outputs)

    def _name_commands(self, name: str, network: Network, capacity: Capacity, region: Region) -> None:
        task = self.task_to_run(network, capacity)
        self.run_command = pulumi.Output.all(task=task, log_group=self.log_group_name).apply(
            lambda parts: run_command(name, parts["task"], parts["log_group"], region.name)
        )
        self.logs_command = self.log_group_name.apply(lambda log_group: logs_command(log_group, region.name))

    @property
    def outputs(self) -> dict[str, pulumi.Output[str]]:
        """The outputs by their exported names."""
        return {"runCommand": self.run_command, "logsCommand": self.logs_command, **self._task_outputs}
