"""The configuration reference: a table for each object of a stack file."""

from __future__ import annotations

import json
import re
from typing import Any

from stack_file import NAMESPACE

from .settings_schema import Schema, settings_schema

INTRODUCTION = f"""\
# Configuration

Generated from the args classes in `components/` by `python -m docs.generator`. Do not edit it.

To configure a stack, set the keys of the first table under `config` in `Pulumi.<stack>.yaml`, each with the prefix
`{NAMESPACE}:`, such as `{NAMESPACE}:vpc`. If your project has another name, use that name as the prefix. The paths
below omit the prefix. In Python, the same names are in snake_case.

The tables list the values that each setting allows. The program also refuses settings that contradict each other, such
as a `maxSize` below `minSize`, and values that AWS does not have in the region, such as a zone. Each refusal names the
key, the value and what is allowed. The program refuses an unknown key at any depth.

You can encrypt any string: `pulumi config set --secret --path '{NAMESPACE}:services.web.environment.KEY' VALUE`.
Pulumi does not report which string under `services` is encrypted, only that one is. So the program keeps every string
under that key secret in the state, in previews, in outputs and in its own messages, except the words that this page
defines. Strings that name resources stay readable: the keys of maps, `domains`, `hostedZone`, `discoveryDomain`,
`allowFrom`, `policyArns` and `platform.stack`.
"""

HEADER = ["Key", "Type", "Allowed", "Default", "What it does"]


def render_configuration_reference() -> str:
    """Return the reference as Markdown."""
    schema = settings_schema()
    written: dict[str, str] = {}
    sections = [INTRODUCTION, _table("", schema)]
    for key, value in schema["properties"].items():
        sections += _sections(key, value, written)
    return "\n".join(sections)


def _sections(path: str, schema: Schema, written: dict[str, str]) -> list[str]:
    """Return the section of an object and of the objects in it; none for a type without objects.

    ``written`` are the paths of the objects that are already described, by their content: later objects with the same
    content link to them.
    """
    if schema.get("type") == "array":
        return _sections(f"{path}[0]", schema["items"], written)
    if "properties" not in schema:
        values = schema.get("additionalProperties")
        return _sections(f"{path}.<name>", values, written) if isinstance(values, dict) else []
    heading = f"## `{path}`\n\n{schema['description']}\n"
    same = written.setdefault(json.dumps(schema["properties"]), path)
    if same != path:
        return [f"{heading}\nIts keys are those of [`{same}`](#{_anchor(same)}).\n"]
    below = [
        section for key, value in schema["properties"].items() for section in _sections(f"{path}.{key}", value, written)
    ]
    return [f"{heading}\n{_table(f'{path}.', schema)}", *below]


def _anchor(heading: str) -> str:
    """Return GitHub's anchor of a heading."""
    return re.sub(r"[^\w-]", "", heading.lower())


def _table(prefix: str, schema: Schema) -> str:
    needed = schema.get("required", [])
    rows = [_row(f"{prefix}{key}", value, needed=key in needed) for key, value in schema["properties"].items()]
    return "".join(f"| {' | '.join(row)} |\n" for row in [HEADER, ["---"] * len(HEADER), *rows])


def _row(path: str, schema: Schema, *, needed: bool) -> list[str]:
    default = "needed" if needed else _default(schema)
    cells = [f"`{path}`", _type(schema), _allowed(schema), default, schema["description"]]
    return [cell.replace("|", r"\|") for cell in cells]


def _default(schema: Schema) -> str:
    if "default" in schema:
        return f"`{json.dumps(schema['default'])}`"
    # A nullable object is missing by default; other objects exist with the defaults of their keys.
    is_there = "properties" in schema and "null" not in schema["type"]
    return "those of its keys" if is_there else "none"


def _type(schema: Schema, plural: str = "") -> str:
    if "anyOf" in schema:
        return " or ".join(_type(alternative, plural) for alternative in schema["anyOf"])
    if schema["type"] == ["object", "string"]:
        return "object or string"
    name = schema["type"] if isinstance(schema["type"], str) else schema["type"][0]
    if name == "array":
        return f"list{plural} of {_type(schema['items'], 's')}"
    values = schema.get("additionalProperties")
    return f"map{plural} of {_type(values, 's')}" if isinstance(values, dict) else f"{name}{plural}"


def _allowed(schema: Schema) -> str:
    alternatives = schema.get("anyOf", [schema])
    return "; or ".join(filter(None, (_limits(alternative) for alternative in alternatives)))


def _limits(schema: Schema) -> str:
    limits = [
        ", ".join(f"`{value}`" for value in schema.get("enum", [])),
        _pattern(schema),
        f"more than {schema['exclusiveMinimum']:,}" if "exclusiveMinimum" in schema else "",
        _range(schema.get("minimum"), schema.get("maximum"), ""),
        _range(schema.get("minLength"), schema.get("maxLength"), "character"),
        _range(schema.get("minItems"), schema.get("maxItems"), "item"),
        _range(schema.get("minProperties"), schema.get("maxProperties"), "key"),
        "none twice" if schema.get("uniqueItems") else "",
    ]
    for what, keyword in (("name", "propertyNames"), ("value", "additionalProperties"), ("item", "items")):
        part = schema.get(keyword)
        # The allowed keys of an object are in its own table.
        each = _limits(part) if isinstance(part, dict) and "properties" not in part else ""
        limits.append(f"each {what}: {each}" if each else "")
    return "; ".join(filter(None, limits))


def _pattern(schema: Schema) -> str:
    if "patternErrorMessage" not in schema:
        return f"`{schema['pattern']}`" if "pattern" in schema else ""
    return str(schema["patternErrorMessage"]).removesuffix(" allowed").removesuffix(" is").removesuffix(" are")


def _range(least: Any, most: Any, unit: str) -> str:
    if least is None and most is None:
        return ""
    if unit and least == 1 and most is None:
        return f"at least one {unit}"
    unit = f" {unit}s" if unit else ""
    if most is None:
        return f"{least:,}{unit} or more"
    if least is None:
        return f"at most {most:,}{unit}"
    return f"{least:,} to {most:,}{unit}"
