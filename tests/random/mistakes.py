"""Valid configurations with one mistake, and the path that the message must contain."""

from __future__ import annotations

import copy
import re
from collections.abc import Iterator
from typing import Any, NamedTuple

from hypothesis import assume
from hypothesis import strategies as st
from hypothesis.strategies import DrawFn

from components.foundation.refusal import KeyPath

from .configurations import configurations
from .schema_strategies import CLASSES, TOP, Schema, Values

UNKNOWN_KEY = "noSuchKey"

WRONG_TYPES: dict[str, list[Any]] = {
    "array": ["text", 5, {"text": 1}, True],
    "boolean": ["true", 1, 0, [True], {"true": 1}],
    "integer": ["5", 1.5, True, [5], {"a": 1}],
    "number": ["1.5", True, [5], {"a": 1}],
    "object": [5, "text", ["text"], True],
    "string": [5, 1.5, True, ["text"], {"a": 1}],
}

MISMATCHES = ["", " ", "no such!", "ü", "-", "/"]
"""Texts of which every pattern refuses at least one."""

KINDS = ("unknown key", "missing key", "wrong type", "wrong item", "out of bounds", "bad name", "bad reference")

BAD_REFERENCES: dict[str, Any] = {
    "LargeVpcArgs.availabilityZones": ("us-east-1x", "eu-west-1a"),
    "LargeVpcArgs.interfaceEndpoints": ("warp", "dynamodb"),
    "Ec2EcsClusterArgs.instanceType": ("c9.huge",),
    "Ec2EcsClusterArgs.furtherInstanceTypes": ("c9.huge",),
    "Ec2EcsClusterArgs.ami": ("ami-0eeeeeeeeeeeeeeee", "/no/such", "/golden/deleted"),
    "ExistingClusterArgs.instanceTypes": ("c9.huge",),
    "AwsvpcServiceArgs.allowFrom": ("no-such-service",),
}
"""A name that does not exist in the region or in a service; in a list, an additional item."""


class Place(NamedTuple):
    """A value in a configuration, its schema, and its ``ArgsClass.key``."""

    path: KeyPath
    schema: Schema
    key: str


class Mistake(NamedTuple):
    """``value`` replaces the value at ``path``; :data:`REMOVED` removes the key. ``kind`` describes the mistake."""

    kind: str
    path: KeyPath
    value: Any
    reported_at: KeyPath


REMOVED: Any = object()


def places(value: Any, schema: Schema, path: KeyPath = (), key: str = TOP) -> Iterator[Place]:
    """Return every value of a configuration with its schema, or with the matching one of several alternatives."""
    if "$ref" in schema:
        key = schema["$ref"].rpartition("/")[2]
        schema = CLASSES[key]
    if "anyOf" in schema:
        yield Place(path, schema, key)
        if len(schema["anyOf"]) == 2 and value is not None and schema["anyOf"][1].get("type") == "null":
            yield from list(places(value, schema["anyOf"][0], path, key))[1:]
        return
    yield Place(path, schema, key)
    if isinstance(value, dict):
        for name, item in value.items():
            inner, where = _inside(schema, name, key)
            yield from places(item, inner, (*path, name), where)
    elif isinstance(value, list):
        for index, item in enumerate(value):
            yield from places(item, schema["items"], (*path, index), key)


def _inside(schema: Schema, name: str, key: str) -> tuple[Schema, str]:
    if "properties" in schema:
        return schema["properties"][name], f"{key}.{name}"
    values = schema.get("additionalProperties") or next(iter(schema["patternProperties"].values()))
    return values, key


def mistakes_at(place: Place, config: Values) -> Iterator[Mistake]:
    """Return the mistakes to make at a place."""
    path, value = place.path, value_at(config, place.path)
    members = [_resolved(member) for member in place.schema.get("anyOf", [place.schema])]
    if isinstance(value, dict):
        yield from _unknown_and_missing(path, members)
    if not path:
        return
    types = {member.get("type", "string") for member in members}
    wrong = [each for each in WRONG_TYPES[min(types - {"null"})] if not any(_is(each, known) for known in types)]
    if len(path) == 1:
        # Pulumi passes a value that is not an object as text, so "true" is valid.
        wrong = [each for each in wrong if not isinstance(each, str) or each == "text"]
    for each in [*wrong, *([] if "null" in types else [None])]:
        yield Mistake("wrong item" if isinstance(path[-1], int) else "wrong type", path, each, path)
    for member in members:
        for each in _out_of_bounds(member):
            yield Mistake("out of bounds", path, each, path)
        for name in _bad_names(member):
            if isinstance(value, dict) and value:
                yield Mistake("bad name", (*path, name), next(iter(value.values())), (*path, name))
    yield from _bad_references(place, value, config)


