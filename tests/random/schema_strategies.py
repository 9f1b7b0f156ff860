"""Strategies for the args classes, from the JSON schemas that pydantic generates.

The schemas contain types, bounds and patterns. The values have the form of a stack file. Two tables add the rest:
``meanings`` has texts that must name an existing object, by ``ArgsClass.key`` or pattern, and ``rules`` has functions
by args class for keys that depend on each other.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any, Protocol

from hypothesis import strategies as st
from hypothesis.strategies import DrawFn, SearchStrategy

from settings import Settings
from tests.harness.aws_outputs import ACCOUNT_ID, REGION

Schema = Mapping[str, Any]
Values = dict[str, Any]


class Rule(Protocol):
    """Changes the drawn keys of an object so that they are valid together."""

    def __call__(self, draw: DrawFn, args: Values, /) -> None: ...


SCHEMA: Schema = Settings.model_json_schema(by_alias=True)
TOP = "Settings"
CLASSES: dict[str, Schema] = {TOP: SCHEMA, **SCHEMA["$defs"]}
"""The schema of each args class by its name."""

NOT_DRAWN = frozenset(
    {
        # A shared load balancer needs services of its scheme, with priorities and paths that do not hide each other.
        *("Settings.loadBalancers", "LoadBalancerArgs.shared", "LoadBalancerArgs.hosts"),
        *("LoadBalancerArgs.paths", "LoadBalancerArgs.priority"),
        # Also needs the other stack's listeners in the mocks.
        "PlatformArgs.loadBalancers",
        # An override must name a resource that the configuration creates.
        "Settings.overrides",
    }
)
"""Settings without random values, each with the relation that no rule covers yet."""

CLASSES_NOT_DRAWN = frozenset({"OverrideArgs", "SharedLoadBalancerArgs"})
"""Classes that only these settings use."""

MOST_ITEMS = 2
ALWAYS_DRAWN = {TOP: frozenset({"services"})}
"""Keys that are always drawn, although they are optional."""

BEYOND = 10_000_000
"""The largest number for a setting without an upper bound."""

# Without codec="utf-8", which excludes only surrogates, a part of C: a process takes 2 s to find its characters.
PRINTABLE = st.characters(exclude_categories=["C", "Zl", "Zp"])
TEXT = st.text(PRINTABLE, max_size=12)


class NoStrategyError(Exception):
    """The strategies do not support the type of this setting."""


class SchemaStrategies:
    """Strategies for the args classes."""

    def __init__(self, meanings: Mapping[str, SearchStrategy[Any]], rules: Mapping[str, Rule]) -> None:
        self._meanings = meanings
        self._rules = rules
        self._classes: dict[str, SearchStrategy[Values]] = {}

    def of_class(self, name: str) -> SearchStrategy[Values]:
        """Return objects of an args class."""
        if name not in self._classes:
            self._classes[name] = self._make_class(name, ALWAYS_DRAWN.get(name, frozenset()))
        return self._classes[name]

    def of_class_with(self, name: str, key: str) -> SearchStrategy[Values]:
        """Return objects of an args class that have a key, unless a rule removes it."""
        return self._make_class(name, frozenset({key}))

    def of_key(self, class_name: str, key: str) -> SearchStrategy[Any]:
        """Return values of one key of an args class."""
        schema = CLASSES[class_name]["properties"][key]
        meaning = self._meanings.get(f"{class_name}.{key}")
        if meaning is None:
            return self._of(schema, f"{class_name}.{key}")
        nullable = any(member.get("type") == "null" for member in schema.get("anyOf", ()))
        return st.none() | meaning if nullable else meaning

    def _make_class(self, name: str, always: frozenset[str]) -> SearchStrategy[Values]:
        schema = CLASSES[name]
        keys = {key: self.of_key(name, key) for key in schema["properties"]}
        required = schema.get("required", ())
        optional = sorted(key for key in set(keys) - set(required) if f"{name}.{key}" not in NOT_DRAWN)
        rule = self._rules.get(name)

        @st.composite
        def objects(draw: DrawFn) -> Values:
            chosen = [key for key in optional if draw(st.booleans())]
            args = {key: draw(keys[key]) for key in sorted({*required, *chosen, *always})}
            if rule is not None:
                rule(draw, args)
            return args

        return objects()

    def _of(self, schema: Schema | bool, where: str) -> SearchStrategy[Any]:
        if isinstance(schema, bool):
            return st.integers(0, 9)  # any value is allowed
        if "$ref" in schema:
            return self.of_class(schema["$ref"].rpartition("/")[2])
        if "anyOf" in schema:
            return st.one_of([self._of(member, where) for member in schema["anyOf"]])
        if "enum" in schema:
            return st.sampled_from(schema["enum"])
        make = _BY_TYPE.get(schema.get("type", ""))
        if make is None:
            raise NoStrategyError(f"no strategy for {where}: {schema}")
        return make(self, schema, where)

    def _text(self, schema: Schema, _: str) -> SearchStrategy[str]:
        if "pattern" not in schema:
            return TEXT.filter(lambda text: len(text.strip()) >= schema.get("minLength", 0))
        if schema["pattern"] in self._meanings:
            return self._meanings[schema["pattern"]]
        return st.from_regex(_in_region(schema["pattern"]), fullmatch=True, alphabet=PRINTABLE)

    def _list(self, schema: Schema, where: str) -> SearchStrategy[list[Any]]:
        least = schema.get("minItems", 0)
        most = schema.get("maxItems", least + MOST_ITEMS)
        unique = schema.get("uniqueItems", False)
        return st.lists(self._of(schema["items"], where), min_size=least, max_size=most, unique=unique)

    def _object(self, schema: Schema, where: str) -> SearchStrategy[Values]:
        values = schema.get("additionalProperties") or next(iter(schema["patternProperties"].values()))
        names = self._of({"type": "string", **schema.get("propertyNames", {}), **_name_pattern(schema)}, where)
        least = schema.get("minProperties", 0)
        return st.dictionaries(names, self._of(values, where), min_size=least, max_size=least + MOST_ITEMS)


def _in_region(pattern: str) -> str:
    """Restrict the pattern of an ARN to the region and account of the program."""
    pattern = pattern.replace("arn:aws[a-z-]*:", "arn:aws:").replace("arn:.+", "arn:aws:.+")
    return pattern.replace(":[a-z0-9-]+:[0-9]{12}:", f":{REGION}:{ACCOUNT_ID}:")


def _name_pattern(schema: Schema) -> Schema:
    patterns = list(schema.get("patternProperties", ()))
    return {"pattern": patterns[0]} if patterns else {}


def _whole_number(_: SchemaStrategies, schema: Schema, __: str) -> SearchStrategy[int]:
    return st.integers(schema.get("minimum"), schema.get("maximum", BEYOND))


def _number(_: SchemaStrategies, schema: Schema, __: str) -> SearchStrategy[float]:
    least = schema.get("minimum", schema.get("exclusiveMinimum"))
    return st.floats(
        least, schema.get("maximum"), exclude_min="exclusiveMinimum" in schema, allow_nan=False, allow_infinity=False
    )


def _truth(_: SchemaStrategies, __: Schema, ___: str) -> SearchStrategy[bool]:
    return st.booleans()


def _null(_: SchemaStrategies, __: Schema, ___: str) -> SearchStrategy[None]:
    return st.none()


_BY_TYPE: dict[str, Callable[[SchemaStrategies, Schema, str], SearchStrategy[Any]]] = {
    "array": SchemaStrategies._list,
    "boolean": _truth,
    "integer": _whole_number,
    "null": _null,
    "number": _number,
    "object": SchemaStrategies._object,
    "string": SchemaStrategies._text,
}
