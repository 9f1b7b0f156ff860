"""The log drivers that ECS can use on a cluster's instances. Pure: no Pulumi, no AWS."""

from __future__ import annotations

from .agent_config import LOGGING_DRIVERS, drivers_of
from .ec2_ecs_cluster_args import Ec2EcsClusterArgs

FIRELENS = "awsfirelens"
"""Sends to a log router. Every agent on Linux has it: agent/app/agent_capability_unix.go of aws/amazon-ecs-agent."""

DEFAULT: dict[str, tuple[str, ...]] = {
    # ecs-init/docker/docker.go of aws/amazon-ecs-agent
    "al2023": ("awslogs", "fluentd", "json-file", "syslog"),
    # https://bottlerocket.dev/en/os/latest/api/settings/ecs/
    "bottlerocket": ("awslogs", "json-file"),
}


def available_drivers(args: Ec2EcsClusterArgs) -> frozenset[str] | None:
    """Return the drivers, or None if a custom AMI or user data can set them."""
    text = args.agent_config.get(LOGGING_DRIVERS)
    if text is not None:
        return frozenset({*drivers_of(text), FIRELENS})
    if args.ami is not None or args.user_data is not None:
        return None
    return frozenset({*DEFAULT[args.operating_system], FIRELENS})
