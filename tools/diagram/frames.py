"""The frames of the cluster and of its instances, which surround the services."""

from __future__ import annotations

from tools.diagram.cards import LINE_HEIGHT, open_ports
from tools.diagram.columns import FRAME, Columns
from tools.diagram.deployment import Deployment
from tools.diagram.geometry import Box, Drawing, Text
from tools.diagram.subnets import TASKS

CLUSTER_HEADING = 28


def heading_height(deployment: Deployment) -> float:
    """Return the height of the headings of the frames, above the first service; 0 if there are no frames."""
    if deployment.instances:
        return CLUSTER_HEADING + 26 + LINE_HEIGHT * len(_instance_lines(deployment)) + FRAME
    return CLUSTER_HEADING + FRAME if deployment.services else 0


def draw_frames(drawing: Drawing, deployment: Deployment, columns: Columns, top: float, bottom: float) -> None:
    """Draw the cluster around its instances, and the instances around the services; ``bottom`` ends the services."""
    if not heading_height(deployment):
        return
    title = "ECS cluster" if deployment.instances else "ECS cluster of another stack"
    left = columns.right_card - 2 * FRAME
    width = columns.service_width + 4 * FRAME
    cluster = drawing.box(Box(left, top, width, bottom + 2 * FRAME - top, "cluster", title))
    drawing.text(Text(left + 2 * FRAME, top + 20, title, "name"), room=width - 4 * FRAME)
    if deployment.instances is None:
        return
    tooltip = f"{', '.join(deployment.instances.types)}: {deployment.instances.size}"
    y = top + CLUSTER_HEADING
    box = Box(left + FRAME, y, width - 2 * FRAME, cluster.bottom - FRAME - y, "instances", tooltip)
    drawing.box(box)
    x, room = box.x + 2 * FRAME, box.width - 3 * FRAME
    drawing.text(Text(x, box.y + 21, "EC2 instances", "name"), room)
    for number, line in enumerate(_instance_lines(deployment), start=1):
        drawing.text(Text(x, box.y + 21 + LINE_HEIGHT * number, line, "detail"), room)


def _instance_lines(deployment: Deployment) -> list[str]:
    instances = deployment.instances
    if instances is None:
        return []
    first, *others = instances.types or ("",)
    types = f"{first} and {len(others)} more" if others else first
    split = any(subnet.tier == TASKS for subnet in deployment.subnets)
    ports = open_ports(list(deployment.flows), "instances")
    return [
        types,
        instances.size,
        *(["in the private subnets"] if split else []),
        *([f"open ports: {', '.join(ports)}"] if ports else []),
    ]
