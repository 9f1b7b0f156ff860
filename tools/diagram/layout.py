"""Where everything is: tiers of subnets side by side, a row for each service above, a row for each zone below.

Load balancers and services are in every zone of their tier, so they stand in the tier and above the zones.
"""

from __future__ import annotations

from tools.diagram.columns import CARD_WIDTH, PADDING, PUBLIC_WIDTH, Columns, arrange_columns
from tools.diagram.connections import connect_services, show_sources
from tools.diagram.deployment import Deployment, LoadBalancer, Service
from tools.diagram.geometry import Box, Drawing, LineKind, Text, wrap
from tools.diagram.zones import ROW_HEIGHT as ZONE_HEIGHT
from tools.diagram.zones import draw_zones

MARGIN = 20
CARD_HEIGHT = 60
ROW_HEIGHT = CARD_HEIGHT + 20
HEADING = 34
VPC_HEADING = 40

LINES: dict[LineKind, str] = {
    "flow": "may open connections to these ports, by security group rules",
    "route": "route to the internet",
}

Cards = dict[str, Box]
"""The card of each member, by the names that flows use."""


def lay_out(deployment: Deployment) -> tuple[Drawing, float, float]:
    """Return what is drawn, and the width and the height of it."""
    drawing = Drawing()
    columns = arrange_columns(deployment, MARGIN)
    top = MARGIN + 30
    tiers_top = top + VPC_HEADING
    rows_top = tiers_top + HEADING
    rows = _rows(deployment)
    below = rows_top + len(rows) * ROW_HEIGHT
    capacity_height = _capacity_height(deployment, columns)
    zones_top = below + capacity_height
    zones = sorted({subnet.zone for subnet in deployment.subnets})
    tiers_bottom = max(zones_top + len(zones) * ZONE_HEIGHT, rows_top + 20)
    bottom = tiers_bottom + PADDING

    drawing.text(Text(MARGIN, MARGIN + 14, deployment.title, "title"), room=columns.right - MARGIN)
    _draw_vpc(drawing, deployment, columns, top, bottom)
    for tier in columns.tiers.values():
        drawing.box(Box(tier.x, tiers_top, tier.width, tiers_bottom - tiers_top + 4, tier.kind))
        drawing.text(Text(tier.x + PADDING, tiers_top + 22, tier.title, "name"), room=tier.width - 2 * PADDING)
    cards: Cards = {}
    for number, (balancer, service) in enumerate(rows):
        y = rows_top + number * ROW_HEIGHT
        if balancer is not None:
            cards[f"load balancer {balancer.name}"] = _draw_load_balancer(drawing, balancer, columns, y)
        if service is not None:
            cards[f"service {service.name}"] = _draw_service(drawing, service, columns, y)
    _draw_capacity(drawing, deployment, columns, below, cards)
    draw_zones(drawing, deployment.subnets, columns, zones_top)
    show_sources(drawing, deployment.flows, cards, columns)
    connect_services(drawing, deployment.flows, cards, columns)
    height = _draw_legend(drawing, bottom + 26) + MARGIN
    return drawing, columns.right + MARGIN, height


def _rows(deployment: Deployment) -> list[tuple[LoadBalancer | None, Service | None]]:
    """Put each load balancer beside the service that it calls; those that call none come last."""
    calls = {(flow.source, flow.target) for flow in deployment.flows}
    left = list(deployment.load_balancers)
    rows: list[tuple[LoadBalancer | None, Service | None]] = []
    for service in deployment.services:
        target = f"service {service.name}"
        own = [balancer for balancer in left if (f"load balancer {balancer.name}", target) in calls]
        rows.append((own[0] if own else None, service))
        left = [balancer for balancer in left if balancer not in own[:1]]
    return [*rows, *((balancer, None) for balancer in left)]


def _draw_vpc(drawing: Drawing, deployment: Deployment, columns: Columns, top: float, bottom: float) -> None:
    drawing.box(Box(columns.vpc_x, top, columns.right - columns.vpc_x, bottom - top, "vpc"))
    what = f"VPC {', '.join(deployment.blocks)}" if deployment.blocks else "A VPC that this stack does not make"
    x = columns.vpc_x + (34 if columns.gateway else PADDING)
    drawing.text(Text(x, top + 25, what, "name"), room=columns.right - x - PADDING)
    bars = ((columns.internet, "The internet", "internet"), (columns.gateway, "Internet gateway", "gateway"))
    for side, title, kind in bars:
        if side is None:
            continue
        height = bottom - top - VPC_HEADING - PADDING + 4
        box = drawing.box(Box(side[0], top + VPC_HEADING, side[1], height, kind, title))
        drawing.text(Text(box.center + 4, box.middle, title, "name", "middle", upright=False), room=height - 8)


