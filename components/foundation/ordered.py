"""Values of arguments that Python can iterate, but that are not lists."""

from __future__ import annotations

import inspect
from collections.abc import Iterable, Mapping
from typing import Any

import pulumi
from pydantic import BaseModel

from .deferred import as_output
from .refusal import KeyPath, Problem, RefusedError

_OTHERS = (str, bytes, BaseModel, pulumi.Output)
"""Values that Python can iterate, and that pydantic does not take for a list."""


def ordered(value: Any, path: KeyPath) -> Any:
    """Return an argument with an Output in place of each future in it, also in lists and maps.

    pydantic accepts everything iterable for a list: also a set, whose order differs from run to run, and a future.

    Raises:
        RefusedError: the argument is or contains a set, an iterator or the like.
    """
    if not isinstance(value, Iterable) or isinstance(value, _OTHERS):
        return value
    if isinstance(value, Mapping):
        return {key: ordered(item, (*path, key)) for key, item in value.items()}
    if isinstance(value, (list, tuple)):
        items = [ordered(item, (*path, index)) for index, item in enumerate(value)]
        return tuple(items) if isinstance(value, tuple) else items
    if inspect.isawaitable(value):
        return as_output(value)
    raise RefusedError([Problem(path, value, "a list is allowed")])
