"""The user data of the instances. Pure: no Pulumi, no AWS."""

from __future__ import annotations

import base64
import json
import shlex
from collections.abc import Mapping

from .agent_config import ON_BOTTLEROCKET, PRIVILEGED_OFF

BOUNDARY = "==part-of-the-user-data=="
CONTENT_TYPES = {"#!": "text/x-shellscript", "#cloud-config": "text/cloud-config"}
"""The content type of a part for cloud-init, by the start of the part:
https://cloudinit.readthedocs.io/en/latest/explanation/format.html"""


def al2023_user_data(cluster_name: str, *, drain_spot: bool, agent: Mapping[str, str], further: str | None) -> str:
    """Return the base64 of a script that sets the agent's cluster and blocks the host's metadata for tasks.

    ``drain_spot``: whether the agent drains the instance when EC2 announces a spot interruption. ``agent``: additional
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
    """Return the base64 of the equivalent Bottlerocket settings; ``further`` is TOML with other tables.

    https://bottlerocket.dev/en/os/latest/api/settings/ecs/
    """
    settings = ["[settings.ecs]", f"cluster = {json.dumps(cluster_name)}", "awsvpc-block-imds = true"]
    if drain_spot:
        settings.append("enable-spot-instance-draining = true")
    for name, value in agent.items():
        settings += ON_BOTTLEROCKET[name](value)
    return _encode(_text([*settings, *([] if further is None else ["", further])]))


def content_type(text: str) -> str | None:
    """Return the content type of user data for cloud-init, None if the program does not accept it."""
    return next((found for start, found in CONTENT_TYPES.items() if text.startswith(start)), None)


def _in_parts(*parts: str) -> str:
    """Return user data with several parts, which cloud-init runs in order."""
    lines = [f'Content-Type: multipart/mixed; boundary="{BOUNDARY}"', "MIME-Version: 1.0"]
    for part in parts:
        lines += ["", f"--{BOUNDARY}", f'Content-Type: {content_type(part)}; charset="us-ascii"', "", part]
    return _text([*lines, f"--{BOUNDARY}--"])


def _text(lines: list[str]) -> str:
    return "".join(f"{line}\n" for line in lines)


def _encode(text: str) -> str:
    return base64.b64encode(text.encode()).decode()
