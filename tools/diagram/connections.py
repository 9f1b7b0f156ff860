"""The arrows: who may open connections to whom."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from tools.diagram.columns import LANE, PADDING, PORTS, SOURCE_WIDTH, Columns
from tools.diagram.flows import INTERNET, Flow
from tools.diagram.geometry import Box, Drawing, Point, Text
from tools.diagram.lanes import assign_lanes, spread

ABOVE = -14
"""The y, from a card's middle, of what a load balancer sends to its service."""
ENTRY = 7
EXITS = (12, 30)
OUTER_ENTRY = -8
OUTER_EXITS = (0, 30)


def show_sources(drawing: Drawing, flows: Sequence[Flow], cards: Mapping[str, Box], columns: Columns) -> None:
    """Draw what comes from outside the stack's own groups: the internet, the VPC, other blocks and groups."""
    marked: dict[str, list[Flow]] = {}
    for flow in flows:
        card = cards.get(flow.target)
        if card is None or flow.source in cards:
            continue
        if flow.source == INTERNET and columns.internet:
            _from_internet(drawing, flow, card, columns)
        else:
            marked.setdefault(flow.target, []).append(flow)
    for target, found in marked.items():
        _from_mark(drawing, found, cards[target], columns)


def _from_internet(drawing: Drawing, flow: Flow, card: Box, columns: Columns) -> None:
    x, width = columns.internet or (0, 0)
    start, inside = x + width, columns.vpc_x
    if columns.gateway:
        gateway, gateway_width = columns.gateway
        drawing.line([(start, card.middle), (gateway, card.middle)], "flow")
        start = inside = gateway + gateway_width
    drawing.line([(start, card.middle), (card.x, card.middle)], "flow")
    drawing.text(Text(inside + 5, card.middle - 5, flow.label, "port"), room=PORTS - 6)


def _from_mark(drawing: Drawing, flows: Sequence[Flow], card: Box, columns: Columns) -> None:
    sources = [flow.source for flow in flows]
    ports = sorted({flow.label for flow in flows})
    mark = Box(columns.source or 0, card.middle - 13, SOURCE_WIDTH, 26, "source", ", ".join(sources))
    drawing.box(mark)
    what = sources[0] if len(sources) == 1 else f"{len(sources)} sources"
    drawing.text(Text(mark.center, mark.middle + 4, what, "detail", "middle"), room=mark.width - 6)
    drawing.line([(mark.right, card.middle), (card.x, card.middle)], "flow")
    drawing.text(Text(mark.right + 5, card.middle - 5, ", ".join(ports), "port"), room=PORTS - 6)


def connect_services(drawing: Drawing, flows: Sequence[Flow], cards: Mapping[str, Box], columns: Columns) -> None:
    """Draw what is between cards: load balancers to services, and services to both."""
    between = [flow for flow in flows if flow.source in cards and flow.target in cards]
    for flow in between:
        if flow.source.startswith("load balancer "):
            start, end = cards[flow.source], cards[flow.target]
            y = end.middle + ABOVE
            # A second load balancer of a service is in a row of its own.
            corners = [] if start.y == end.y else [(columns.lane, start.middle + ABOVE), (columns.lane, y)]
            drawing.line([(start.right, start.middle + ABOVE), *corners, (end.x, y)], "flow")
            x = end.x - columns.border - 8
            drawing.text(Text(x, y - 5, flow.label, "port", "end"), room=PORTS - 8)
    calls = [flow for flow in between if flow.source.startswith("service ")]
    to_balancers = [flow for flow in calls if flow.target.startswith("load balancer ")]
    to_services = [flow for flow in calls if flow.target.startswith("service ")]
    _draw_trunks(drawing, to_balancers, cards, columns, outer=False)
    _draw_trunks(drawing, to_services, cards, columns, outer=True)


def _draw_trunks(
    drawing: Drawing, flows: Sequence[Flow], cards: Mapping[str, Box], columns: Columns, *, outer: bool
) -> None:
    """Draw, for each target, one line that its callers join: to the left of the callers, or to the right."""
    targets = {flow.target: cards[flow.target].middle + (OUTER_ENTRY if outer else ENTRY) for flow in flows}
    exits = _exits(flows, cards, OUTER_EXITS if outer else EXITS)
    extents = {}
    for target, entry in targets.items():
        ys = [entry, *(y for flow, y in exits.items() if flow.target == target)]
        extents[target] = (min(ys), max(ys))
    lanes = assign_lanes(extents)
    first_lane, border = (columns.outer_lane, PADDING) if outer else (columns.lane, columns.border)
    for flow, y in exits.items():
        caller, entry = cards[flow.source], targets[flow.target]
        lane = first_lane + lanes[flow.target] * LANE
        start = (caller.right if outer else caller.x, y)
        drawing.line([start, (lane, y), (lane, entry), (cards[flow.target].right, entry)], "flow")
    for target, entry in targets.items():
        ports = ", ".join(sorted({flow.label for flow in flows if flow.target == target}))
        drawing.text(Text(cards[target].right + border + 8, entry - 4, ports, "port"), room=PORTS - 8)


def _exits(flows: Sequence[Flow], cards: Mapping[str, Box], bounds: Point) -> dict[Flow, float]:
    """Spread the lines that leave a card over its side."""
    places: dict[Flow, float] = {}
    for source in sorted({flow.source for flow in flows}):
        own = sorted((flow for flow in flows if flow.source == source), key=lambda flow: cards[flow.target].middle)
        for flow, y in zip(own, spread(len(own), *bounds), strict=True):
            places[flow] = cards[source].middle + y
    return places