def _unknown_and_missing(path: KeyPath, members: list[Schema]) -> Iterator[Mistake]:
    for member in members:
        if "properties" in member:
            yield Mistake("unknown key", (*path, UNKNOWN_KEY), 1, (*path, UNKNOWN_KEY))
        for name in member.get("required", ()):
            yield Mistake("missing key", (*path, name), REMOVED, (*path, name))


def _out_of_bounds(schema: Schema) -> list[Any]:
    found: list[Any] = []
    if schema.get("type") in ("integer", "number"):
        found += [schema["minimum"] - 1] if "minimum" in schema else []
        found += [schema["exclusiveMinimum"]] if "exclusiveMinimum" in schema else []
        found += [schema["maximum"] + 1] if "maximum" in schema else []
        found += [2] if "enum" in schema else []
    elif "enum" in schema:
        found += ["no such word"]
    elif "pattern" in schema:
        found += [text for text in MISMATCHES if not re.search(schema["pattern"], text)]
    elif schema.get("minLength"):
        found += [""]
    found += [[]] if schema.get("minItems") else []
    found += [{}] if schema.get("minProperties") else []
    return found


def _bad_names(schema: Schema) -> list[str]:
    pattern = next(iter(schema.get("patternProperties", ())), None)
    if pattern is not None:
        return [text for text in MISMATCHES if not re.search(pattern, text)]
    if "enum" in schema.get("propertyNames", {}):
        return ["no such name"]
    return [""] if schema.get("propertyNames", {}).get("minLength") else []


def _bad_references(place: Place, value: Any, config: Values) -> Iterator[Mistake]:
    path = place.path
    if isinstance(path[-1], int) or path[-1] != place.key.rpartition(".")[2]:
        return
    for name in BAD_REFERENCES.get(place.key, ()):
        if name in (config.get("vpc") or {}).get("gatewayEndpoints", ()):
            # The program reports a name in both lists first.
            continue
        if isinstance(value, list):
            # Keep the number of zones, because other keys depend on it.
            kept = value[:-1] if place.key == "LargeVpcArgs.availabilityZones" else value
            yield Mistake("bad reference", path, [*kept, name], (*path, len(kept)))
        elif isinstance(value, str):
            yield Mistake("bad reference", path, name, path)


def _resolved(schema: Schema) -> Schema:
    return CLASSES[schema["$ref"].rpartition("/")[2]] if "$ref" in schema else schema


def _is(value: Any, type_: str) -> bool:
    python: dict[str, tuple[type, ...]] = {
        "array": (list,),
        "boolean": (bool,),
        "integer": (int,),
        "null": (type(None),),
        "number": (int, float),
        "object": (dict,),
        "string": (str,),
    }
    return isinstance(value, python[type_]) and (type_ == "boolean" or not isinstance(value, bool))


def value_at(config: Any, path: KeyPath) -> Any:
    """Return the value of a configuration at a path."""
    for step in path:
        config = config[step]
    return config


def apply(config: Values, mistake: Mistake) -> Values:
    """Return the configuration with the mistake."""
    changed = copy.deepcopy(config)
    holder = value_at(changed, mistake.path[:-1])
    if mistake.value is REMOVED:
        del holder[mistake.path[-1]]
    else:
        holder[mistake.path[-1]] = copy.deepcopy(mistake.value)
    return changed


@st.composite
def with_mistakes(draw: DrawFn, kind: str) -> tuple[Values, list[Mistake]]:
    """Draw a valid configuration and separate mistakes of a kind, in different places."""
    config = draw(configurations())
    by_key: dict[str, list[Mistake]] = {}
    for place in places(config, CLASSES[TOP]):
        for mistake in mistakes_at(place, config):
            if mistake.kind == kind:
                by_key.setdefault(place.key, []).append(mistake)
    assume(by_key)
    keys = draw(st.lists(st.sampled_from(sorted(by_key)), min_size=1, max_size=6, unique=True))
    return config, [draw(st.sampled_from(by_key[key])) for key in keys]
