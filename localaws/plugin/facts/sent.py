"""The inputs that reach AWS: the provider omits ignored properties and most zero values, so rows do not get them."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from localaws.plugin.facts.document import Facts, Rules
from localaws.plugin.facts.planning import is_suppressed

OMITTED = "omitted"


def sent(facts: Facts, operation: str, inputs: Mapping[str, Any]) -> dict[str, Any]:
    """Return ``inputs`` without ignored properties and zero values that the provider omits in ``operation``."""
    effective = {name: value for name, value in inputs.items() if not is_suppressed(facts, name, inputs)}
    return _block(facts.properties, operation, effective)


def _block(rules: Rules, operation: str, values: Mapping[str, Any]) -> dict[str, Any]:
    return {
        name: _value(rules.get(name, {}), operation, value)
        for name, value in values.items()
        if not (_is_zero(value) and _treatment(rules.get(name, {}), operation) == OMITTED)
    }


def _value(rule: Mapping[str, Any], operation: str, value: Any) -> Any:
    fields = rule.get("fields")
    if fields and isinstance(value, Mapping):
        return _block(fields, operation, value)
    if fields and isinstance(value, list):
        return [_block(fields, operation, item) if isinstance(item, Mapping) else item for item in value]
    return value


def _treatment(rule: Mapping[str, Any], operation: str) -> str | None:
    zero = rule.get("zero")
    return zero.get(operation) if isinstance(zero, Mapping) else zero


def _is_zero(value: Any) -> bool:
    return isinstance(value, (str, int, float, list, dict)) and not value
