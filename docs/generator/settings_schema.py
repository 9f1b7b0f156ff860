"""The JSON schema of the settings in a stack file: pydantic's schema, simplified."""

from __future__ import annotations

from typing import Any

from docs.generator.descriptions import DescribedJsonSchema
from settings import Settings

Schema = dict[str, Any]


def settings_schema() -> Schema:
    """Return the schema of :class:`settings.Settings` by alias, with resolved references and without titles.

    A nullable value has ``null`` among its types instead of a separate alternative, so that an editor's message is
    about the intended value.
    """
    schema = Settings.model_json_schema(by_alias=True, schema_generator=DescribedJsonSchema)
    return _plain(schema, schema.pop("$defs"))


def _plain(schema: Schema, definitions: dict[str, Schema]) -> Schema:
    if "$ref" in schema:
        schema = {**definitions[schema["$ref"].rpartition("/")[2]], **schema}
    if "anyOf" in schema:
        return _without_null_alternative(schema, definitions)
    plain = {key: value for key, value in schema.items() if key not in ("$ref", "title")}
    if "description" in plain:
        plain["description"] = " ".join(plain["description"].split())
    # The defaults of an object are those of its keys; a null default only means that the key is optional.
    if plain.get("default") is None or isinstance(plain["default"], dict):
        plain.pop("default", None)
    if "properties" in plain:
        plain["properties"] = {name: _plain(value, definitions) for name, value in plain["properties"].items()}
    for keyword in ("items", "additionalProperties"):
        if isinstance(plain.get(keyword), dict):
            plain[keyword] = _plain(plain[keyword], definitions)
    if "patternProperties" in plain:
        # pydantic refuses a key that the pattern does not match, but its schema would accept the key.
        ((pattern, value),) = plain.pop("patternProperties").items()
        plain["propertyNames"] = {"pattern": pattern, **plain.get("propertyNames", {})}
        plain["additionalProperties"] = _plain(value, definitions)
    return plain


def _without_null_alternative(schema: Schema, definitions: dict[str, Schema]) -> Schema:
    common = {key: value for key, value in schema.items() if key != "anyOf"}
    alternatives = [alternative for alternative in schema["anyOf"] if alternative != {"type": "null"}]
    if len(alternatives) > 1:
        plain = _plain(common, definitions)
        plain["anyOf"] = [_plain(alternative, definitions) for alternative in alternatives]
        return plain
    described = _plain({**alternatives[0], **common}, definitions)
    if len(alternatives) < len(schema["anyOf"]):
        described["type"] = [described["type"], "null"]
    return described
