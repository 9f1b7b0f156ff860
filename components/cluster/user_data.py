"""What an instance is told when it first starts. Pure: no Pulumi, no AWS."""

from __future__ import annotations

import base64


def al2023_user_data(cluster_name: str, *, drain_spot: bool) -> str:
    """Return the base64 of a script that tells the ECS agent its cluster and keeps tasks from the host's metadata.

    ``drain_spot``: whether the agent drains when EC2 announces that it takes the instance back.
    https://docs.aws.amazon.com/AmazonECS/latest/developerguide/ecs-agent-config.html
    """
    settings = [f"ECS_CLUSTER={cluster_name}", "ECS_AWSVPC_BLOCK_IMDS=true"]
    if drain_spot:
        settings.append("ECS_ENABLE_SPOT_INSTANCE_DRAINING=true")
    return _encode(["#!/bin/bash", *[f"echo {setting} >> /etc/ecs/ecs.config" for setting in settings]])


def bottlerocket_user_data(cluster_name: str, *, drain_spot: bool) -> str:
    """Return the base64 of Bottlerocket's settings to the same effect.

    https://bottlerocket.dev/en/os/latest/api/settings/ecs/
    """
    settings = ["[settings.ecs]", f'cluster = "{cluster_name}"', "awsvpc-block-imds = true"]
    if drain_spot:
        settings.append("enable-spot-instance-draining = true")
    return _encode(settings)


def _encode(lines: list[str]) -> str:
    return base64.b64encode("".join(f"{line}\n" for line in lines).encode()).decode()
