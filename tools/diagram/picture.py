"""The SVG, with the look of each kind of box, line and text in light and dark themes."""

from __future__ import annotations

import html

import svg

from tools.diagram.deployment import Deployment
from tools.diagram.description import describe
from tools.diagram.geometry import SIZES, Box, Line, Text
from tools.diagram.layout import lay_out

FONT = "system-ui, -apple-system, 'Segoe UI', Helvetica, Arial, sans-serif"

LIGHT = {
    "page": ("#ffffff", "#d0d7de"),
    "vpc": ("#f6f8fa", "#8c959f"),
    "public": ("#e9f6ec", "#9fd3ab"),
    "private": ("#e8f1fc", "#a6c8f0"),
    "tasks": ("#f1ecfc", "#cbb9f0"),
    "zone": ("none", "#6e7781"),
    "subnet": ("#ffffff", "#afb8c1"),
    "cluster": ("#fff8e6", "#d4a72c"),
    "load-balancer": ("#ffffff", "#bc4c00"),
    "service": ("#ffffff", "#6639ba"),
    "instances": ("#dbeafd", "#0969da"),
    "endpoints": ("#ffffff", "#57606a"),
    "nat": ("#ddf4e4", "#1a7f37"),
    "gateway": ("#ddf4e4", "#1a7f37"),
    "internet": ("#eaeef2", "#6e7781"),
    "source": ("#eaeef2", "#6e7781"),
    "text": ("#1f2328", "#57606a"),
    "line": ("#1f2328", "#1a7f37"),
}
"""Fill and edge of each kind of box; names and details; flows and routes."""

DARK = {
    "page": ("#0d1117", "#30363d"),
    "vpc": ("#161b22", "#6e7681"),
    "public": ("#12261a", "#2b5c39"),
    "private": ("#11223a", "#274f82"),
    "tasks": ("#1f1a33", "#4b3b80"),
    "zone": ("none", "#8b949e"),
    "subnet": ("#0d1117", "#484f58"),
    "cluster": ("#272115", "#9e7a1e"),
    "load-balancer": ("#0d1117", "#db8b4b"),
    "service": ("#0d1117", "#a98bee"),
    "instances": ("#12294a", "#58a6ff"),
    "endpoints": ("#0d1117", "#8b949e"),
    "nat": ("#16321f", "#3fb950"),
    "gateway": ("#16321f", "#3fb950"),
    "internet": ("#21262d", "#8b949e"),
    "source": ("#21262d", "#8b949e"),
    "text": ("#e6edf3", "#a0a9b3"),
    "line": ("#e6edf3", "#3fb950"),
}

ROUND = {"page": 0, "vpc": 8, "public": 8, "private": 8, "tasks": 8, "cluster": 8, "zone": 6, "source": 13, "nat": 13}
WITH_STRIPE = ("load-balancer", "service", "endpoints")


def draw(deployment: Deployment) -> str:
    """Return the picture as an SVG document, the same for the same deployment."""
    drawing, width, height = lay_out(deployment)
    title = svg.Title(id="title", text=html.escape(deployment.title))
    description = svg.Desc(id="description", text=html.escape(describe(deployment)))
    page = Box(0, 0, width, height, "page")
    elements: list[svg.Element] = [
        title,
        description,
        svg.Style(text=_style()),
        svg.Defs(elements=[_arrow_head("flow"), _arrow_head("route")]),
        *(element for box in [page, *drawing.boxes] for element in _box(box)),
        *(_line(line) for line in drawing.lines),
        *(_text(text) for text in drawing.texts),
    ]
    picture = svg.SVG(
        viewBox=svg.ViewBoxSpec(0, 0, _number(width), _number(height)),
        width=_number(width),
        height=_number(height),
        elements=elements,
        extra={"role": "img", "aria-labelledby": "title description"},
    )
    # One element per line makes the difference between two pictures readable.
    return str(picture).replace("><", ">\n<") + "\n"


def _number(value: float) -> float:
    """Round to a precision that is not visible."""
    rounded = round(value, 1)
    return int(rounded) if rounded == int(rounded) else rounded


def _style() -> str:
    rules = [
        f"text{{font-family:{FONT}}}",
        "polyline{fill:none;stroke-width:1.6;stroke-linejoin:round}",
        ".route{stroke-dasharray:5 4}",
        ".zone{stroke-dasharray:3 4}",
        ".source{stroke-dasharray:3 3}",
        *(f".{kind}{{font-size:{size}px}}" for kind, size in SIZES.items()),
        ".title,.name{font-weight:600}",
        *_colors(LIGHT),
        "@media (prefers-color-scheme:dark){",
        *_colors(DARK),
        "}",
    ]
    return "\n".join(rules)


def _colors(theme: dict[str, tuple[str, str]]) -> list[str]:
    boxes = {kind: colors for kind, colors in theme.items() if kind not in {"text", "line"}}
    names, details = theme["text"]
    flows, routes = theme["line"]
    return [
        *(f".{kind}{{fill:{fill};stroke:{edge}}}" for kind, (fill, edge) in boxes.items()),
        *(f".{kind}-stripe{{fill:{boxes[kind][1]}}}" for kind in WITH_STRIPE),
        f".title,.name{{fill:{names}}}",
        f".detail{{fill:{details}}}",
        f".flow{{stroke:{flows}}}",
        f".route{{stroke:{routes}}}",
        f".flow-head{{fill:{flows}}}",
        f".route-head{{fill:{routes}}}",
    ]


def _arrow_head(kind: str) -> svg.Marker:
    triangle = svg.Path(d=[svg.M(0, 0), svg.L(8, 4), svg.L(0, 8), svg.Z()], class_=[f"{kind}-head"])
    return svg.Marker(
        id=f"{kind}-head",
        viewBox=svg.ViewBoxSpec(0, 0, 8, 8),
        refX=8,
        refY=4,
        markerWidth=8,
        markerHeight=8,
        markerUnits="userSpaceOnUse",
        orient="auto",
        elements=[triangle],
    )


def _box(box: Box) -> list[svg.Element]:
    tooltip: list[svg.Element] = [svg.Title(text=html.escape(box.tooltip))] if box.tooltip else []
    x, y, width, height = (_number(value) for value in (box.x, box.y, box.width, box.height))
    rounding = ROUND.get(box.kind, 5)
    rect = svg.Rect(x=x, y=y, width=width, height=height, rx=rounding, class_=[box.kind], elements=tooltip or None)
    if box.kind not in WITH_STRIPE:
        return [rect]
    return [rect, svg.Rect(x=x, y=y, width=6, height=height, rx=3, class_=[f"{box.kind}-stripe"])]


def _line(line: Line) -> svg.Polyline:
    return svg.Polyline(
        points=[svg.Point(_number(x), _number(y)) for x, y in line.points],
        class_=[line.kind],
        marker_end=f"url(#{line.kind}-head)" if line.arrow else None,
        elements=[svg.Title(text=html.escape(line.tooltip))] if line.tooltip else None,
    )


def _text(text: Text) -> svg.Text:
    x, y = _number(text.x), _number(text.y)
    return svg.Text(
        x=x,
        y=y,
        text=html.escape(text.content),
        class_=[text.kind],
        text_anchor=None if text.anchor == "start" else text.anchor,
        transform=None if text.upright else [svg.Rotate(-90, x, y)],
    )
