"""The table as a Pulumi package schema, for commands that need one (``pulumi import``)."""

from __future__ import annotations

import json
from importlib.metadata import version
from typing import Any

from localaws.plugin.rows import TABLE
from localaws.plugin.schema import ObjectShape, Shape, resource_inputs, resource_outputs


def schema_document() -> str:
    """Return the schema as JSON: every type of the table with its inputs and outputs."""
    types: dict[str, Any] = {}
    resources = {token: _resource(token, types) for token in TABLE}
    return json.dumps({"name": "aws", "version": version("pulumi_aws"), "resources": resources, "types": types})


def _resource(token: str, types: dict[str, Any]) -> dict[str, Any]:
    shape = resource_inputs(token)
    prefix = token.replace(":", "/", 1).split(":")[0].replace("/", ":", 1) + ":" + token.rsplit(":", 1)[1]
    inputs = {name: _type(prefix + name[:1].upper() + name[1:], each, types) for name, each in shape.properties.items()}
    outputs = {name: inputs.get(name, {"type": "string"}) for name in resource_outputs(token)}
    return {"inputProperties": inputs, "requiredInputs": sorted(shape.required), "properties": outputs}


def _type(token: str, shape: Shape, types: dict[str, Any]) -> dict[str, Any]:
    if shape.kind == "object" and shape.object is not None:
        return {"$ref": f"#/types/{_object(token, shape.object, types)}"}
    if shape.kind == "list":
        return {"type": "array", "items": _type(token, shape.element or Shape("any"), types)}
    if shape.kind == "map":
        return {"type": "object", "additionalProperties": _type(token, shape.element or Shape("any"), types)}
    return {"$ref": "pulumi.json#/Any"} if shape.kind == "any" else {"type": shape.kind}


def _object(token: str, shape: ObjectShape, types: dict[str, Any]) -> str:
    if token not in types:
        types[token] = {}
        properties = {
            name: _type(token + name[:1].upper() + name[1:], each, types) for name, each in shape.properties.items()
        }
        types[token] = {"type": "object", "properties": properties, "required": sorted(shape.required)}
    return token
