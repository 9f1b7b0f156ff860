"""Shell commands to operate a service: its logs, a shell in a task, the rollback."""

from __future__ import annotations

import shlex
from collections.abc import Mapping

import pulumi
import pulumi_aws as aws

from .awsvpc_service_args import AwsvpcServiceArgs
from .task.task_definition import ServiceTask


def operation_commands(
    name: str, args: AwsvpcServiceArgs, cluster_name: pulumi.Input[str], service: aws.ecs.Service, task: ServiceTask
) -> dict[str, pulumi.Output[str]]:
    """Return ``logsCommand``, ``execCommand`` and ``rollbackCommand``, if the service supports them.

    The logs must be in CloudWatch. A shell needs ``execute_command``. The rollback to this stack's second-newest
    revision needs ``keep_revisions``, because ECS does not run a deregistered revision.
    """
    known = pulumi.Output.all(
        cluster=cluster_name,
        service=service.name,
        family=task.definition.family,
        revision=task.definition.arn,
        log_group=task.log_group.name,
    )
    commands: dict[str, pulumi.Output[str]] = {}
    if args.logging.driver == "awslogs":
        commands["logsCommand"] = known.apply(lambda names: f"aws logs tail {names['log_group']} --follow")
    if args.execute_command:
        commands["execCommand"] = known.apply(lambda names: _exec(name, names))
    if args.deployment.keeps_revisions and not args.deployment.external:
        commands["rollbackCommand"] = known.apply(_roll_back)
    return commands


def _exec(container: str, names: Mapping[str, str]) -> str:
    place = f"--cluster {names['cluster']}"
    task = f"$(aws ecs list-tasks {place} --service-name {names['service']} --query 'taskArns[0]' --output text)"
    return (
        f'aws ecs execute-command {place} --task "{task}" --container {shlex.quote(container)} --interactive'
        " --command /bin/sh"
    )


def _roll_back(names: Mapping[str, str]) -> str:
    listed = f"aws ecs list-task-definitions --family-prefix {names['family']} --sort DESC --output text"
    before = f"{listed} --query taskDefinitionArns | tr '\\t' '\\n' | grep -Fx -A1 {names['revision']} | tail -n 1"
    return (
        f"aws ecs update-service --cluster {names['cluster']} --service {names['service']}"
        f' --task-definition "$({before})"'
    )
