"""The state of a resource: the API's values in the form that the program and the engine use."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from localaws.plugin.check import DEFAULTS_KEY, IMPORTED_KEY, ProviderConfig
from localaws.plugin.diff import Change, differences
from localaws.plugin.facts.document import facts_of
from localaws.plugin.facts.planning import is_suppressed
from localaws.plugin.payload import UNKNOWN, has_unknown
from localaws.plugin.row import Inputs, Row, State
from localaws.plugin.schema import ANY, ObjectShape, shape_of


def from_api(row: Row, shape: ObjectShape, raw: State, previous: State, config: ProviderConfig, region: str) -> State:
    """Return the state after a read: ``raw`` with ``row.not_stored`` properties from ``previous``."""
    state = {name: value for name, value in raw.items() if value is not None}
    # An import has no previous state: properties that AWS does not store get the provider's defaults.
    before = previous or {name: rule.default for name, rule in row.inputs.items() if rule.default is not None}
    # For properties that AWS does not return, the provider keeps its plan: the program's value, or its own default.
    for name in {*row.not_stored, *(name for name, rule in row.inputs.items() if rule.default is not None)}:
        if name in before and name not in state:
            state[name] = before[name]
    if "region" in row.inputs:
        state["region"] = region
    if row.write_tags is not None:
        _split_tags(row, state, previous, config)
    prefix = previous.get("namePrefix")
    if prefix and str(state.get("name", "")).startswith(str(prefix)):
        state["namePrefix"] = prefix
    for name, value in state.items():
        state[name] = _as_written(row, shape, name, value, previous.get(name))
    return state


def _split_tags(row: Row, state: State, previous: State, config: ProviderConfig) -> None:
    every = {key: value for key, value in state.get("tagsAll", {}).items() if not key.startswith("aws:")}
    defaults = config.default_tags if row.default_tags else {}
    own = previous.get("tags") or {}
    state["tagsAll"] = every
    tags = {key: value for key, value in every.items() if key in own or defaults.get(key) != value}
    if tags or own:
        state["tags"] = tags


def _as_written(row: Row, shape: ObjectShape, name: str, value: Any, previous: Any) -> Any:
    """Keep the program's form of an equal value: the order of a set, the layout of a JSON document."""
    rule = row.inputs.get(name)
    if rule is None or previous is None or has_unknown(previous) or not (rule.unordered or rule.canonical):
        return value
    return value if differences(rule, shape_of(shape, name), name, previous, value, None) else previous


def inputs_after_read(row: Row, shape: ObjectShape, state: State, old_inputs: Inputs) -> Inputs:
    """Return the inputs that describe ``state``: the program's inputs with new values; all inputs for an import."""
    if not old_inputs:
        return _imported_inputs(row, state)
    facts = facts_of(row.resource_type)
    inputs = {key: value for key, value in old_inputs.items() if key in (DEFAULTS_KEY, IMPORTED_KEY)}
    for name in row.inputs:
        if name not in old_inputs:
            continue
        if is_suppressed(facts, name, old_inputs):
            inputs[name] = old_inputs[name]
            continue
        if name not in state:
            if not differences(row.inputs[name], ANY, name, old_inputs[name], None, None):
                inputs[name] = old_inputs[name]
            continue
        changed = differences(
            row.inputs[name], shape_of(shape, name), name, old_inputs[name], state[name], old_inputs[name]
        )
        inputs[name] = state[name] if changed else old_inputs[name]
    return inputs


def _imported_inputs(row: Row, state: State) -> Inputs:
    inputs: Inputs = {}
    defaults = []
    facts = facts_of(row.resource_type).properties
    for name, rule in row.inputs.items():
        if name not in state:
            continue
        if state[name] in ("", [], {}) and not facts.get(name, {}).get("required"):
            continue
        # AWS returns both properties, but the provider accepts only one of them.
        if not inputs.keys().isdisjoint(facts.get(name, {}).get("conflicts", ())):
            continue
        inputs[name] = state[name]
        if rule.default is not None and state[name] == rule.default:
            defaults.append(name)
    return {**inputs, DEFAULTS_KEY: defaults, IMPORTED_KEY: True}


def planned_create(row: Row, inputs: Inputs) -> State:
    """Return the state in a preview of a creation, in which AWS's values are unknown."""
    state: State = dict.fromkeys(row.outputs, UNKNOWN)
    state |= {name: UNKNOWN for name, rule in row.inputs.items() if rule.computed}
    if "namePrefix" in inputs:
        state["name"] = UNKNOWN
    facts = facts_of(row.resource_type)
    ignored = {name: UNKNOWN for name in inputs if is_suppressed(facts, name, inputs)}
    return {**state, **_plain(inputs), **ignored}


def planned_update(row: Row, state: State, inputs: Inputs, found: list[Change]) -> State:
    """Return the state in a preview of an update."""
    changed = frozenset(change.name for change in found)
    planned = {name: value for name, value in state.items() if name not in changed}
    planned |= dict.fromkeys(row.changing(changed, inputs), UNKNOWN)
    return {**planned, **_plain(inputs)}


def known_before(row: Row, state: State, inputs: Inputs) -> State:
    """Return the known values for a read: the state, and the inputs that replace it."""
    kept = {name: value for name, value in state.items() if name not in row.inputs}
    computed = {name: state[name] for name, rule in row.inputs.items() if name in state and rule.computed}
    return {**kept, **computed, **_plain(inputs)}


def _plain(inputs: Mapping[str, Any]) -> State:
    return {name: value for name, value in inputs.items() if not name.startswith("__")}
