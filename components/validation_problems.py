"""What pydantic says of a refused stack file, told as problems: which key, which value, what is allowed."""

from __future__ import annotations

import difflib
import functools
import operator
from types import UnionType
from typing import Annotated, Any, Union, get_args, get_origin

from pydantic import BaseModel, ValidationError
from pydantic.fields import FieldInfo
from pydantic_core import ErrorDetails

from .refusal import KeyPath, Problem

_OF_A_KEY = "[key]"
"""What pydantic adds to the location of an error in a dict's key."""


def problems_of(error: ValidationError, model: type[BaseModel], config: Any) -> list[Problem]:
    """Return one problem for each mistake in ``config``, which ``model`` refused with ``error``."""
    errors = error.errors(include_url=False)
    # A list that loses a wrong item may then be too short, which is no mistake of its own.
    holding_another = {details["loc"][:-1] for details in errors}
    return [
        _problem(details, model, config)
        for details in errors
        if details["type"] != "too_short" or details["loc"] not in holding_another
    ]


def _problem(details: ErrorDetails, model: type[BaseModel], config: Any) -> Problem:
    path = _path(details, model)
    context = details.get("ctx", {})
    kind = details["type"]
    if kind == "refusal_at":
        path = (*path, context["key"])
        return Problem(path, _value_at(config, path), context["allowed"])
    holder = _model_at(path[:-1], model)
    if kind == "extra_forbidden":
        return Problem(path, details["input"], _known_keys(path[-1], holder))
    if kind == "missing":
        return Problem(path, None, _what_is_missing(path[-1], holder))
    return Problem(path, details["input"], _message(details))


def _path(details: ErrorDetails, model: type[BaseModel]) -> KeyPath:
    """Return the keys as a stack file has them; pydantic tells a mistake in a default by the field's name in Python."""
    steps = [step for step in details["loc"] if step != _OF_A_KEY]
    path: list[str | int] = []
    for number, step in enumerate(steps, start=1):
        holder = _annotation_at(tuple(path), model)
        is_unknown = details["type"] == "extra_forbidden" and number == len(steps)
        field = holder.model_fields.get(step) if _is_model(holder) and not is_unknown else None
        path.append((field and field.alias) or step)
    return tuple(path)


def _message(details: ErrorDetails) -> str:
    if details["type"] == "value_error":
        return str(details["ctx"]["error"])
    if details["type"] == "too_short":
        return f"at least {details['ctx']['min_length']} is needed"
    message = details["msg"]
    return message[:1].lower() + message[1:]


def _value_at(config: Any, path: KeyPath) -> Any:
    try:
        return functools.reduce(operator.getitem, path, config)
    except (KeyError, IndexError, TypeError):
        return None


def _known_keys(key: str | int, model: type[BaseModel]) -> str:
    keys = [field.alias or name for name, field in model.model_fields.items()]
    close = difflib.get_close_matches(str(key), keys, n=1)
    hint = f"; did you mean {close[0]}?" if close else ""
    return f"there is no such key, only {', '.join(keys)}{hint}"


def _what_is_missing(key: str | int, model: type[BaseModel]) -> str:
    choices = [choice for choice in get_args(_annotation_of(key, model)) if isinstance(choice, str)]
    return f"it is needed: {' or '.join(choices)}" if choices else "it is needed"


def _model_at(path: KeyPath, model: type[BaseModel]) -> type[BaseModel]:
    """Return the args class that holds the keys under ``path``."""
    found: type[BaseModel] = _annotation_at(path, model)
    return found if _is_model(found) else model


def _annotation_at(path: KeyPath, model: type[BaseModel]) -> Any:
    """Return the type of the value at ``path``, None where the path leads nowhere."""
    found: Any = model
    for step in path:
        found = _annotation_of(step, found) if _is_model(found) else _item_of(found)
    return found


def _is_model(annotation: Any) -> bool:
    return isinstance(annotation, type) and issubclass(annotation, BaseModel)


def _item_of(annotation: Any) -> Any:
    """Return the type of a list's items or of a dict's values."""
    members = [member for member in get_args(annotation) if member is not Ellipsis]
    return _unwrap(members[-1]) if members else None


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
