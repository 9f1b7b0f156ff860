"""The provider's validators, with the reasons for refused values."""

from __future__ import annotations

import ipaddress
import json
import re
from collections.abc import Callable, Iterator, Mapping
from datetime import datetime
from typing import Any

Rule = Mapping[str, Any]


def reasons(rule: Rule, value: Any) -> Iterator[str]:
    """Yield the reasons why ``value`` does not pass ``rule``, the ``valid`` of a property."""
    for key, needed in rule.items():
        if key != "ignoreCase":
            yield from CHECKS[key](needed, value, rule)


def _length(bounds: list[int | None], value: Any, rule: Rule) -> Iterator[str]:
    if not _within(len(str(value)), bounds):
        yield f"expected {_bounds(bounds)} characters, got {len(str(value))}"


def _range(bounds: list[float | None], value: Any, rule: Rule) -> Iterator[str]:
    if not _within(_number(value), bounds):
        yield f"expected a number of {_bounds(bounds)}, got {value}"


def _ranges(all_bounds: list[list[float | None]], value: Any, rule: Rule) -> Iterator[str]:
    if not any(_within(_number(value), bounds) for bounds in all_bounds):
        yield f"expected a number of {' or '.join(_bounds(bounds) for bounds in all_bounds)}, got {value}"


def _multiple(of: int, value: Any, rule: Rule) -> Iterator[str]:
    if _number(value) % of:
        yield f"expected a multiple of {of}, got {value}"


def _enum(allowed: list[Any], value: Any, rule: Rule) -> Iterator[str]:
    found = value in allowed
    if rule.get("ignoreCase"):
        found = str(value).upper() in [str(each).upper() for each in allowed]
    if not found:
        yield f"expected one of {allowed}, got {value}"


def _pattern(patterns: str | list[str], value: Any, rule: Rule) -> Iterator[str]:
    for pattern in _listed(patterns):
        if not re.search(pattern, str(value)):
            yield f"expected a value that matches {pattern}, got {value}"


def _not(patterns: str | list[str], value: Any, rule: Rule) -> Iterator[str]:
    for pattern in _listed(patterns):
        if re.search(pattern, str(value)):
            yield f"expected a value that does not match {pattern}, got {value}"


def _format(name: str, value: Any, rule: Rule) -> Iterator[str]:
    if name.startswith("prefix:"):
        if not str(value).startswith(name.partition(":")[2]):
            yield f"expected a value that starts with {name.partition(':')[2]}, got {value}"
        return
    try:
        FORMATS[name](str(value))
    except ValueError:
        yield f"expected {FORMAT_NAMES[name]}, got {value}"


def _cidr_size(bounds: list[int | None], value: Any, rule: Rule) -> Iterator[str]:
    try:
        size = ipaddress.ip_network(str(value), strict=False).prefixlen
    except ValueError:
        yield f"expected {FORMAT_NAMES['cidr']}, got {value}"
        return
    if not _within(size, bounds):
        yield f"expected a network of size {_bounds(bounds)}, got /{size}"


def _count(bounds: list[int | None], value: Any, rule: Rule) -> Iterator[str]:
    # For a block with at most one item, Pulumi has an object instead of a list.
    if isinstance(value, list) and not _within(len(value), bounds):
        yield f"expected {_bounds(bounds)} items, got {len(value)}"


def _any(rules: list[Rule], value: Any, rule: Rule) -> Iterator[str]:
    found = [list(reasons(each, value)) for each in rules]
    if all(found):
        yield "; or ".join(each[0] for each in found)


CHECKS: dict[str, Callable[[Any, Any, Rule], Iterator[str]]] = {
    "length": _length,
    "range": _range,
    "ranges": _ranges,
    "multiple": _multiple,
    "enum": _enum,
    "pattern": _pattern,
    "not": _not,
    "format": _format,
    "cidrSize": _cidr_size,
    "count": _count,
    "any": _any,
}


def _json(text: str) -> None:
    json.loads(text)


def _arn(text: str) -> None:
    parts = text.split(":", 5)
    if len(parts) != 6 or parts[0] != "arn" or not parts[5]:
        raise ValueError(text)
    for pattern, part in zip((r"[\w-]+", r"[\w-]+", r"[\w-]*", r"\d{12}|aws|aws-managed|"), parts[1:5], strict=True):
        if not re.fullmatch(pattern, part):
            raise ValueError(text)


def _network(*versions: int) -> Callable[[str], None]:
    def check(text: str) -> None:
        # Strict: the address of a network has no host bits.
        if "/" not in text or ipaddress.ip_network(text).version not in versions:
            raise ValueError(text)

    return check


def _account(text: str) -> None:
    if not re.fullmatch(r"\d{12}", text):
        raise ValueError(text)


def _duration(text: str) -> None:
    if not re.fullmatch(r"-?(\d+(\.\d*)?(ns|us|µs|ms|s|m|h))+|0", text):
        raise ValueError(text)


def _timestamp(text: str) -> None:
    datetime.strptime(text.replace("Z", "+0000"), "%Y-%m-%dT%H:%M:%S%z")


FORMATS: dict[str, Callable[[str], object]] = {
    "json": _json,
    "arn": _arn,
    "cidr": _network(4, 6),
    "cidr4": _network(4),
    "cidr6": _network(6),
    "ipv4": ipaddress.IPv4Address,
    "ipv6": ipaddress.IPv6Address,
    "account": _account,
    "duration": _duration,
    "timestamp": _timestamp,
}
FORMAT_NAMES = {
    "json": "a JSON document",
    "arn": "an ARN",
    "cidr": "a network in CIDR notation",
    "cidr4": "an IPv4 network in CIDR notation",
    "cidr6": "an IPv6 network in CIDR notation",
    "ipv4": "an IPv4 address",
    "ipv6": "an IPv6 address",
    "account": "an account id of 12 digits",
    "duration": "a duration such as 10m or 1h30m",
    "timestamp": "a time such as 2026-01-31T12:00:00Z",
}


def _within(size: float, bounds: list[Any]) -> bool:
    minimum, maximum = bounds
    return (minimum is None or size >= minimum) and (maximum is None or size <= maximum)


def _bounds(bounds: list[Any]) -> str:
    minimum, maximum = bounds
    if minimum is None:
        return f"at most {maximum}"
    if maximum is None:
        return f"at least {minimum}"
    return f"{minimum} to {maximum}"


def _number(value: Any) -> float:
    try:
        return float(value)
    except ValueError:
        # NaN is outside of every range.
        return float("nan")


def _listed(patterns: str | list[str]) -> list[str]:
    return [patterns] if isinstance(patterns, str) else patterns
