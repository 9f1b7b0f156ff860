"""Check: refuses the inputs that the real plugin refuses, and adds its defaults."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from localaws.plugin import naming
from localaws.plugin.facts.check import mistakes
from localaws.plugin.facts.document import facts_of
from localaws.plugin.payload import UNKNOWN, has_unknown
from localaws.plugin.row import AutoName, Inputs, Property, Row
from localaws.plugin.schema import ANY, ObjectShape, Shape

DEFAULTS_KEY = "__defaults"
# Marks inputs that an import read from AWS: the program did not set them, so their absence does not remove them.
IMPORTED_KEY = "__imported"
PYTHON_TYPES: dict[str, tuple[type, ...]] = {
    "string": (str,),
    "boolean": (bool,),
    "integer": (int,),
    "number": (int, float),
    "list": (list,),
    "map": (dict,),
    "object": (dict,),
}
FILLED_IN_BY_CHECK = frozenset({"tagsAll"})


@dataclass(frozen=True)
class Failure:
    """One mistake: the property's path and the reason."""

    path: str
    reason: str


@dataclass(frozen=True)
class Naming:
    """The engine's data for auto-naming: the seed, and the name that it proposes or enforces."""

    logical_name: str
    seed: bytes = b""
    proposed: str = ""
    disabled: bool = False
    enforced: bool = False


@dataclass(frozen=True)
class ProviderConfig:
    """The parts of the provider's configuration that apply to every resource."""

    region: str = ""
    default_tags: Mapping[str, str] = field(default_factory=dict)


def check_inputs(
    row: Row, shape: ObjectShape, old: Inputs, news: Inputs, config: ProviderConfig, names: Naming
) -> tuple[Inputs, list[Failure]]:
    """Return the checked inputs with defaults, and every mistake in them."""
    given = {key: value for key, value in news.items() if key not in FILLED_IN_BY_CHECK and key != DEFAULTS_KEY}
    failures = list(_object_failures("", shape, given))
    failures += _support_failures("", row.inputs, shape, given, row)
    if failures:
        return news, failures
    checked = dict(given)
    defaults = _fill_defaults(row, checked, config)
    failures += _fill_name(row, checked, defaults, old, names)
    if row.write_tags is not None:
        checked["tagsAll"] = merged_tags(checked.get("tags"), config.default_tags if row.default_tags else {})
    failures += [Failure(path, reason) for path, reason in mistakes(facts_of(row.resource_type), checked)]
    if not failures and not has_unknown(checked):
        failures += [Failure(path, reason) for path, reason in row.check(checked)]
    checked[DEFAULTS_KEY] = sorted(defaults)
    return checked, failures


def merged_tags(tags: Any, default_tags: Mapping[str, str]) -> Any:
    """Return the resource's tags merged over the provider's default tags; unknown if one of them is unknown."""
    if tags is UNKNOWN or has_unknown(tags or {}):
        return UNKNOWN
    return {**default_tags, **(tags or {})}


def _fill_defaults(row: Row, checked: Inputs, config: ProviderConfig) -> set[str]:
    defaults = set()
    if "region" in row.inputs and "region" not in checked and config.region:
        checked["region"] = config.region
        defaults.add("region")
    for name, rule in row.inputs.items():
        if name not in checked and rule.default is not None:
            checked[name] = rule.default
            defaults.add(name)
    return defaults


def _fill_name(row: Row, checked: Inputs, defaults: set[str], old: Inputs, names: Naming) -> Iterator[Failure]:
    rule = row.auto_name
    if rule is None or rule.property in checked or "namePrefix" in checked:
        return
    if rule.property in old.get(DEFAULTS_KEY, ()) and rule.property in old:
        checked[rule.property] = old[rule.property]
    elif names.disabled:
        yield Failure(rule.property, "automatic naming is disabled (pulumi:autonaming) and no name is given")
        return
    else:
        try:
            checked[rule.property] = _generated(rule, names, fifo=checked.get(rule.fifo) is True)
        except naming.NameTooLongError as error:
            yield Failure(rule.property, str(error))
            return
    defaults.add(rule.property)


def _generated(rule: AutoName, names: Naming, *, fifo: bool) -> str:
    if names.enforced:
        return names.proposed
    name = names.proposed.lower() if rule.lower else names.proposed
    if len(name) > rule.max_length:
        raise naming.NameTooLongError(f"name '{name}' is longer than maximum length {rule.max_length}")
    # The check ignores the suffix .fifo: the provider refuses a name that is too long with it.
    return (name or naming.auto_name(rule, names.logical_name, names.seed)) + (".fifo" if fifo else "")


def _object_failures(path: str, shape: ObjectShape, value: Mapping[str, Any]) -> Iterator[Failure]:
    for name in sorted(shape.required - value.keys()):
        yield Failure(_join(path, name), f"Missing required property '{_join(path, name)}'")
    for name, item in value.items():
        if name.startswith("__"):
            continue
        if name not in shape.properties:
            allowed = ", ".join(sorted(shape.properties))
            yield Failure(_join(path, name), f"Unknown property '{_join(path, name)}'; allowed are: {allowed}")
        else:
            yield from _value_failures(_join(path, name), shape.properties[name], item)


def _value_failures(path: str, shape: Shape, value: Any) -> Iterator[Failure]:
    if value is None or value is UNKNOWN or shape.kind == "any":
        return
    fits = isinstance(value, PYTHON_TYPES[shape.kind]) and (shape.kind == "boolean" or not isinstance(value, bool))
    if not fits:
        yield Failure(path, f"expected a value of type {shape.kind} for '{path}', got {_described(value)}")
    elif shape.kind == "object" and shape.object is not None:
        yield from _object_failures(path, shape.object, value)
    elif shape.kind == "list":
        for index, item in enumerate(value):
            yield from _value_failures(f"{path}[{index}]", shape.element or ANY, item)
    elif shape.kind == "map":
        for key, item in value.items():
            yield from _value_failures(_join(path, key), shape.element or ANY, item)


def _support_failures(
    path: str, rules: Mapping[str, Property], shape: ObjectShape, value: Mapping[str, Any], row: Row
) -> Iterator[Failure]:
    """Refuse properties that ``pulumi_aws`` accepts and the row does not support, so that none is ignored silently."""
    for name, item in value.items():
        here = _join(path, name)
        if name not in shape.properties or item is None or name.startswith("__"):
            continue
        if name not in rules:
            yield Failure(
                here, f"'{here}' of {row.resource_type} is not supported by the local stand-in for the AWS plugin"
            )
            continue
        rule = rules[name]
        if rule.allowed and isinstance(item, str) and item not in rule.allowed:
            yield Failure(here, f"expected {here} to be one of {list(rule.allowed)}, got {item}")
        if rule.fields:
            nested = shape.properties[name]
            items = item if isinstance(item, list) else [item]
            inner = nested.element if nested.kind in ("list", "map") else nested
            for index, each in enumerate(items):
                if isinstance(each, dict) and inner is not None and inner.object is not None:
                    where = f"{here}[{index}]" if isinstance(item, list) else here
                    yield from _support_failures(where, rule.fields, inner.object, each, row)


def _join(path: str, name: str) -> str:
    return f"{path}.{name}" if path else name


def _described(value: Any) -> str:
    kind = {str: "a string", bool: "a boolean", int: "a number", float: "a number", list: "a list", dict: "an object"}
    text = repr(value)
    return f"{kind.get(type(value), type(value).__name__)} ({text if len(text) <= 80 else text[:77] + '...'})"
