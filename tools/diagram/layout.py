"""The layout: tiers of subnets side by side, a row for each service above, a row for each zone below.

Load balancers and services are in every zone of their tier, so they are inside the tier and above the zones.
"""

from __future__ import annotations

from tools.diagram.cards import CARD_HEIGHT, draw_endpoints, draw_load_balancer, draw_service, endpoints_height
from tools.diagram.columns import PADDING, Columns, arrange_columns
from tools.diagram.connections import connect_services, show_sources
from tools.diagram.deployment import Deployment, LoadBalancer, Service
from tools.diagram.frames import draw_frames, heading_height
from tools.diagram.geometry import Box, Drawing, LineKind, Text
from tools.diagram.zones import ROW_HEIGHT as ZONE_HEIGHT
from tools.diagram.zones import draw_zones

MARGIN = 12
ROW_GAP = 16
ROW_HEIGHT = CARD_HEIGHT + ROW_GAP
HEADING = 36
VPC_HEADING = 40

LINES: dict[LineKind, str] = {
    "flow": "connection that the security groups allow",
    "route": "route to the internet",
}

Cards = dict[str, Box]
"""The card of each member, by the names that flows use."""


def lay_out(deployment: Deployment) -> tuple[Drawing, float, float]:
    """Return the drawing, its width and its height."""
    drawing = Drawing()
    columns = arrange_columns(deployment, MARGIN)
    top = MARGIN + 34
    tiers_top = top + VPC_HEADING
    frames_top = tiers_top + HEADING
    rows = _rows(deployment)
    above = max(heading_height(deployment), endpoints_height(deployment) + ROW_GAP if _has_endpoints(deployment) else 0)
    rows_top = frames_top + above
    services_bottom = rows_top + max(len(deployment.services) * ROW_HEIGHT - ROW_GAP, 0)
    zones_top = max(rows_top + len(rows) * ROW_HEIGHT, services_bottom + 32) + 4
    zones = sorted({subnet.zone for subnet in deployment.subnets})
    tiers_bottom = max(zones_top + len(zones) * ZONE_HEIGHT, rows_top + 20)
    bottom = tiers_bottom + PADDING

    drawing.text(Text(MARGIN, MARGIN + 18, deployment.title, "title"), room=columns.right - MARGIN)
    _draw_vpc(drawing, deployment, columns, top, bottom)
    for tier in columns.tiers.values():
        drawing.box(Box(tier.x, tiers_top, tier.width, tiers_bottom - tiers_top + 4, tier.kind))
        drawing.text(Text(tier.x + PADDING, tiers_top + 24, tier.title, "name"), room=tier.width - 2 * PADDING)
    draw_frames(drawing, deployment, columns, frames_top, services_bottom)
    cards: Cards = {}
    if _has_endpoints(deployment):
        cards["endpoints"] = draw_endpoints(drawing, deployment, columns, frames_top)
    flows = list(deployment.flows)
    for number, (balancer, service) in enumerate(rows):
        y = rows_top + number * ROW_HEIGHT
        if balancer is not None:
            cards[f"load balancer {balancer.name}"] = draw_load_balancer(drawing, balancer, columns, y, flows)
        if service is not None:
            cards[service.member] = draw_service(drawing, service, columns, y, flows)
    draw_zones(drawing, deployment.subnets, columns, zones_top)
    show_sources(drawing, deployment.flows, cards, columns)
    connect_services(drawing, deployment.flows, cards, columns)
    height = _draw_legend(drawing, bottom + 30) + MARGIN
    return drawing, columns.right + MARGIN, height


def _has_endpoints(deployment: Deployment) -> bool:
    return bool(deployment.endpoints.gateway or deployment.endpoints.interface)


def _rows(deployment: Deployment) -> list[tuple[LoadBalancer | None, Service | None]]:
    """Put each load balancer into the row of its service; load balancers without a service come last."""
    calls = {(flow.source, flow.target) for flow in deployment.flows}
    left = list(deployment.load_balancers)
    rows: list[tuple[LoadBalancer | None, Service | None]] = []
    for service in deployment.services:
        own = [balancer for balancer in left if (f"load balancer {balancer.name}", service.member) in calls]
        rows.append((own[0] if own else None, service))
        left = [balancer for balancer in left if balancer not in own[:1]]
    return [*rows, *((balancer, None) for balancer in left)]


def _draw_vpc(drawing: Drawing, deployment: Deployment, columns: Columns, top: float, bottom: float) -> None:
    drawing.box(Box(columns.vpc_x, top, columns.right - columns.vpc_x, bottom - top, "vpc"))
    what = f"VPC {', '.join(deployment.blocks)}" if deployment.blocks else "VPC of another stack"
    x = columns.vpc_x + (28 if columns.gateway else PADDING)
    drawing.text(Text(x, top + 25, what, "name"), room=columns.right - x - PADDING)
    bars = ((columns.internet, "The internet", "internet"), (columns.gateway, "Internet gateway", "gateway"))
    for side, title, kind in bars:
        if side is None:
            continue
        height = bottom - top - VPC_HEADING - PADDING + 4
        box = drawing.box(Box(side[0], top + VPC_HEADING, side[1], height, kind, title))
        drawing.text(Text(box.center + 5, box.middle, title, "name", "middle", upright=False), room=height - 8)


def _draw_legend(drawing: Drawing, y: float) -> float:
    """Explain the kinds of lines in the picture, and return the y at which the legend ends."""
    kinds = {line.kind for line in drawing.lines}
    x = float(MARGIN)
    for kind, meaning in LINES.items():
        if kind in kinds:
            drawing.line([(x, y - 4), (x + 34, y - 4)], kind)
            drawing.text(Text(x + 42, y, meaning, "detail"))
            x += 42 + drawing.texts[-1].width + 24
    return y if kinds else y - 26
