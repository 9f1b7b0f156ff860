"""Finds flaws in a drawing: overlaps, elements outside the page, and lines that cross text."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import combinations

from tools.diagram.geometry import SIZES, Box, Drawing, Line, Text

CARDS = ("load-balancer", "service", "endpoints", "source", "subnet", "internet", "gateway")
STROKE = 1.6
CAP_HEIGHT = 0.73
"""In ems, for the usual fonts; letters with descenders are a little taller."""

Area = tuple[float, float, float, float]
"""Left, top, right, bottom."""


def flaws(drawing: Drawing, width: float, height: float) -> list[str]:
    """Describe each flaw that makes the drawing hard to read."""
    page = (0.0, 0.0, width, height)
    cards = [box for box in drawing.boxes if box.kind in CARDS]
    return [
        *(f"{text.content!r} is outside the page" for text in drawing.texts if not within(area(text), page)),
        *(f"{box} is outside the page" for box in drawing.boxes if not within(area(box), page)),
        *(
            f"{one.content!r} and {other.content!r} overlap"
            for one, other in combinations(drawing.texts, 2)
            if _overlap(area(one), area(other))
        ),
        *(f"{one} and {other} overlap" for one, other in combinations(cards, 2) if _overlap(area(one), area(other))),
        *(f"{text.content!r} crosses the edge of {box.kind}" for text, box in _crossed_edges(drawing)),
        *(
            f"lines to {one.points[-1]} and {other.points[-1]} cover each other"
            for one, other in combinations(drawing.lines, 2)
            if one.points[-1] != other.points[-1] and _overlap_along(one, other)
        ),
        *(
            f"a line through {line.points} crosses {text.content!r}"
            for line in drawing.lines
            for text in drawing.texts
            if any(_overlap(part, area(text)) for part in segments(line))
        ),
        *(
            f"a line through {line.points} crosses {box.kind} {box.tooltip}"
            for line in drawing.lines
            for box in cards
            if any(_overlap(part, _inside(box)) for part in segments(line))
        ),
    ]


def area(shape: Box | Text) -> Area:
    """Return the area of a box or a text."""
    if isinstance(shape, Box):
        return shape.x, shape.y, shape.right, shape.bottom
    tall = SIZES[shape.kind] * CAP_HEIGHT
    before = {"start": 0.0, "middle": shape.width / 2, "end": shape.width}[shape.anchor]
    if shape.upright:
        return shape.x - before, shape.y - tall, shape.x - before + shape.width, shape.y
    return shape.x - tall, shape.y - shape.width + before, shape.x, shape.y + before


def segments(line: Line) -> Iterator[Area]:
    """Return the straight parts of a line, each with the width of the stroke."""
    for (x1, y1), (x2, y2) in zip(line.points, line.points[1:], strict=False):
        half = STROKE / 2
        yield min(x1, x2) - half, min(y1, y2) - half, max(x1, x2) + half, max(y1, y2) + half


def _overlap_along(one: Line, other: Line) -> bool:
    """Whether two lines overlap somewhere for longer than a crossing."""
    for left, top, right, bottom in segments(one):
        for part in segments(other):
            across = min(right, part[2]) - max(left, part[0])
            down = min(bottom, part[3]) - max(top, part[1])
            if min(across, down) > 0 and max(across, down) > 2 * STROKE:
                return True
    return False


def _crossed_edges(drawing: Drawing) -> Iterator[tuple[Text, Box]]:
    for text in drawing.texts:
        holders = [number for number, box in enumerate(drawing.boxes) if within(area(text), area(box))]
        filled = [number for number in holders if drawing.boxes[number].kind != "zone"]
        # The box of the text hides the boxes behind it.
        for box in drawing.boxes[max(filled, default=0) :]:
            if _overlap(area(text), area(box)) and not within(area(text), area(box)):
                yield text, box


def _inside(box: Box) -> Area:
    # A line can end at an edge. In the box of a public subnet, it ends at the NAT gateway.
    margin = 8 if box.kind == "subnet" else 1
    return box.x + margin, box.y + 1, box.right - margin, box.bottom - 1


def _overlap(one: Area, other: Area) -> bool:
    return one[0] < other[2] and other[0] < one[2] and one[1] < other[3] and other[1] < one[3]


def within(one: Area, other: Area) -> bool:
    """Whether the first area is inside the second one."""
    return one[0] >= other[0] and one[1] >= other[1] and one[2] <= other[2] and one[3] <= other[3]
