"""The schema of the Pulumi package: the inputs of the components, from their arguments, and their outputs."""

from __future__ import annotations

import json
import re
import types
from collections.abc import Iterable
from pathlib import Path
from typing import Annotated, Any, Literal, NamedTuple, Union, get_args, get_origin

from pydantic import BaseModel
from pydantic.fields import FieldInfo

from components.foundation.deferred import accepts_output
from components.plugin.constructors import CONSTRUCTORS
from components.service.traffic.load_balancer_args import OrNone
from stack_file import NAMESPACE as PROJECT

from .descriptions import descriptions
from .package_types import INPUTS, OPTIONAL, OUTPUTS, REQUIRED, TYPES

Schema = dict[str, Any]
PYPROJECT = Path(__file__).parents[2] / "pyproject.toml"

PRIMITIVES = {str: "string", int: "integer", float: "number", bool: "boolean"}


class Spec(NamedTuple):
    """The type of a property, and whether it can contain an Output."""

    schema: Schema
    takes_outputs: bool


def render_package_schema() -> str:
    """Return the schema as JSON text."""
    return json.dumps(package_schema(), indent=2) + "\n"


def package_schema() -> Schema:
    """Return the schema of the package, in the language of Pulumi's metaschema."""
    found: dict[str, Schema] = {}
    resources = {
        f"{PROJECT}:index:{kind}": {
            "isComponent": True,
            "description": _summary(constructor.args_class),
            "inputProperties": {
                **_properties(constructor.args_class, found),
                **INPUTS.get(kind, {}),
            },
            "requiredInputs": [*_required(constructor.args_class), *REQUIRED.get(kind, [])],
            "properties": {key: OUTPUTS[key] for key in constructor.outputs},
            "required": [key for key in constructor.outputs if key not in OPTIONAL.get(kind, ())],
        }
        for kind, constructor in CONSTRUCTORS.items()
    }
    return {
        "name": PROJECT,
        "version": _version(),
        "displayName": PROJECT,
        "description": "Container services on Amazon ECS with EC2 capacity, as components.",
        "license": "Apache-2.0",
        "meta": {"supportPack": True},
        "language": {
            "python": {"respectSchemaVersion": True, "pyproject": {"enabled": True}},
            "nodejs": {"respectSchemaVersion": True},
            "go": {"respectSchemaVersion": True, "generateResourceContainerTypes": True},
        },
        "resources": resources,
        "types": {**found, **{f"{PROJECT}:index:{name}": {"type": "object", **value} for name, value in TYPES.items()}},
    }


def _version() -> str:
    return re.search(r'^version = "(.+)"$', PYPROJECT.read_text(encoding="utf-8"), re.MULTILINE)[1]  # type: ignore[index]


def _summary(model: type[BaseModel]) -> str:
    return " ".join((model.__doc__ or "").split())


def _required(model: type[BaseModel]) -> list[str]:
    return [field.alias or name for name, field in model.model_fields.items() if field.is_required()]


def _properties(model: type[BaseModel], found: dict[str, Schema]) -> dict[str, Schema]:
    described = descriptions(model)
    properties = {}
    for name, field in model.model_fields.items():
        spec = _spec(field.annotation, field.metadata, found)
        description = " ".join(described.get(name, "").split())
        # Plain values decide which resources exist, so programs must know them.
        plain = {} if spec.takes_outputs else {"plain": True}
        properties[field.alias or name] = {**spec.schema, **plain, "description": description}
    return properties


def _spec(annotation: Any, metadata: Iterable[Any], found: dict[str, Schema]) -> Spec:
    if get_origin(annotation) is Annotated:
        inner, *further = get_args(annotation)
        return _spec(inner, [*metadata, *further], found)
    own = accepts_output(metadata)
    for each in metadata:
        if (
            isinstance(each, FieldInfo)
            and isinstance(each.json_schema_extra, dict)
            and "anyOf" in each.json_schema_extra
        ):
            return Spec({"oneOf": [_of_json(option) for option in each.json_schema_extra["anyOf"]]}, own)  # type: ignore[union-attr]
    schema, nested = _unannotated(annotation, found)
    if any(isinstance(each, OrNone) for each in metadata):
        schema = {"oneOf": [schema, {"type": "string"}]}
    return Spec(schema, own or nested)


def _unannotated(annotation: Any, found: dict[str, Schema]) -> Spec:
    origin, arguments = get_origin(annotation), get_args(annotation)
    if origin in (Union, types.UnionType):
        specs = [_spec(each, (), found) for each in arguments if each is not type(None)]
        schema = specs[0].schema if len(specs) == 1 else {"oneOf": [spec.schema for spec in specs]}
        return Spec(schema, any(spec.takes_outputs for spec in specs))
    if origin is Literal:
        return Spec({"type": PRIMITIVES[type(arguments[0])]}, False)
    if origin in (tuple, dict):
        item = _spec(arguments[1] if origin is dict else arguments[0], (), found)
        plain = {} if item.takes_outputs else {"plain": True}
        nested = {**item.schema, **plain}
        return Spec(
            {"type": "object", "additionalProperties": nested}
            if origin is dict
            else {"type": "array", "items": nested},
            item.takes_outputs,
        )
    if isinstance(annotation, type) and issubclass(annotation, BaseModel):
        return _object(annotation, found)
    return Spec({"type": PRIMITIVES[annotation]}, False)


def _object(model: type[BaseModel], found: dict[str, Schema]) -> Spec:
    name = f"{PROJECT}:index:{model.__name__.removesuffix('Args')}"
    if name not in found:
        found[name] = {
            "type": "object",
            "description": _summary(model),
            "properties": _properties(model, found),
            "required": _required(model),
        }
    takes_outputs = any("plain" not in each for each in found[name]["properties"].values())
    return Spec({"$ref": f"#/types/{name}"}, takes_outputs)


def _of_json(schema: Any) -> Schema:
    return {
        key: _of_json(value) if key == "items" else value for key, value in schema.items() if key in ("type", "items")
    }
