"""The zones with their subnets, and the routes to the internet."""

from __future__ import annotations

from collections.abc import Sequence

from tools.diagram.columns import PADDING, Columns
from tools.diagram.geometry import Box, Drawing, Text
from tools.diagram.subnets import PUBLIC, TASKS, Subnet

ROW_HEIGHT = 94
HEADING = 24
SUBNET_HEIGHT = 52
CHIP = (74, 42)
AROUND = 6


def draw_zones(drawing: Drawing, subnets: Sequence[Subnet], columns: Columns, top: float) -> None:
    """Draw a row for each zone, and in it a box for each subnet."""
    zones = sorted({subnet.zone for subnet in subnets})
    if not zones:
        return
    left = min(tier.x for tier in columns.tiers.values()) - AROUND
    right = max(tier.x + tier.width for tier in columns.tiers.values()) + AROUND
    boxes: dict[tuple[str, str], Box] = {}
    chips: dict[str, Box] = {}
    for number, zone in enumerate(zones):
        y = top + number * ROW_HEIGHT
        drawing.box(Box(left, y, right - left, ROW_HEIGHT - 10, "zone", f"Availability Zone {zone}"))
        drawing.text(Text(left + AROUND + PADDING, y + 17, zone, "name"))
        for subnet in subnets:
            if subnet.zone == zone:
                box = boxes[zone, subnet.tier] = _draw_subnet(drawing, subnet, columns, y + HEADING)
                if subnet.nat_gateways:
                    chips[zone] = _draw_nat_gateway(drawing, box)
    _draw_routes(drawing, subnets, columns, boxes, chips)


def _draw_subnet(drawing: Drawing, subnet: Subnet, columns: Columns, y: float) -> Box:
    tier = columns.tiers[subnet.tier]
    width = tier.width - 2 * PADDING
    box = drawing.box(Box(tier.x + PADDING, y, width, SUBNET_HEIGHT, "subnet", f"Subnet {subnet.name}"))
    room = width - 16 - (CHIP[0] + 8 if subnet.nat_gateways else 0)
    drawing.text(Text(box.x + 8, y + 22, subnet.block, "name"), room=room)
    drawing.text(Text(box.x + 8, y + 41, subnet.name, "detail"), room=room)
    return box


def _draw_nat_gateway(drawing: Drawing, box: Box) -> Box:
    width, height = CHIP
    chip = drawing.box(Box(box.right - width - 6, box.middle - height / 2, width, height, "nat", "NAT gateway"))
    drawing.text(Text(chip.center, chip.middle - 3, "NAT", "detail", "middle"), room=width - 4)
    drawing.text(Text(chip.center, chip.middle + 14, "gateway", "detail", "middle"), room=width - 4)
    return chip


def _draw_routes(
    drawing: Drawing,
    subnets: Sequence[Subnet],
    columns: Columns,
    boxes: dict[tuple[str, str], Box],
    chips: dict[str, Box],
) -> None:
    """Draw the routes from the subnets to their NAT gateway, and from there to the internet."""
    for zone, chip in chips.items():
        public = boxes[zone, PUBLIC]
        if columns.gateway and columns.internet:
            gateway = columns.gateway[0] + columns.gateway[1]
            drawing.line([(public.x, public.middle), (gateway, public.middle)], "route")
            x, width = columns.internet
            drawing.line([(columns.gateway[0], public.middle), (x + width, public.middle)], "route")
        lane = columns.tiers[PUBLIC].x + columns.tiers[PUBLIC].width + 11
        joins = [chip.middle]
        for subnet in subnets:
            if subnet.nat_zone != zone:
                continue
            box = boxes[subnet.zone, subnet.tier]
            if subnet.tier == TASKS:
                # Below the private subnet, which is between the task subnet and the gateway.
                start, join = [(box.x + 16, box.bottom), (box.x + 16, box.bottom + 4)], box.bottom + 4
            else:
                start, join = [(box.x, box.middle)], box.middle
            drawing.line([*start, (lane, join)], "route", arrow=False)
            joins.append(join)
        for end in {min(joins), max(joins)} - {chip.middle}:
            drawing.line([(lane, end), (lane, chip.middle)], "route", arrow=False)
        if len(joins) > 1:
            drawing.line([(lane, chip.middle), (chip.right, chip.middle)], "route")
