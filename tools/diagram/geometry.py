"""Boxes, lines and texts on a plane whose y grows downwards, in CSS pixels."""

from __future__ import annotations

import math
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Literal

Point = tuple[float, float]
LineKind = Literal["flow", "route"]

CHARACTER_WIDTHS = {
    **dict.fromkeys("ijl|'", 0.3),
    **dict.fromkeys(" .,:;/!I()[]", 0.4),
    **dict.fromkeys("frt-", 0.42),
    **dict.fromkeys("mMW@%", 1.0),
    **dict.fromkeys("wABCDGHKNOQRUVXYZ", 0.82),
}
"""In ems. With 0.65 for all others, no smaller than in DejaVu Sans and Verdana, the widest of the usual fonts."""

BOLD = 1.1
ELLIPSIS = "…"


@dataclass(frozen=True)
class Box:
    """A rectangle; ``kind`` determines its look, and ``tooltip`` describes it."""

    x: float
    y: float
    width: float
    height: float
    kind: str
    tooltip: str | None = None

    @property
    def right(self) -> float:
        """The x of its right edge."""
        return self.x + self.width

    @property
    def bottom(self) -> float:
        """The y of its lower edge."""
        return self.y + self.height

    @property
    def middle(self) -> float:
        """The y half way down."""
        return self.y + self.height / 2

    @property
    def center(self) -> float:
        """The x half way across."""
        return self.x + self.width / 2


@dataclass(frozen=True)
class Text:
    """One line of text whose baseline starts, is centered or ends at ``x``, ``y``; upwards if ``upright`` is false."""

    x: float
    y: float
    content: str
    kind: Literal["title", "name", "detail"]
    anchor: Literal["start", "middle", "end"] = "start"
    upright: bool = True

    @property
    def width(self) -> float:
        """Its maximum length."""
        return text_width(self.content, SIZES[self.kind], bold=self.kind in {"title", "name"})


SIZES = {"title": 18, "name": 14, "detail": 14}
"""Large enough to read in a page that is 840 pixels wide; ``tests/diagram`` checks that."""


@dataclass(frozen=True)
class Line:
    """A line through ``points``; ``kind`` determines its look, and ``arrow`` adds a head."""

    points: tuple[Point, ...]
    kind: LineKind
    arrow: bool = True
    tooltip: str | None = None


@dataclass
class Drawing:
    """The elements of a picture, each list from back to front."""

    boxes: list[Box] = field(default_factory=list)
    lines: list[Line] = field(default_factory=list)
    texts: list[Text] = field(default_factory=list)

    def box(self, box: Box) -> Box:
        """Add a box and return it."""
        self.boxes.append(box)
        return box

    def text(self, text: Text, room: float = math.inf) -> None:
        """Add a text, and shorten it if it is longer than ``room``."""
        bold = text.kind in {"title", "name"}
        content = fit(text.content, room, SIZES[text.kind], bold=bold)
        self.texts.append(Text(text.x, text.y, content, text.kind, text.anchor, text.upright))

    def line(self, points: Iterable[Point], kind: LineKind, *, arrow: bool = True, tooltip: str | None = None) -> None:
        """Add a line."""
        self.lines.append(Line(tuple(points), kind, arrow, tooltip))


def text_width(content: str, size: float, *, bold: bool = False) -> float:
    """Return the maximum length of a text."""
    ems = sum(CHARACTER_WIDTHS.get(character, 0.65) for character in content)
    return ems * size * (BOLD if bold else 1)


def fit(content: str, room: float, size: float, *, bold: bool = False) -> str:
    """Shorten a text that is longer than the room for it, and end it with an ellipsis."""
    if text_width(content, size, bold=bold) <= room:
        return content
    kept = content
    while kept and text_width(kept + ELLIPSIS, size, bold=bold) > room:
        kept = kept[:-1]
    return kept.rstrip(" ,") + ELLIPSIS


def wrap(words: Iterable[str], room: float, size: float) -> list[str]:
    """Join words with commas, and break them into lines that fit."""
    lines: list[str] = []
    for word in words:
        if lines and text_width(f"{lines[-1]}, {word},", size) <= room:
            lines[-1] += f", {word}"
        else:
            lines.append(word)
    return [f"{line}," for line in lines[:-1]] + lines[-1:]
