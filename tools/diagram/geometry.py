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
"""In ems, and with all others at 0.65 no smaller than in the widest of the usual fonts, DejaVu Sans and Verdana."""

BOLD = 1.1
ELLIPSIS = "…"


@dataclass(frozen=True)
class Box:
    """A rectangle; ``kind`` says how it looks, ``tooltip`` what it is in full."""

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
    kind: Literal["title", "name", "detail", "port"]
    anchor: Literal["start", "middle", "end"] = "start"
    upright: bool = True

    @property
    def width(self) -> float:
        """How long it is at most."""
        return text_width(self.content, SIZES[self.kind], bold=self.kind in {"title", "name"})


SIZES = {"title": 16, "name": 12, "detail": 11, "port": 11}


@dataclass(frozen=True)
class Line:
    """A line through ``points``; ``kind`` says how it looks, ``arrow`` whether it ends in one."""

    points: tuple[Point, ...]
    kind: LineKind
    arrow: bool = True


@dataclass
class Drawing:
    """All that is drawn, each list from back to front."""

    boxes: list[Box] = field(default_factory=list)
    lines: list[Line] = field(default_factory=list)
    texts: list[Text] = field(default_factory=list)

    def box(self, box: Box) -> Box:
        """Add a box and return it."""
        self.boxes.append(box)
        return box

    def text(self, text: Text, room: float = math.inf) -> None:
        """Add a text, cut where there is less room."""
        bold = text.kind in {"title", "name"}
        content = fit(text.content, room, SIZES[text.kind], bold=bold)
        self.texts.append(Text(text.x, text.y, content, text.kind, text.anchor, text.upright))

    def line(self, points: Iterable[Point], kind: LineKind, *, arrow: bool = True) -> None:
        """Add a line."""
        self.lines.append(Line(tuple(points), kind, arrow))


def text_width(content: str, size: float, *, bold: bool = False) -> float:
    """Return how long a text is at most."""
    ems = sum(CHARACTER_WIDTHS.get(character, 0.65) for character in content)
    return ems * size * (BOLD if bold else 1)


def fit(content: str, room: float, size: float, *, bold: bool = False) -> str:
    """Cut a text that is longer than the room for it, and say so by an ellipsis."""
    if text_width(content, size, bold=bold) <= room:
        return content
    kept = content
    while kept and text_width(kept + ELLIPSIS, size, bold=bold) > room:
        kept = kept[:-1]
    return kept.rstrip(" ,") + ELLIPSIS


def wrap(words: Iterable[str], room: float, size: float) -> list[str]:
    """Break a list of words, joined by commas, into lines that fit."""
    lines: list[str] = []
    for word in words:
        if lines and text_width(f"{lines[-1]}, {word},", size) <= room:
            lines[-1] += f", {word}"
        else:
            lines.append(word)
    return [f"{line}," for line in lines[:-1]] + lines[-1:]
