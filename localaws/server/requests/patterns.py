"""Translates the regular expressions of AWS's models from Java's syntax to Python's."""

from __future__ import annotations

import functools
import re
import sys
import unicodedata

# In Java a pair of surrogates in a class is one character.
_ASTRAL = re.compile(r"\\u[dD]800\\u[dD][cC]00-\\u[dD][bB][fF][fF]\\u[dD][fF]{3}")
_CATEGORY = re.compile(r"\\p\{(?:Is)?(\w+)\}")
# A hyphen after a class such as \w is a literal hyphen in Java, and an error in Python.
_HYPHEN_AFTER_CLASS = re.compile(r"(\\[wdsWDS])-(?!\])")
_POSIX = {
    "ASCII": r"\x00-\x7f",
    "Alnum": "a-zA-Z0-9",
    "Alpha": "a-zA-Z",
    "Digit": "0-9",
    "Graph": r"\x21-\x7e",
    "Print": r"\x20-\x7e",
}


def matches(pattern: str, text: str) -> bool:
    """Whether the whole ``text`` matches ``pattern``; true for a pattern that Python cannot express."""
    compiled = expression(pattern, ascii_only=text.isascii())
    return compiled is None or compiled.fullmatch(text) is not None


@functools.cache
def expression(pattern: str, *, ascii_only: bool) -> re.Pattern[str] | None:
    """Return the Python expression, or None; ``ascii_only`` omits other characters from classes."""
    translated = _ASTRAL.sub(lambda _: "\\U00010000-\\U0010ffff", pattern)
    translated = _HYPHEN_AFTER_CLASS.sub(r"\1\-", translated)
    last = 0x7F if ascii_only else sys.maxunicode
    pieces = re.split(r"(\[(?:\\.|[^\]\\])*\])", translated)
    for at, piece in enumerate(pieces):
        in_class = piece.startswith("[")
        pieces[at] = _CATEGORY.sub(lambda found: _class(found[1], last, in_class=in_class), piece)  # noqa: B023
    try:
        return re.compile("".join(pieces), re.ASCII)
    except re.error:
        return None


def _class(category: str, last: int, *, in_class: bool) -> str:
    members = _POSIX.get(category) or _members(category, last)
    return members if in_class else f"[{members}]"


@functools.cache
def _members(category: str, last: int) -> str:
    """Return the characters of a general category of Unicode, as ranges for a class."""
    ranges: list[list[int]] = []
    for code in range(last + 1):
        if unicodedata.category(chr(code)).startswith(category):
            if ranges and ranges[-1][1] == code - 1:
                ranges[-1][1] = code
            else:
                ranges.append([code, code])
    return "".join(f"\\U{first:08x}-\\U{end:08x}" for first, end in ranges) or r"\U0010ffff"
