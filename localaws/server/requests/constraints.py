"""The constraints of AWS's model, and their violations in a request."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from botocore.utils import parse_timestamp

from localaws.server.requests import patterns
from localaws.server.requests.exceptions import accepts_unlisted_values, rules_of

_NUMBERS = {"byte", "short", "integer", "long", "float", "double"}
_WHOLE_NUMBERS = {"byte", "short", "integer", "long"}
_JSON_TYPES = {"string": str, "boolean": bool, "structure": dict, "map": dict, "list": list}


@dataclass(frozen=True)
class Violation:
    """One constraint that a request violates.

    Args:
        path: the members' names, with the numbers of list entries from 1.
        value: the sent value, or None.
        rule: ``required``, ``type``, ``enum``, ``pattern``, ``shortest``, ``longest``, ``least`` or ``most``.
        allowed: the rule's operand: the type's name, the enumeration, the pattern or the bound.
    """

    path: tuple[str, ...]
    value: Any
    rule: str
    allowed: Any


def violations(shape: Any, value: Any, *, typed: bool, path: tuple[str, ...] = ()) -> list[Violation]:
    """Return the constraints that ``value`` violates.

    Args:
        shape: the model of the value.
        value: the sent value.
        typed: whether the protocol sends numbers and truth values, and not texts.
        path: the place of the value.
    """
    if shape.type_name == "structure" and shape.is_document_type:
        return []
    value, mismatch = _converted(shape.type_name, value, typed=typed)
    if mismatch:
        return [Violation(path, value, "type", shape.type_name)]
    found = _of_itself(shape, value, path)
    if shape.type_name == "structure":
        found += [
            Violation((*path, name), None, "required", None) for name in shape.required_members if name not in value
        ]
        for name, each in value.items():
            found += violations(shape.members[name], each, typed=typed, path=(*path, name))
    elif shape.type_name == "list":
        for number, each in enumerate(value, start=1):
            found += violations(shape.member, each, typed=typed, path=(*path, str(number)))
    elif shape.type_name == "map":
        for key, each in value.items():
            found += violations(shape.key, key, typed=typed, path=(*path, "key"))
            found += violations(shape.value, each, typed=typed, path=(*path, key))
    return found


def _converted(kind: str, value: Any, *, typed: bool) -> tuple[Any, bool]:
    """Return the value as the model's type, and whether it has another type."""
    if kind in _NUMBERS:
        return _number(kind, value, typed=typed)
    if kind == "boolean" and not typed:
        return value, str(value).lower() not in {"true", "false"}
    if kind == "timestamp":
        return value, not _is_timestamp(value)
    if kind in _JSON_TYPES:
        return value, not isinstance(value, _JSON_TYPES[kind])
    return value, False


def _number(kind: str, value: Any, *, typed: bool) -> tuple[Any, bool]:
    if isinstance(value, bool) or (typed and not isinstance(value, int | float)):
        return value, True
    try:
        number = int(value) if kind in _WHOLE_NUMBERS and not isinstance(value, float) else float(value)
    except ValueError:
        return value, True
    return number, False


def _is_timestamp(value: Any) -> bool:
    try:
        parse_timestamp(value)
    except (ValueError, TypeError, OverflowError, RuntimeError):
        return False
    return True


def _of_itself(shape: Any, value: Any, path: tuple[str, ...]) -> list[Violation]:
    rules = rules_of(shape)
    if shape.type_name in _NUMBERS:
        measured, least, most = value, "least", "most"
    elif shape.type_name in {"string", "list", "map", "blob"}:
        measured, least, most = _length(value), "shortest", "longest"
    else:
        return []
    found = []
    if "min" in rules and measured < rules["min"]:
        found.append(Violation(path, value, least, rules["min"]))
    if "max" in rules and measured > rules["max"]:
        found.append(Violation(path, value, most, rules["max"]))
    if shape.type_name == "string" and not accepts_unlisted_values(shape.name):
        if "enum" in rules and value not in rules["enum"]:
            found.append(Violation(path, value, "enum", rules["enum"]))
        if "pattern" in rules and not patterns.matches(rules["pattern"], value):
            found.append(Violation(path, value, "pattern", rules["pattern"]))
    return found


def _length(value: Any) -> int:
    """Return the length as AWS and Java count it: a character outside the basic plane counts twice."""
    if isinstance(value, str) and not value.isascii():
        return len(value.encode("utf-16-le")) // 2
    return len(value)
