"""Every row agrees with the facts of its type, and the plugin refuses the values that the provider refuses."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

import pytest

from localaws.plugin.facts.check import mistakes
from localaws.plugin.facts.document import FOLDER, facts_of, file_of, parse
from localaws.plugin.rows import TABLE
from localaws.plugin.schema import resource_inputs
from localaws.tests.plugin.bad_values import bad_values
from localaws.tests.plugin.facts_form import faults

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from localaws.plugin.row import Property, Row
    from localaws.plugin.schema import ObjectShape
    from localaws.tests.plugin.engine import Engine

TYPES = sorted(TABLE)
# Properties that all types of a kind have.
SHARED = {"region", "tags", "tagsAll"}


def test_every_type_has_a_facts_file_and_every_facts_file_has_a_type() -> None:
    assert {file.name for file in FOLDER.glob("*.yaml")} == {file_of(token).name for token in TYPES}


@pytest.mark.parametrize("token", TYPES)
def test_a_facts_file_has_the_documented_form(token: str) -> None:
    document = parse(file_of(token).read_bytes())
    assert document["type"] == token
    assert list(faults(document)) == []


@pytest.mark.parametrize("token", TYPES)
def test_the_facts_name_only_existing_properties(token: str) -> None:
    assert_properties_exist("", facts_of(token).properties, resource_inputs(token))


def assert_properties_exist(path: str, rules: Mapping[str, Mapping[str, Any]], shape: ObjectShape) -> None:
    assert set(rules) <= set(shape.properties), path
    for name, rule in rules.items():
        nested = shape.properties[name]
        while nested.element is not None and nested.object is None:
            nested = nested.element
        if "fields" in rule:
            assert nested.object is not None, f"{path}{name} has no nested properties"
            assert_properties_exist(f"{path}{name}.", rule["fields"], nested.object)


@pytest.mark.parametrize("token", TYPES)
def test_every_property_has_facts_or_is_refused(token: str) -> None:
    facts, row = facts_of(token), TABLE[token]
    without = set(without_facts("", facts.properties, resource_inputs(token)))
    assert without == set(facts.unsupported)
    assert [path for path in sorted(without) if is_supported(row, path)] == []


def without_facts(path: str, rules: Mapping[str, Mapping[str, Any]], shape: ObjectShape) -> Iterator[str]:
    """Yield the properties of ``shape``, at any depth, that ``rules`` do not mention."""
    for name, property_shape in shape.properties.items():
        if not path and name in SHARED:
            continue
        nested = property_shape
        while nested.element is not None and nested.object is None:
            nested = nested.element
        fields = rules.get(name, {}).get("fields")
        if name not in rules or (nested.object is not None and fields is None):
            yield f"{path}{name}"
        elif nested.object is not None and fields is not None:
            yield from without_facts(f"{path}{name}.", fields, nested.object)


@pytest.mark.parametrize("token", TYPES)
def test_a_row_agrees_with_the_facts(token: str) -> None:
    row, facts = TABLE[token], facts_of(token)
    assert set(row.properties) <= set(facts.properties), "the facts do not mention these properties of the row"
    replaced_at_times = {name for rule in facts.planning for name in rule.get("replaces", ())}
    for name, rule in row.properties.items():
        fact = facts.properties[name]
        assert rule.replace <= fact.get("replace", False) or name in replaced_at_times, name
        assert rule.default in (None, fact.get("default")), name
        assert rule.computed <= fact.get("computed", False), name
        assert rule.unordered <= fact.get("set", False), name
        assert_fields_agree(name, rule, fact)
    overlay = facts.overlay
    assert row.delete_before_replace == overlay.get("deleteBeforeReplace", False)
    named = overlay.get("autoName")
    assert (row.auto_name is None) == (named is None)
    if row.auto_name is not None and named is not None:
        rule_of_names = {"property": row.auto_name.property, "length": row.auto_name.max_length}
        assert rule_of_names == {"property": named["property"], "length": named["length"]}
        assert (row.auto_name.random_length, row.auto_name.separator) == (
            named.get("random", 7),
            named.get("separator", "-"),
        )
        assert (row.auto_name.lower, row.auto_name.fifo) == (named.get("lower", False), named.get("fifo", ""))


def assert_fields_agree(path: str, rule: Property, fact: Mapping[str, Any]) -> None:
    for name, nested in rule.fields.items():
        assert name in fact.get("fields", {}), f"{path}.{name}: the facts do not mention it"
        nested_fact = fact["fields"][name]
        # A row does not repeat the replacement for each property of a block that is replaced as a whole.
        assert nested.replace <= nested_fact.get("replace", False), f"{path}.{name}"
        assert_fields_agree(f"{path}.{name}", nested, nested_fact)


@pytest.mark.parametrize("token", TYPES)
def test_pulumi_requires_the_properties_that_the_provider_requires(token: str) -> None:
    facts = facts_of(token)
    required = {name for name, rule in facts.properties.items() if rule.get("required")}
    # A property with an automatic name is optional.
    named = {facts.overlay.get("autoName", {}).get("property")}
    assert required - named == resource_inputs(token).required - named


@pytest.mark.parametrize("token", TYPES)
def test_a_validator_refuses_a_bad_value(offline_engine: Engine, token: str) -> None:
    facts, row, shape = facts_of(token), TABLE[token], resource_inputs(token)
    required = {name: "a" for name in shape.required if shape.properties[name].kind == "string"}
    accepted = []
    for path, what, inputs in bad_values(facts, shape):
        # The error can name either of two conflicting properties.
        paths = path.split("|")
        refused = {failed for failed, _ in mistakes(facts, inputs)}
        if all(is_supported(row, each) for each in paths) and shape.required <= {*required, *inputs}:
            refused &= offline_engine.check(token, {**required, **inputs})[1].keys()
        if not any(failed.startswith(name) for failed in refused for name in paths):
            accepted.append(f"{path}: {what}: {inputs}")
    assert accepted == []


def is_supported(row: Row, path: str) -> bool:
    """Whether the row supports the property at ``path``, at any depth."""
    rules: Mapping[str, Property] = row.inputs
    for name in re.sub(r"\[\d+\]", "", path).split("."):
        if rules and name not in rules:
            return False
        rules = rules[name].fields if rules else {}
    return True
