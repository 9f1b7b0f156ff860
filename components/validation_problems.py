"""What pydantic says of a refused stack file, told as problems: which key, which value, what is allowed."""

from __future__ import annotations

import difflib
import functools
import operator
from types import UnionType
from typing import Annotated, Any, Union, get_args, get_origin

from pydantic import BaseModel, ValidationError
from pydantic.fields import FieldInfo

from .refusal import KeyPath, Problem

_OF_A_KEY = "[key]"
"""What pydantic adds to the location of an error in a dict's key."""


def problems_of(error: ValidationError, model: type[BaseModel], config: Any) -> list[Problem]:
    """Return one problem for each mistake in ``config``, which ``model`` refused with ``error``."""
    return [_problem(details, model, config) for details in error.errors(include_url=False)]


def _problem(details: Any, model: type[BaseModel], config: Any) -> Problem:
    path = _path(details["loc"], model)
    context = details.get("ctx", {})
    if details["type"] == "refusal_at":
        path = (*path, context["key"])
        value = _value_at(config, path)
    elif details["type"] == "missing":
        value = None
    else:
        value = details["input"]
    return Problem(path, value, _allowed(details, context, path, model))


def _path(location: KeyPath, model: type[BaseModel]) -> KeyPath:
    """Return the keys as a stack file has them; pydantic tells a mistake in a default by the field's name in Python."""
    found: Any = model
    path: list[str | int] = []
    for step in location:
        if step == _OF_A_KEY:
            continue
        if isinstance(found, type) and issubclass(found, BaseModel):
            field = found.model_fields.get(str(step)) or _field(step, found)
            path.append((field and field.alias) or step)
            found = _unwrap(field.annotation) if field else None
        else:
            path.append(step)
            found = _unwrap((get_args(found) or (None,))[-1])
    return tuple(path)


def _allowed(details: Any, context: Any, path: KeyPath, model: type[BaseModel]) -> str:
    kind = details["type"]
    if kind == "refusal_at":
        return str(context["allowed"])
    if kind == "extra_forbidden":
        return _known_keys(path, _model_at(path[:-1], model))
    if kind == "missing":
        return _what_is_missing(path, _model_at(path[:-1], model))
    if kind == "value_error":
        return str(context["error"])
    message = str(details["msg"])
    return message[:1].lower() + message[1:]


def _value_at(config: Any, path: KeyPath) -> Any:
    try:
        return functools.reduce(operator.getitem, path, config)
    except (KeyError, IndexError, TypeError):
        return None


def _known_keys(path: KeyPath, model: type[BaseModel]) -> str:
    keys = [field.alias or name for name, field in model.model_fields.items()]
    close = difflib.get_close_matches(str(path[-1]), keys, n=1)
    hint = f"; did you mean {close[0]}?" if close else ""
    return f"there is no such key, only {', '.join(keys)}{hint}"


def _what_is_missing(path: KeyPath, model: type[BaseModel]) -> str:
    annotation = _annotation_of(path[-1], model)
    choices = " or ".join(choice for choice in get_args(annotation) if isinstance(choice, str))
    return f"it is needed: {choices or 'at least one, by name, such as worker: {topology: private-worker}'}"


def _model_at(path: KeyPath, model: type[BaseModel]) -> type[BaseModel]:
    """Return the args class that holds the keys under ``path``."""
    found: Any = model
    for step in path:
        is_model = isinstance(found, type) and issubclass(found, BaseModel)
        found = _annotation_of(step, found) if is_model else _unwrap(get_args(found)[-1])
    return found if isinstance(found, type) and issubclass(found, BaseModel) else model


def _annotation_of(key: str | int, model: type[BaseModel]) -> Any:
    field = _field(key, model)
    return _unwrap(field.annotation) if field else None


def _field(key: str | int, model: type[BaseModel]) -> FieldInfo | None:
    return next((field for name, field in model.model_fields.items() if (field.alias or name) == key), None)


def _unwrap(annotation: Any) -> Any:
    """Strip Optional and Annotated."""
    if get_origin(annotation) is Annotated:
        return _unwrap(get_args(annotation)[0])
    if get_origin(annotation) in (Union, UnionType):
        return _unwrap(next(member for member in get_args(annotation) if member is not type(None)))
    return annotation
