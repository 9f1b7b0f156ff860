"""The session log of ECS Exec."""

from __future__ import annotations

import pulumi
import pulumi_aws as aws

from .ec2_ecs_cluster_args import Ec2EcsClusterArgs

NO_SESSION_LOG: aws.ecs.ClusterConfigurationArgsDict = {"execute_command_configuration": {"logging": "DEFAULT"}}
"""ECS's default, explicit because ECS keeps the old configuration if an update has none."""


def create_session_log(
    name: str, args: Ec2EcsClusterArgs, opts: pulumi.ResourceOptions
) -> tuple[aws.cloudwatch.LogGroup, aws.ecs.ClusterConfigurationArgsDict]:
    """Create a log group for the sessions, and return it with the cluster's configuration."""
    log_group = aws.cloudwatch.LogGroup(
        f"{name}-execute-command",
        retention_in_days=args.execute_command_log_retention_days,
        kms_key_id=args.log_key_arn,
        opts=opts,
    )
    log: aws.ecs.ClusterConfigurationExecuteCommandConfigurationLogConfigurationArgsDict = {
        "cloud_watch_log_group_name": log_group.name
    }
    return log_group, {"execute_command_configuration": {"logging": "OVERRIDE", "log_configuration": log}}
