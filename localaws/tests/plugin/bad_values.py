"""Inputs that break exactly one validator, for each validator of a type's facts."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

from localaws.plugin.facts.validators import reasons

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from localaws.plugin.facts.document import Facts
    from localaws.plugin.schema import ObjectShape, Shape

# Every validator refuses at least one of these. None is a network, an ARN or JSON, or matches a useful pattern.
CANDIDATES = (
    "?",
    "",
    " ",
    "-",
    "_",
    ".",
    "/",
    "a" * 5000,
    "1",
    "-a",
    "a-",
    "internal-a",
    "sg-1",
    "a b",
    "0",
    "{",
    "ä",
    "[]",
    "a--b-c--x-s3",
)
Case = tuple[str, str, dict[str, Any]]


def bad_values(facts: Facts, shape: ObjectShape) -> Iterator[Case]:
    """Yield the path, the validator and the inputs of each case."""
    yield from _block(facts.properties, shape)


def _block(rules: Mapping[str, Mapping[str, Any]], shape: ObjectShape) -> Iterator[Case]:
    for name, rule in rules.items():
        nested = shape.properties[name]
        for what, value in _bad(rule.get("valid", {}), nested):
            yield name, what, {name: value}
        for inner_path, what, value in _inner(rule, nested):
            yield "|".join(f"{name}{each}" for each in inner_path.split("|")), what, {name: value}
        for other in rule.get("conflicts", ()):
            yield (
                f"{name}|{other}",
                f"conflicts with {other}",
                {name: _any(nested), other: _any(shape.properties[other])},
            )
        if "requires" in rule:
            yield name, "requires", {name: _any(nested)}


def _inner(rule: Mapping[str, Any], shape: Shape) -> Iterator[tuple[str, str, Any]]:
    """Yield the cases of elements and nested properties: the rest of the path, and the value of the property."""
    element = shape.element if shape.kind in ("list", "map") else shape
    where = "[0]" if shape.kind == "list" else ""
    if element is None:
        return
    for what, value in _bad(rule.get("each", {}).get("valid", {}), element):
        yield (".key" if shape.kind == "map" else where), what, [value] if shape.kind == "list" else {"key": value}
    if "fields" in rule and element.object is not None:
        for path, what, fields in _block(rule["fields"], element.object):
            given = {**_required(element.object), **fields}
            inner_path = "|".join(f"{where}.{each}" for each in path.split("|"))
            yield inner_path, what, [given] if shape.kind == "list" else given


def _bad(valid: Mapping[str, Any], shape: Shape) -> Iterator[tuple[str, Any]]:
    for key, needed in valid.items():
        # Pulumi has an object for a block with at most one item, so a second one is impossible.
        if key == "ignoreCase" or (key == "count" and shape.kind != "list"):
            continue
        alone = {key: needed, **({"ignoreCase": True} if "ignoreCase" in valid else {})}
        value = next((each for each in _values(key, needed, shape) if list(reasons(alone, each))), None)
        assert value is not None, f"no value breaks {alone}"
        yield key, value


def _values(key: str, needed: Any, shape: Shape) -> Iterator[Any]:
    if key == "count":
        least, most = needed
        yield [_any(shape.element)] * (most + 1 if most is not None else least - 1)
        return
    if shape.kind in ("integer", "number"):
        yield from (-1, 0, 1, 15, 29, 31, 10**9, -(10**9))
        return
    if key in ("pattern", "not"):
        for pattern in [needed] if isinstance(needed, str) else needed:
            yield from (re.sub(r"[\^$\\]", "", pattern), pattern)
    if key == "length" and needed[1] is not None:
        yield "a" * (needed[1] + 1)
    if key == "cidrSize":
        yield from ("10.0.0.0/8", "10.0.0.0/30", "::/8", "::/120")
    yield from CANDIDATES


def _any(shape: Shape | None) -> Any:
    """Return any value of the kind."""
    if shape is None or shape.kind in ("string", "any"):
        return "a"
    if shape.kind in ("integer", "number"):
        return 1
    if shape.kind == "boolean":
        return True
    if shape.kind == "list":
        return [_any(shape.element)]
    if shape.kind == "map":
        return {"key": _any(shape.element)}
    return _required(shape.object) if shape.object else {}


def _required(shape: ObjectShape) -> dict[str, Any]:
    return {name: _any(shape.properties[name]) for name in sorted(shape.required)}
