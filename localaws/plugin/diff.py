"""Compares the state with the program's inputs by the rules of a row."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from typing import Any

from localaws.plugin.check import IMPORTED_KEY
from localaws.plugin.facts.document import facts_of
from localaws.plugin.facts.planning import is_suppressed, replaced
from localaws.plugin.payload import UNKNOWN, has_unknown
from localaws.plugin.row import Inputs, Property, Row, State
from localaws.plugin.schema import ANY, ObjectShape, Shape, shape_of

ADD, DELETE, UPDATE = "ADD", "DELETE", "UPDATE"
NESTED = Property()


@dataclass(frozen=True)
class Change:
    """A changed value: its path (``tags.Name``, ``ports[0].from``), kind, and whether it replaces the resource."""

    path: str
    kind: str
    replace: bool

    @property
    def name(self) -> str:
        """The top-level property."""
        return self.path.replace("[", ".").split(".")[0]


def changes(row: Row, shape: ObjectShape, state: State, old_inputs: Inputs, new_inputs: Inputs) -> list[Change]:
    """Return every difference of the managed properties.

    ``old_inputs`` distinguishes a value that the program removed from one that AWS added.
    """
    found: list[Change] = []
    if IMPORTED_KEY in old_inputs:
        old_inputs = {}
    facts = facts_of(row.resource_type)
    for name, rule in row.inputs.items():
        if not is_suppressed(facts, name, new_inputs):
            found += differences(
                rule, shape_of(shape, name), name, new_inputs.get(name), state.get(name), old_inputs.get(name)
            )
    names = frozenset(change.name for change in found)
    also = {
        *row.also_replaces(names, state, new_inputs),
        *replaced(facts, state, new_inputs, names),
    }
    return [replace(change, replace=change.replace or change.name in also) for change in found]


def differences(rule: Property, shape: Shape, path: str, new: Any, old: Any, old_input: Any) -> list[Change]:
    """Return the differences of one value, at any depth."""
    if new is UNKNOWN or new is None or old is None:
        return _presence_difference(rule, path, new, old)
    if _empty(new) and _empty(old):
        return []
    if rule.canonical is not None and not has_unknown(new):
        return [] if rule.canonical(new) == rule.canonical(old) else [Change(path, UPDATE, rule.replace)]
    if isinstance(new, Mapping) and isinstance(old, Mapping):
        return list(_object_differences(rule, shape, path, new, old, old_input))
    if isinstance(new, list) and isinstance(old, list):
        return list(_list_differences(rule, shape, path, new, old, old_input))
    return [] if new == old else [Change(path, UPDATE, rule.replace)]


def _presence_difference(rule: Property, path: str, new: Any, old: Any) -> list[Change]:
    if _empty(new) and _empty(old):
        return []
    if new is None:
        return [] if rule.computed else [Change(path, DELETE, rule.replace)]
    return [Change(path, ADD if old is None else UPDATE, rule.replace)]


def _empty(value: Any) -> bool:
    # In the provider's schema, an unset value equals the zero value of its type.
    return value is None or (value is not UNKNOWN and value in ("", 0, False, [], {}))


def _object_differences(
    rule: Property, shape: Shape, path: str, new: Mapping[str, Any], old: Mapping[str, Any], old_input: Any
) -> Iterator[Change]:
    previous = old_input if isinstance(old_input, Mapping) else {}
    for key in [*new, *(key for key in old if key not in new)]:
        field = rule.fields.get(key, NESTED)
        if key not in new and not _is_removed(rule, shape, key, previous):
            continue
        nested = Property(**{**vars(field), "replace": field.replace or rule.replace})
        yield from differences(
            nested, _member_shape(shape, key), f"{path}.{key}", new.get(key), old.get(key), previous.get(key)
        )


def _is_removed(rule: Property, shape: Shape, key: str, previous: Mapping[str, Any]) -> bool:
    """Whether a key that only the state has is a difference; in an object, only if the program set it before."""
    managed = key in rule.fields and not rule.fields[key].filled
    return shape.kind == "map" or key in previous or managed


def _member_shape(shape: Shape, key: str) -> Shape:
    if shape.kind == "object" and shape.object is not None:
        return shape.object.properties.get(key, ANY)
    return shape.element or ANY


def _list_differences(
    rule: Property, shape: Shape, path: str, new: list[Any], old: list[Any], old_input: Any
) -> Iterator[Change]:
    previous = old_input if isinstance(old_input, list) else []
    item_shape = shape.element or ANY
    item_rule = Property(replace=rule.replace, fields=rule.fields)
    if rule.unordered:
        if not _same_items(item_rule, item_shape, new, old):
            yield Change(path, UPDATE, rule.replace)
        return
    for index in range(max(len(new), len(old))):
        item_path = f"{path}[{index}]"
        if index >= len(old):
            yield Change(item_path, ADD, rule.replace)
        elif index >= len(new):
            yield Change(item_path, DELETE, rule.replace)
        else:
            before = previous[index] if index < len(previous) else None
            yield from differences(item_rule, item_shape, item_path, new[index], old[index], before)


def _same_items(rule: Property, shape: Shape, new: list[Any], old: list[Any]) -> bool:
    left = list(old)
    for item in new:
        match = next((other for other in left if not differences(rule, shape, "", item, other, None)), None)
        if match is None:
            return False
        left.remove(match)
    return not left


def json_document(text: Any) -> Any:
    """Return a policy in canonical form, independent of layout, order, and lists of one item."""
    try:
        return _canonical_policy(json.loads(text)) if isinstance(text, str) else text
    except ValueError:
        return text


def _canonical_policy(value: Any) -> Any:
    if isinstance(value, dict):
        return {key: _canonical_policy(item) for key, item in value.items()}
    if isinstance(value, list):
        items = [_canonical_policy(item) for item in value]
        return items[0] if len(items) == 1 else sorted(items, key=lambda item: json.dumps(item, sort_keys=True))
    return value
