"""Checks inputs with the facts, and returns the errors of the provider's schema with their paths."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from localaws.plugin.facts.document import Facts, Rules
from localaws.plugin.facts.validators import reasons
from localaws.plugin.payload import UNKNOWN

Mistake = tuple[str, str]


def mistakes(facts: Facts, inputs: Mapping[str, Any]) -> Iterator[Mistake]:
    """Yield the path and the reason of every error of the provider's schema in ``inputs``."""
    yield from _block("", facts.document, facts.properties, inputs)


def _block(path: str, groups: Mapping[str, Any], rules: Rules, given: Mapping[str, Any]) -> Iterator[Mistake]:
    yield from _groups(path, groups, given)
    reported: set[frozenset[str]] = set()
    for name, rule in rules.items():
        value = given.get(name)
        if value is None:
            continue
        yield from _related(path, name, rule, given, reported)
        yield from _value(_join(path, name), rule, value)


def _related(
    path: str, name: str, rule: Mapping[str, Any], given: Mapping[str, Any], reported: set[frozenset[str]]
) -> Iterator[Mistake]:
    for other in rule.get("conflicts", ()):
        pair = frozenset({name, other})
        if given.get(other) is not None and pair not in reported:
            reported.add(pair)
            yield _join(path, name), f'"{_join(path, name)}": conflicts with {_join(path, other)}; give one of them'
    missing = [other for other in rule.get("requires", ()) if given.get(other) is None]
    if missing:
        needed = ", ".join(_join(path, other) for other in missing)
        yield _join(path, name), f'"{_join(path, name)}": requires {needed}'


def _groups(path: str, groups: Mapping[str, Any], given: Mapping[str, Any]) -> Iterator[Mistake]:
    for kind, minimum, maximum in (("exactlyOneOf", 1, 1), ("atLeastOneOf", 1, None), ("atMostOneOf", 0, 1)):
        for names in groups.get(kind, ()):
            found = [name for name in names if given.get(name) is not None]
            # As in the provider, unknown values do not count here, because they can become null.
            certain = [name for name in found if given[name] is not UNKNOWN]
            if len(found) < minimum or (maximum is not None and len(certain) > maximum):
                count = {"exactlyOneOf": "exactly one", "atLeastOneOf": "at least one", "atMostOneOf": "at most one"}
                described = ", ".join(_join(path, name) for name in names)
                got = ", ".join(found) or "none"
                yield _join(path, names[0]), f"{count[kind]} of {described} must be given, got {got}"


def _value(path: str, rule: Mapping[str, Any], value: Any) -> Iterator[Mistake]:
    if value is None or value is UNKNOWN:
        return
    for reason in reasons(rule.get("valid", {}), value):
        yield path, f'"{path}": {reason}'
    if "fields" in rule:
        for where, item in _items(path, value):
            if isinstance(item, Mapping):
                yield from _block(where, rule, rule["fields"], item)
    if "each" in rule:
        for where, item in _members(path, value):
            yield from _value(where, rule["each"], item)


def _items(path: str, value: Any) -> Iterator[tuple[str, Any]]:
    """Yield the blocks or values in ``value``; a block with at most one item is an object in Pulumi."""
    if isinstance(value, list):
        yield from ((f"{path}[{index}]", item) for index, item in enumerate(value))
    else:
        yield path, value


def _members(path: str, value: Any) -> Iterator[tuple[str, Any]]:
    if isinstance(value, Mapping):
        yield from ((_join(path, key), item) for key, item in value.items())
    elif isinstance(value, list):
        yield from _items(path, value)


def _join(path: str, name: str) -> str:
    return f"{path}.{name}" if path else name
