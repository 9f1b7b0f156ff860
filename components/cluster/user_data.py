"""What an instance is told when it first starts. Pure: no Pulumi, no AWS."""

from __future__ import annotations

import base64
import json
import shlex
from collections.abc import Mapping

from .agent_config import ON_BOTTLEROCKET, PRIVILEGED_OFF

BOUNDARY = "==part-of-the-user-data=="
CONTENT_TYPES = {"#!": "text/x-shellscript", "#cloud-config": "text/cloud-config"}
"""What cloud-init makes of a part, by how the part starts:
https://cloudinit.readthedocs.io/en/latest/explanation/format.html"""


def al2023_user_data(cluster_name: str, *, drain_spot: bool, agent: Mapping[str, str], further: str | None) -> str:
    """Return the base64 of a script that tells the ECS agent its cluster and keeps tasks from the host's metadata.

    ``drain_spot``: whether the agent drains when EC2 announces that it takes the instance back. ``agent``: further
    variables of the agent. ``further``: a script or a cloud-config that cloud-init runs afterwards; the agent starts
    after both.
    https://docs.aws.amazon.com/AmazonECS/latest/developerguide/ecs-agent-config.html
    """
    variables = {"ECS_CLUSTER": cluster_name, "ECS_AWSVPC_BLOCK_IMDS": "true"}
    if drain_spot:
        variables["ECS_ENABLE_SPOT_INSTANCE_DRAINING"] = "true"
    variables |= {**PRIVILEGED_OFF, **agent}
    lines = [f"echo {shlex.quote(f'{name}={value}')} >> /etc/ecs/ecs.config" for name, value in variables.items()]
    script = _text(["#!/bin/bash", *lines])
    return _encode(script if further is None else _in_parts(script, further))


def bottlerocket_user_data(
    cluster_name: str, *, drain_spot: bool, agent: Mapping[str, str], further: str | None
) -> str:
    """Return the base64 of Bottlerocket's settings to the same effect; ``further`` is TOML of other tables.

    https://bottlerocket.dev/en/os/latest/api/settings/ecs/
    """
    settings = ["[settings.ecs]", f"cluster = {json.dumps(cluster_name)}", "awsvpc-block-imds = true"]
    if drain_spot:
        settings.append("enable-spot-instance-draining = true")
    for name, value in agent.items():
        settings += ON_BOTTLEROCKET[name](value)
    return _encode(_text([*settings, *([] if further is None else ["", further])]))


def content_type(text: str) -> str | None:
    """Return what cloud-init makes of user data, None for what the program does not take."""
    return next((found for start, found in CONTENT_TYPES.items() if text.startswith(start)), None)


def _in_parts(*parts: str) -> str:
    """Return user data of several parts, which cloud-init runs in their order."""
    head = [f'Content-Type: multipart/mixed; boundary="{BOUNDARY}"', "MIME-Version: 1.0"]
    lines = [*head]
    for part in parts:
        lines += ["", f"--{BOUNDARY}", f'Content-Type: {content_type(part)}; charset="us-ascii"', "", part]
    return _text([*lines, f"--{BOUNDARY}--"])


def _text(lines: list[str]) -> str:
    return "".join(f"{line}\n" for line in lines)


def _encode(text: str) -> str:
    return base64.b64encode(text.encode()).decode()
