"""The session log of ECS Exec."""

from __future__ import annotations

import pulumi
import pulumi_aws as aws

from .ec2_ecs_cluster_args import Ec2EcsClusterArgs


def no_session_log() -> aws.ecs.ClusterConfigurationArgs:
    """Return ECS's default explicitly, because ECS keeps the old configuration if an update has none."""
    command = aws.ecs.ClusterConfigurationExecuteCommandConfigurationArgs(logging="DEFAULT")
    return aws.ecs.ClusterConfigurationArgs(execute_command_configuration=command)


def create_session_log(
    name: str, args: Ec2EcsClusterArgs, opts: pulumi.ResourceOptions
) -> tuple[aws.cloudwatch.LogGroup, aws.ecs.ClusterConfigurationArgs]:
    """Create a log group for the sessions, and return it with the cluster's configuration."""
    log_group = aws.cloudwatch.LogGroup(
        f"{name}-execute-command",
        retention_in_days=args.execute_command_log_retention_days,
        kms_key_id=args.log_key_arn,
        opts=opts,
    )
    logging = aws.ecs.ClusterConfigurationExecuteCommandConfigurationLogConfigurationArgs(
        cloud_watch_log_group_name=log_group.name
    )
    command = aws.ecs.ClusterConfigurationExecuteCommandConfigurationArgs(logging="OVERRIDE", log_configuration=logging)
    return log_group, aws.ecs.ClusterConfigurationArgs(execute_command_configuration=command)
