"""The arrows: connections that the security groups allow."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from tools.diagram.columns import LANE, Columns
from tools.diagram.description import describe_flow
from tools.diagram.flows import INTERNET, RUN_TASKS, Flow
from tools.diagram.geometry import Box, Drawing, Point, Text
from tools.diagram.lanes import assign_lanes, positions_between

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
    drawing.line([(start, card.middle), (card.x, card.middle)], "flow", tooltip=describe_flow(flow))


def _from_mark(drawing: Drawing, flows: Sequence[Flow], card: Box, columns: Columns) -> None:
    sources = [flow.source for flow in flows]
    x, width = columns.source or (0, 0)
    mark = Box(x, card.middle - 13, width, 26, "source", ", ".join(sources))
    drawing.box(mark)
    what = sources[0] if len(sources) == 1 else f"{len(sources)} sources"
    drawing.text(Text(mark.center, mark.middle + 5, what, "detail", "middle"), room=mark.width - 6)
    tooltip = " ".join(map(describe_flow, flows))
    drawing.line([(mark.right, card.middle), (card.x, card.middle)], "flow", tooltip=tooltip)


def connect_services(drawing: Drawing, flows: Sequence[Flow], cards: Mapping[str, Box], columns: Columns) -> None:
    """Draw the connections between cards: from load balancers to services, and from services and jobs to both."""
    between = [flow for flow in flows if flow.source in cards and flow.target in cards]
    calls = [flow for flow in between if flow.source.startswith(RUN_TASKS)]
    to_balancers = [flow for flow in calls if flow.target.startswith("load balancer ")]
    to_services = [flow for flow in calls if flow.target.startswith("service ")]
    behind = [flow for flow in between if flow.source.startswith("load balancer ")]
    entries = {flow.target: cards[flow.target].middle + ENTRY for flow in to_balancers}
    exits = _exits(to_balancers, cards, EXITS)
    fans = _fans(behind, cards)
    extents = {f"from {source}": (min(ys), max(ys)) for source, ys in fans.items()}
    lanes = assign_lanes({**_extents(entries, exits), **extents})
    for source in {flow.source: None for flow in behind}:
        lane = columns.lane + lanes.get(f"from {source}", 0) * LANE
        _draw_fan(drawing, [flow for flow in behind if flow.source == source], cards, lane)
    _draw_trunks(drawing, exits, entries, cards, {target: columns.lane + lanes[target] * LANE for target in entries})
    entries = {flow.target: cards[flow.target].middle + OUTER_ENTRY for flow in to_services}
    exits = _exits(to_services, cards, OUTER_EXITS)
    lanes = assign_lanes(_extents(entries, exits))
    places = {target: columns.outer_lane + lanes[target] * LANE for target in entries}
    _draw_trunks(drawing, exits, entries, cards, places, outer=True)


def _fans(flows: Sequence[Flow], cards: Mapping[str, Box]) -> dict[str, list[float]]:
    """Return the rows between which the lines of each load balancer to services in other rows run."""
    rows: dict[str, list[float]] = {}
    for flow in flows:
        start, end = cards[flow.source], cards[flow.target]
        if start.y != end.y:
            rows.setdefault(flow.source, [start.middle + ABOVE]).append(end.middle + ABOVE)
    return rows


def _draw_fan(drawing: Drawing, flows: Sequence[Flow], cards: Mapping[str, Box], lane: float) -> None:
    """Draw the lines of one load balancer: straight to the service of its row, and from that line to the others."""
    start = cards[flows[0].source]
    origin = start.middle + ABOVE
    lines = sorted((cards[flow.target].middle + ABOVE, flow) for flow in flows)
    straight = any(y == origin for y, _ in lines)
    for y, flow in lines:
        nearer = [other for other, _ in lines if min(origin, y) < other < max(origin, y)]
        joined = min(nearer, key=lambda other: abs(other - y), default=origin)
        begins = [(lane, joined)] if straight or nearer else [(start.right, origin), (lane, origin)]
        corners = [(start.right, origin)] if y == origin else [*begins, (lane, y)]
        drawing.line([*corners, (cards[flow.target].x, y)], "flow", tooltip=describe_flow(flow))


def _extents(entries: Mapping[str, float], exits: Mapping[Flow, float]) -> dict[str, tuple[float, float]]:
    """Return the first and the last y of the line to each target."""
    extents = {}
    for target, entry in entries.items():
        ys = [entry, *(y for flow, y in exits.items() if flow.target == target)]
        extents[target] = (min(ys), max(ys))
    return extents


def _draw_trunks(
    drawing: Drawing,
    exits: Mapping[Flow, float],
    entries: Mapping[str, float],
    cards: Mapping[str, Box],
    lanes: Mapping[str, float],
    *,
    outer: bool = False,
) -> None:
    """Draw one line to each target, which its callers join, on the left or on the right of the callers."""
    for flow, y in exits.items():
        caller, entry, lane = cards[flow.source], entries[flow.target], lanes[flow.target]
        start = (caller.right if outer else caller.x, y)
        points = [start, (lane, y), (lane, entry), (cards[flow.target].right, entry)]
        drawing.line(points, "flow", tooltip=describe_flow(flow))


def _exits(flows: Sequence[Flow], cards: Mapping[str, Box], bounds: Point) -> dict[Flow, float]:
    """Spread the lines that leave a card over its side."""
    places: dict[Flow, float] = {}
    for source in sorted({flow.source for flow in flows}):
        own = sorted((flow for flow in flows if flow.source == source), key=lambda flow: cards[flow.target].middle)
        for flow, y in zip(own, positions_between(len(own), *bounds), strict=True):
            places[flow] = cards[source].middle + y
    return places
