"""The arrows: connections that the security groups allow."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from tools.diagram.columns import LANE, Columns
from tools.diagram.description import in_words
from tools.diagram.flows import INTERNET, Flow
from tools.diagram.geometry import Box, Drawing, Point, Text
from tools.diagram.lanes import assign_lanes, spread

ABOVE = -14
"""The y, relative to a card's middle, of the arrow from a load balancer to its service."""
ENTRY = 7
EXITS = (12, 30)
OUTER_ENTRY = -8
OUTER_EXITS = (0, 30)


def show_sources(drawing: Drawing, flows: Sequence[Flow], cards: Mapping[str, Box], columns: Columns) -> None:
    """Draw the connections from outside the stack's own groups: the internet, the VPC, other blocks and groups."""
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
    start = x + width
    if columns.gateway:
        gateway, gateway_width = columns.gateway
        drawing.line([(start, card.middle), (gateway, card.middle)], "flow")
        start = gateway + gateway_width
    drawing.line([(start, card.middle), (card.x, card.middle)], "flow", tooltip=in_words(flow))


def _from_mark(drawing: Drawing, flows: Sequence[Flow], card: Box, columns: Columns) -> None:
    sources = [flow.source for flow in flows]
    x, width = columns.source or (0, 0)
    mark = Box(x, card.middle - 13, width, 26, "source", ", ".join(sources))
    drawing.box(mark)
    what = sources[0] if len(sources) == 1 else f"{len(sources)} sources"
    drawing.text(Text(mark.center, mark.middle + 5, what, "detail", "middle"), room=mark.width - 6)
    tooltip = " ".join(map(in_words, flows))
    drawing.line([(mark.right, card.middle), (card.x, card.middle)], "flow", tooltip=tooltip)


def connect_services(drawing: Drawing, flows: Sequence[Flow], cards: Mapping[str, Box], columns: Columns) -> None:
    """Draw the connections between cards: from load balancers to services, and from services to both."""
    between = [flow for flow in flows if flow.source in cards and flow.target in cards]
    for flow in between:
        if flow.source.startswith("load balancer "):
            start, end = cards[flow.source], cards[flow.target]
            y = end.middle + ABOVE
            # A second load balancer of a service is in another row.
            corners = [] if start.y == end.y else [(columns.lane, start.middle + ABOVE), (columns.lane, y)]
            points = [(start.right, start.middle + ABOVE), *corners, (end.x, y)]
            drawing.line(points, "flow", tooltip=in_words(flow))
    calls = [flow for flow in between if flow.source.startswith("service ")]
    to_balancers = [flow for flow in calls if flow.target.startswith("load balancer ")]
    to_services = [flow for flow in calls if flow.target.startswith("service ")]
    _draw_trunks(drawing, to_balancers, cards, columns, outer=False)
    _draw_trunks(drawing, to_services, cards, columns, outer=True)


def _draw_trunks(
    drawing: Drawing, flows: Sequence[Flow], cards: Mapping[str, Box], columns: Columns, *, outer: bool
) -> None:
    """Draw one line to each target, which its callers join, on the left or on the right of the callers."""
    targets = {flow.target: cards[flow.target].middle + (OUTER_ENTRY if outer else ENTRY) for flow in flows}
    exits = _exits(flows, cards, OUTER_EXITS if outer else EXITS)
    extents = {}
    for target, entry in targets.items():
        ys = [entry, *(y for flow, y in exits.items() if flow.target == target)]
        extents[target] = (min(ys), max(ys))
    lanes = assign_lanes(extents)
    first_lane = columns.outer_lane if outer else columns.lane
    for flow, y in exits.items():
        caller, entry = cards[flow.source], targets[flow.target]
        lane = first_lane + lanes[flow.target] * LANE
        start = (caller.right if outer else caller.x, y)
        points = [start, (lane, y), (lane, entry), (cards[flow.target].right, entry)]
        drawing.line(points, "flow", tooltip=in_words(flow))


def _exits(flows: Sequence[Flow], cards: Mapping[str, Box], bounds: Point) -> dict[Flow, float]:
    """Spread the lines that leave a card over its side."""
    places: dict[Flow, float] = {}
    for source in sorted({flow.source for flow in flows}):
        own = sorted((flow for flow in flows if flow.source == source), key=lambda flow: cards[flow.target].middle)
        for flow, y in zip(own, spread(len(own), *bounds), strict=True):
            places[flow] = cards[source].middle + y
    return places
