"""The JSON schema of a whole stack file, which each stack file names in its first line for editors to check against."""

from __future__ import annotations

import json

from stack_file import NAMESPACE

from .settings_schema import Schema, settings_schema

OTHER_NAMESPACES = ("aws", "awsx", "pulumi")
"""Whose keys a stack file may hold too. Any other is a misspelling, which Pulumi would pass over in silence."""


def render_stack_schema() -> str:
    """Return the schema as JSON text."""
    return json.dumps(stack_schema(), indent=2) + "\n"


def stack_schema() -> Schema:
    """Return the schema, in draft 7, the one that every editor's YAML support takes."""
    settings = _accept_secrets(settings_schema())
    return {
        "$schema": "http://json-schema.org/draft-07/schema#",
        "title": f"A stack of {NAMESPACE}",
        "description": "Generated from the args classes by python -m docs.generator. "
        "It checks each value alone; what depends on two keys, or on the region, the program refuses.",
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
                "description": "Pulumi ESC environments whose configuration the stack takes.",
                "type": ["array", "object"],
            },
        },
        "additionalProperties": False,
        # An environment may hold what the file does not.
        "if": {"not": {"required": ["environment"]}},
        "then": {
            "required": ["config"],
            "properties": {"config": {"required": [f"{NAMESPACE}:{key}" for key in settings.get("required", [])]}},
        },
    }


def _accept_secrets(schema: Schema) -> Schema:
    """Let an encrypted value, as ``pulumi config set --secret --path`` writes it, be where any string may be."""
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
        # One schema rather than alternatives: each keyword is about one type only, so an editor's message stays plain.
        accepting["type"] = [*types, "object"]
        accepting.update(properties={"secure": {"type": "string"}}, required=["secure"], additionalProperties=False)
    return accepting
