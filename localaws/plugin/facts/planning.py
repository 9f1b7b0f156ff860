"""The refusals and replacements of the provider's plan, by the rules under ``planning``."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from typing import Any

from localaws.plugin.facts.document import Facts, Rules
from localaws.plugin.payload import UNKNOWN

Values = Mapping[str, Any]


def refusals(facts: Facts, state: Values | None, inputs: Values, changed: Collection[str]) -> Iterator[str]:
    """Yield the reasons why the provider refuses to plan ``inputs``; ``state`` is ``None`` for a creation."""
    for rule in facts.planning:
        if "refuses" in rule and _applies(facts, rule["when"], state, inputs, changed):
            yield f'"{rule["refuses"]}": {rule["because"]}'


def replaced(facts: Facts, state: Values, inputs: Values, changed: Collection[str]) -> set[str]:
    """Return the properties whose change replaces the resource under the current conditions."""
    found: set[str] = set()
    for rule in facts.planning:
        if "replaces" in rule and _applies(facts, rule["when"], state, inputs, changed):
            found.update(rule["replaces"])
    return found


def is_suppressed(facts: Facts, name: str, inputs: Values) -> bool:
    """Whether the provider ignores the property ``name`` because of the other properties."""
    when = facts.properties.get(name, {}).get("suppressed")
    return isinstance(when, Mapping) and _applies(facts, when, None, inputs, ())


def _applies(
    facts: Facts, when: Mapping[str, Any], state: Values | None, inputs: Values, changed: Collection[str]
) -> bool:
    operation = "create" if state is None else "update"
    if when.get("operation", operation) != operation:
        return False
    if any(name not in changed for name in when.get("changed", ())):
        return False
    if any(name in changed for name in when.get("unchanged", ())):
        return False

    def value(path: str) -> Any:
        return _value(facts.properties, inputs, path)

    paths = [*when.get("is", {}), *when.get("isNot", {}), *when.get("given", ()), *when.get("missing", ())]
    if any(value(path) is UNKNOWN for path in paths):
        return False
    return (
        all(value(path) in _listed(wanted) for path, wanted in when.get("is", {}).items())
        and all(value(path) not in _listed(wanted) for path, wanted in when.get("isNot", {}).items())
        and all(not _empty(value(path)) for path in when.get("given", ()))
        and all(_empty(value(path)) for path in when.get("missing", ()))
        and all(_was(facts, state, path) in _listed(wanted) for path, wanted in when.get("was", {}).items())
    )


def _was(facts: Facts, state: Values | None, path: str) -> Any:
    return None if state is None else _value(facts.properties, state, path)


def _value(rules: Rules, values: Any, path: str) -> Any:
    """Return the value at ``path``, or the provider's default in an existing block."""
    name, _, rest = path.partition(".")
    rule = rules.get(name, {})
    if values is UNKNOWN:
        return UNKNOWN
    value = values.get(name, rule.get("default")) if isinstance(values, Mapping) else None
    return _value(rule.get("fields", {}), value, rest) if rest else value


def _empty(value: Any) -> bool:
    return value is None or value in ("", [], {})


def _listed(wanted: Any) -> list[Any]:
    return wanted if isinstance(wanted, list) else [wanted]
