"""Converts pydantic's errors about a stack file into problems with key, value and allowed values."""

from __future__ import annotations

import functools
import operator
from collections.abc import Collection, Iterator
from types import UnionType
from typing import Annotated, Any, Union, get_args, get_origin

from pydantic import BaseModel, ValidationError
from pydantic.alias_generators import to_camel
from pydantic_core import ErrorDetails

from .deferred import PLAIN_ONLY, abandon, is_deferred
from .plain_words import near_match, words_for
from .refusal import PYTHON_NAMES, KeyPath, Problem, format_path

_OF_A_KEY = "[key]"
"""The suffix in pydantic's location of an error in a dict's key."""


def problems_of(error: ValidationError, model: type[BaseModel], config: Any) -> list[Problem]:
    """Return one problem for each mistake in ``config``, which ``model`` refused with ``error``."""
    errors = error.errors(include_url=False)
    # A list without its wrong item may be too short, which is not a separate mistake.
    holding_another = {details["loc"][:-1] for details in errors}
    problems: dict[KeyPath, Problem] = {}
    for details in errors:
        if details["type"] == "too_short" and details["loc"] in holding_another:
            continue
        problem = _problem(details, model, config)
        problem = _wrong_indentation(problem, model, config) or problem
        # One message is enough for several keys with too little indentation.
        problems.setdefault(problem.path, problem)
    misplaced = [details for details in errors if details["type"] == "extra_forbidden"]
    meant = {path for details in misplaced for path in _meant_paths(_path(details, model), details["input"], model)}
    # The message about an unknown key explains the missing one.
    return [problem for path, problem in problems.items() if problem.value not in (None, "") or path not in meant]


def _problem(details: ErrorDetails, model: type[BaseModel], config: Any) -> Problem:
    path = _path(details, model)
    context = details.get("ctx", {})
    kind = details["type"]
    if is_deferred(details["input"]) and kind != "extra_forbidden":
        abandon(details["input"])
        return Problem(path, details["input"], PLAIN_ONLY)
    if kind == "refusal_at":
        path = _path_below(path, context["key"], config)
        return Problem(path, _value_at(config, path, _default_at(path, model)), context["allowed"])
    if kind == "extra_forbidden":
        return Problem(path, details["input"], _known_keys(path, details["input"], model, config))
    if kind == "missing":
        return Problem(path, None, _what_is_missing(path[-1], _model_at(path[:-1], model)))
    key = next((step for step in reversed(path) if isinstance(step, str)), "")
    said = words_for(details, key, _model_at(path[:-1], model).__name__)
    return Problem(path, details["input"], said.allowed, said.write, said.in_yaml)


def _path_below(path: KeyPath, key: str, config: Any) -> KeyPath:
    """Return the path of a key of a model, or of a map whose keys are the user's and may contain dots."""
    own = (*path, key)
    return own if _value_at(config, own) is not None else (*path, *key.split("."))


def _path(details: ErrorDetails, model: type[BaseModel]) -> KeyPath:
    """Return the keys of the stack file; for a mistake in a default, pydantic uses the Python name of the field."""
    steps = [step for step in details["loc"] if step != _OF_A_KEY]
    path: list[str | int] = []
    for number, step in enumerate(steps, start=1):
        holder = _annotation_at(tuple(path), model)
        is_unknown = details["type"] == "extra_forbidden" and number == len(steps)
        field = holder.model_fields.get(step) if _is_model(holder) and not is_unknown else None
        path.append((field and field.alias) or step)
    return tuple(path)


def _value_at(config: Any, path: KeyPath, default: Any = None) -> Any:
    try:
        return functools.reduce(_step_into, path, config)
    except (KeyError, IndexError, TypeError):
        return default


def _default_at(path: KeyPath, model: type[BaseModel]) -> Any:
    """Return the default of a key, which the message shows if the stack file omits the key."""
    for name, field in _model_at(path[:-1], model).model_fields.items():
        if path[-1] in (name, field.alias) and isinstance(field.default, (str, int, float)):
            return field.default
    return None


def _step_into(holder: Any, step: str | int) -> Any:
    """Return the value of one key; a Python caller nests objects of the arguments classes."""
    if isinstance(holder, BaseModel):
        names = {field.alias or name: name for name, field in type(holder).model_fields.items()}
        return getattr(holder, names[str(step)])
    if isinstance(holder, dict) and step not in holder:
        return holder[PYTHON_NAMES[str(step)]]
    return operator.getitem(holder, step)


def _keys_of(model: type[BaseModel]) -> list[str]:
    return [field.alias or name for name, field in model.model_fields.items()]


def _known_keys(path: KeyPath, value: Any, model: type[BaseModel], config: Any) -> str:
    holder = _model_at(path[:-1], model)
    key, keys = str(path[-1]), _keys_of(holder)
    moved = getattr(holder, "MOVED", {})
    if to_camel(key) in moved:
        return f"{key} moved to {moved[to_camel(key)]}"
    if key in keys:  # a Python caller wrote a stack file's name
        return f"there is no such key; did you mean {key}?"
    place = _place_of(key, path, model, config)
    if place is not None:
        return place
    close = near_match(key, keys)
    if close is not None:
        return f"there is no such key; did you mean {close}?"
    elsewhere = _place_of(to_camel(key), path, model, config) or _place_of_object(path, value, model)
    return elsewhere or f"there is no such key, only {', '.join(keys)}"


