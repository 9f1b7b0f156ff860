"""The JSON schema of a whole stack file. The first line of each stack file names it for editors."""

from __future__ import annotations

import json

from stack_file import NAMESPACE

from .settings_schema import Schema, settings_schema

OTHER_NAMESPACES = ("aws", "awsx", "pulumi")
"""Other namespaces whose keys a stack file can contain. Any other namespace is a misspelling, which Pulumi would
silently ignore."""


def render_stack_schema() -> str:
    """Return the schema as JSON text."""
    return json.dumps(stack_schema(), indent=2) + "\n"


def stack_schema() -> Schema:
    """Return the schema, in draft 7, which every editor's YAML support accepts."""
    settings = _accept_secrets(settings_schema())
    return {
        "$schema": "http://json-schema.org/draft-07/schema#",
        "title": f"A stack of {NAMESPACE}",
        "description": "Generated from the args classes by python -m docs.generator. "
        "It checks each value separately. The program also checks combinations of keys, and the region.",
        "type": "object",
        "properties": {
            "config": {
                "description": f"The configuration, each key as namespace:name. {settings['description']}",
                "type": "object",
                "properties": {f"{NAMESPACE}:{key}": value for key, value in settings["properties"].items()},
                "patternProperties": {f"^({'|'.join(OTHER_NAMESPACES)}):": True},
                "additionalProperties": False,
            },
            "encryptionsalt": {
                "description": "Written by pulumi stack init, for secrets under a passphrase.",
                "type": "string",
            },
            "encryptedkey": {"description": "Written by pulumi stack init, for secrets under a key.", "type": "string"},
            "secretsprovider": {"description": "The key that encrypts secrets, such as awskms://...", "type": "string"},
            "environment": {
                "description": "Pulumi ESC environments whose configuration the stack uses.",
                "type": ["array", "object"],
            },
        },
        "additionalProperties": False,
        # An environment can contain settings that the file does not have.
        "if": {"not": {"required": ["environment"]}},
        "then": {
            "required": ["config"],
            "properties": {"config": {"required": [f"{NAMESPACE}:{key}" for key in settings.get("required", [])]}},
        },
    }


def _accept_secrets(schema: Schema) -> Schema:
    """Accept an encrypted value, as ``pulumi config set --secret --path`` writes it, instead of any string."""
    accepting = dict(schema)
    if "properties" in schema:
        accepting["properties"] = {key: _accept_secrets(value) for key, value in schema["properties"].items()}
    for keyword in ("items", "additionalProperties"):
        if isinstance(schema.get(keyword), dict):
            accepting[keyword] = _accept_secrets(schema[keyword])
    if "anyOf" in schema:
        accepting["anyOf"] = [_accept_secrets(alternative) for alternative in schema["anyOf"]]
    types = schema["type"] if isinstance(schema.get("type"), list) else [schema.get("type")]
    if "string" in types and "enum" not in schema and "properties" not in schema:
        # One schema instead of alternatives: each keyword applies to only one type, so editors show a simple message.
        accepting["type"] = [*types, "object"]
        accepting.update(properties={"secure": {"type": "string"}}, required=["secure"], additionalProperties=False)
    return accepting
