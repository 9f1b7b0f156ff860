"""Checks of the arguments of components that are objects of this package, and of the fields of these objects."""

from __future__ import annotations

from collections.abc import Awaitable, Mapping
from typing import Any

import pulumi

from .deferred import is_deferred, require_plain
from .refusal import Problem

IDS = (str, pulumi.Output, Awaitable)
"""The classes of an id or a name of a resource, which can be an Output."""


def require(**arguments: tuple[Any, type]) -> None:
    """Require arguments to be of a class: each is a value and its class.

    Raises:
        RefusedError: an argument is an Output or an awaitable.
        TypeError: an argument is of another class.
    """
    require_plain(**{name: value for name, (value, _) in arguments.items()})
    for name, (value, kind) in arguments.items():
        if not isinstance(value, kind):
            raise TypeError(f"{name} must be {_a(kind)}, not {_a(type(value))}{_hint(kind, value)}")


def require_if_given(**arguments: tuple[Any, type]) -> None:
    """Require arguments that are not None to be of a class: see :func:`require`."""
    require(**{name: (value, kind) for name, (value, kind) in arguments.items() if value is not None})


def require_each(kind: type | tuple[type, ...], **maps: Any) -> None:
    """Require arguments that are not None to be dicts of a class, or of one of several.

    Raises:
        RefusedError: an argument is an Output or an awaitable.
        TypeError: an argument is not a dict, or a value in it is of another class.
    """
    require_plain(**maps)
    kinds = kind if isinstance(kind, tuple) else (kind,)
    for name, values in maps.items():
        if values is None:
            continue
        if not isinstance(values, Mapping):
            raise TypeError(f"{name} must be a dict of {_any_of(kinds)} by name, not {_a(type(values))}")
        for key, value in values.items():
            if not isinstance(value, kinds):
                raise TypeError(
                    f"{name}[{key!r}] must be {_any_of(kinds)}, not {_a(type(value))}{_hint(kinds[0], value)}"
                )


def check_text(name: str, value: Any) -> list[Problem]:
    """Find a plain value that is not a string, or is blank."""
    if is_deferred(value) or (isinstance(value, str) and value.strip()):
        return []
    return [Problem((name,), value, "a string that is not blank is allowed")]


def check_texts(name: str, values: Any, *, at_least: int = 0) -> list[Problem]:
    """Find a plain value that is not a list of strings, or has fewer than ``at_least``."""
    if is_deferred(values):
        return []
    if not isinstance(values, (list, tuple)):
        return [Problem((name,), values, "a list of strings is allowed")]
    if len(values) < at_least:
        return [Problem((name,), values, f"at least {at_least} is needed")]
    return [
        Problem((name, index), problem.value, problem.allowed)
        for index, value in enumerate(values)
        for problem in check_text(name, value)
    ]


def _a(kind: type) -> str:
    if kind is type(None):
        return "None"
    return f"{'an' if kind.__name__[0] in 'AEIOUaeiou' else 'a'} {kind.__name__}"


def _any_of(kinds: tuple[type, ...]) -> str:
    return " or ".join(_a(kind) for kind in kinds)


def _hint(kind: type, value: Any) -> str:
    """Return the attribute of ``value`` that has the right class, such as a VPC's ``network``."""
    names = [name for name, held in getattr(value, "__dict__", {}).items() if isinstance(held, kind) and name[0] != "_"]
    return f": pass its attribute {names[0]}" if names else ""
