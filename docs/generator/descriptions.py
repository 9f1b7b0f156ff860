"""Reads the docstrings of the fields of an arguments class.

pydantic can do this itself (``use_attribute_docstrings``), but parses each class's source whenever the program runs.
That is 6% of a preview, for texts that only the documents show.
"""

from __future__ import annotations

import ast
import functools
import inspect
import textwrap
from itertools import pairwise
from typing import Any

from pydantic import BaseModel
from pydantic.json_schema import GenerateJsonSchema, JsonSchemaValue


class DescribedJsonSchema(GenerateJsonSchema):
    """A JSON schema whose properties have the docstrings of their fields as descriptions."""

    def model_schema(self, schema: Any) -> JsonSchemaValue:
        """Return the schema of a model."""
        json_schema = super().model_schema(schema)
        model: type[BaseModel] = schema["cls"]
        described = descriptions(model)
        for name, field in model.model_fields.items():
            key = field.alias if self.by_alias and field.alias else name
            if name in described:
                json_schema["properties"][key]["description"] = described[name]
        return json_schema


@functools.cache
def descriptions(model: type[BaseModel]) -> dict[str, str]:
    """Return the docstring of each field that has one, by the field's name; a subclass's before its base's."""
    found: dict[str, str] = {}
    for base in reversed(model.__mro__):
        if issubclass(base, BaseModel) and base is not BaseModel:
            found |= _attribute_docstrings(base)
    return found


def _attribute_docstrings(python_class: type) -> dict[str, str]:
    statements = [
        statement
        for definition in ast.parse(textwrap.dedent(inspect.getsource(python_class))).body
        if isinstance(definition, ast.ClassDef)
        for statement in definition.body
    ]
    return {
        attribute.target.id: inspect.cleandoc(following.value.value)
        for attribute, following in pairwise(statements)
        if isinstance(attribute, ast.AnnAssign)
        and isinstance(attribute.target, ast.Name)
        and isinstance(following, ast.Expr)
        and isinstance(following.value, ast.Constant)
        and isinstance(following.value.value, str)
    }