def _card(drawing: Drawing, box: Box, name: str, details: list[str]) -> Box:
    drawing.box(box)
    room = box.width - 24
    first = box.y + (24 if len(details) < 2 else 19)
    drawing.text(Text(box.x + 16, first, name, "name"), room=room)
    for number, detail in enumerate(details, start=1):
        drawing.text(Text(box.x + 16, first + 16 * number, detail, "detail"), room=room)
    return box


def _draw_load_balancer(drawing: Drawing, balancer: LoadBalancer, columns: Columns, y: float) -> Box:
    x = columns.public_card if balancer.internet_facing else columns.left_card
    where = "internet-facing" if balancer.internet_facing else "internal"
    width = PUBLIC_WIDTH if balancer.internet_facing else CARD_WIDTH
    box = Box(x, y, width, CARD_HEIGHT, "load-balancer", f"Load balancer {balancer.name}, {where}")
    return _card(drawing, box, "Load balancer", [where, ", ".join(balancer.listeners) or "no listener"])


def _draw_service(drawing: Drawing, service: Service, columns: Columns, y: float) -> Box:
    details = [f"service, {service.tasks}", *([service.size] if service.size else [])]
    tooltip = f"{service.name}: {', '.join(details)}"
    box = Box(columns.right_card, y, columns.service_width, CARD_HEIGHT, "service", tooltip)
    return _card(drawing, box, service.name, details)


def _endpoint_lines(deployment: Deployment) -> list[str]:
    gateway = [f"{name} (gateway)" for name in deployment.endpoints.gateway]
    return wrap([*gateway, *deployment.endpoints.interface], CARD_WIDTH - 24, 11)


def _capacity_height(deployment: Deployment, columns: Columns) -> float:
    """Return the height of the row of the endpoints and the instances, or of both rows where there is one column."""
    endpoints = _endpoints_card_height(deployment)
    instances = CARD_HEIGHT if deployment.instances else 0
    heights = [height for height in (endpoints, instances) if height]
    if columns.stacked:
        return sum(height + 20 for height in heights)
    return max(heights) + 20 if heights else 0


def _endpoints_card_height(deployment: Deployment) -> float:
    lines = len(_endpoint_lines(deployment))
    return max(CARD_HEIGHT, 34 + 16 * lines) if lines else 0


def _draw_capacity(drawing: Drawing, deployment: Deployment, columns: Columns, y: float, cards: Cards) -> None:
    height = _endpoints_card_height(deployment)
    if height:
        names = [*deployment.endpoints.gateway, *deployment.endpoints.interface]
        box = Box(columns.left_card, y, CARD_WIDTH, height, "endpoints", f"VPC endpoints: {', '.join(names)}")
        cards["endpoints"] = _card(drawing, box, "VPC endpoints", _endpoint_lines(deployment))
    if deployment.instances:
        instances = deployment.instances
        if columns.stacked and height:
            y += height + 20
        x = columns.left_card if columns.stacked else columns.right_card
        width = CARD_WIDTH if columns.stacked else columns.service_width
        box = Box(x, y, width, CARD_HEIGHT, "instances", f"{', '.join(instances.types)}: {instances.size}")
        first, *others = instances.types or ("",)
        types = f"{first} and {len(others)} more" if others else first
        cards["instances"] = _card(drawing, box, "Instances", [types, instances.size])


def _draw_legend(drawing: Drawing, y: float) -> float:
    """Say what the kinds of lines mean that are there; return where the legend ends."""
    kinds = {line.kind for line in drawing.lines}
    x = float(MARGIN)
    for kind, meaning in LINES.items():
        if kind in kinds:
            drawing.line([(x, y - 4), (x + 34, y - 4)], kind)
            drawing.text(Text(x + 42, y, meaning, "detail"))
            x += 42 + drawing.texts[-1].width + 24
    return y if kinds else y - 26