def _meant_paths(path: KeyPath, value: Any, model: type[BaseModel]) -> Iterator[KeyPath]:
    """Yield the likely intended paths of an unknown key at ``path``: similar keys, and the same key elsewhere."""
    holder, outer = _model_at(path[:-1], model), path[:-1]
    close = near_match(str(path[-1]), _keys_of(holder))
    if close:
        yield (*outer, close)
    for name, inner in _objects_of(holder):
        if path[-1] in _keys_of(inner):
            yield (*outer, name)
    objects = _objects_like(value, holder)
    if objects:
        yield (*outer, objects)


def _objects_like(value: Any, holder: type[BaseModel]) -> str | None:
    """Return the key of ``holder`` that contains named objects with keys like those of ``value``."""
    for name, field in holder.model_fields.items():
        inner = _unwrap(field.annotation)
        item = _item_of(inner) if get_origin(inner) is dict else None
        if item is not None and _is_model(item) and _has_any(value, _keys_of(item)):
            return field.alias or name
    return None


def _place_of(key: str, path: KeyPath, model: type[BaseModel], config: Any) -> str | None:
    """Return the right place of a key whose indentation is wrong by one step, or None."""
    for length in reversed(range(len(path))):
        outer = path[:length]
        holder = _annotation_at(outer, model)
        if not _is_model(holder):
            continue
        if key in _keys_of(holder):
            return f"{key} is a key of {format_path(outer) or 'the stack itself'}: indent it less"
        objects = [name for name, inner in _objects_of(holder) if key in _keys_of(inner)]
        there = _value_at(config, outer)
        # An object without keys lacks the keys next to it.
        empty = [name for name in objects if isinstance(there, dict) and name in there and there[name] is None]
        places = [format_path((*outer, name)) for name in empty or objects]
        if places:
            below = "that" if len(places) == 1 else "one of them"
            return f"{key} is a key of {' and of '.join(places)}: indent it below {below}"
    return None


def _objects_of(holder: type[BaseModel]) -> list[tuple[str, type[BaseModel]]]:
    """Return the keys of ``holder`` that contain an object, each with the object's arguments class."""
    found = [(field.alias or name, _unwrap(field.annotation)) for name, field in holder.model_fields.items()]
    return [(name, inner) for name, inner in found if _is_model(inner)]


def _place_of_object(path: KeyPath, value: Any, model: type[BaseModel]) -> str | None:
    """Return the right place of a named object with too little or too much indentation, or None."""
    objects = _objects_like(value, _model_at(path[:-1], model))
    if objects:
        return f"it has keys of {format_path((*path[:-1], objects))}.NAME: indent it below {objects}"
    for length in reversed(range(1, len(path) - 1)):
        outer = path[:length]
        named = _annotation_at(outer, model)
        inner = _item_of(named) if get_origin(named) is dict else None
        if inner is None or not _is_model(inner) or not isinstance(value, dict) or not value:
            continue
        if value.keys() <= set(_keys_of(inner)):
            return f"it has keys of {format_path(outer)}.NAME: indent it less, as far as {path[length]}"
    return None


def _wrong_indentation(problem: Problem, model: type[BaseModel], config: Any) -> Problem | None:
    """Return the problem of an object whose keys are next to its name instead of below it.

    Otherwise each of these keys would be reported as the name of another object.
    """
    for length in range(len(problem.path)):
        outer = problem.path[:length]
        holder = _annotation_at(outer, model)
        inner = _item_of(holder) if get_origin(holder) is dict else None
        there = _value_at(config, outer) if _is_model(inner) else None
        if inner is None or not isinstance(there, dict):
            continue
        keys = _keys_of(inner)
        # An object can have the name of a key; then it has keys itself.
        beside = [key for key, value in there.items() if key in keys and not _has_any(value, keys)]
        names = [key for key, value in there.items() if value is None and key not in keys]
        if problem.path[length] not in (*beside, *names) or not beside:
            continue
        if names:
            say = f"its keys are needed below it, indented further than {names[0]}: {', '.join(beside)}"
            return Problem((*outer, names[0]), None, say)
        first = beside[0]
        say = f"write a name first, and {', '.join(beside)} on the lines below it, indented further"
        return Problem((*outer, first), there[first], say)
    return None


def _has_any(value: Any, keys: Collection[str]) -> bool:
    return isinstance(value, dict) and any(key in keys for key in value)


def _what_is_missing(key: str | int, model: type[BaseModel]) -> str:
    choices = [choice for choice in get_args(_annotation_of(key, model)) if isinstance(choice, str)]
    return f"it is required: {' or '.join(choices)}" if choices else "it is required"


def _model_at(path: KeyPath, model: type[BaseModel]) -> type[BaseModel]:
    """Return the arguments class of the keys under ``path``."""
    found: type[BaseModel] = _annotation_at(path, model)
    return found if _is_model(found) else model


def _annotation_at(path: KeyPath, model: type[BaseModel]) -> Any:
    """Return the type of the value at ``path``, or None if the path does not exist."""
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
    fields = model.model_fields.items()
    return next((_unwrap(field.annotation) for name, field in fields if (field.alias or name) == key), None)


def _unwrap(annotation: Any) -> Any:
    """Strip Optional and Annotated."""
    if get_origin(annotation) is Annotated:
        return _unwrap(get_args(annotation)[0])
    if get_origin(annotation) in (Union, UnionType):
        return _unwrap(next(member for member in get_args(annotation) if member is not type(None)))
    return annotation
