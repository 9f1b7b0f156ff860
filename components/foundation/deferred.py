"""Values that are known only during a deployment: Outputs and awaitables in arguments.

A coroutine can be awaited once, and a value is often an input of several resources. So a component converts each
awaitable to an Output when it gets it.
"""

from __future__ import annotations

import inspect
from collections.abc import Iterable, Mapping
from dataclasses import fields
from typing import TYPE_CHECKING, Annotated, Any

import pulumi
from pydantic import ValidatorFunctionWrapHandler, WrapValidator

from .refusal import Problem, refuse_any

PLAIN_ONLY = "a plain value is allowed: it decides what the program creates"


def is_deferred(value: Any) -> bool:
    """Return whether a value is an Output or an awaitable."""
    return isinstance(value, pulumi.Output) or inspect.isawaitable(value)


def as_output(value: Any) -> Any:
    """Return an awaitable as an Output, and everything else as it is."""
    return pulumi.Output.from_input(value) if inspect.isawaitable(value) else value


def abandon(value: Any) -> None:
    """Close a refused coroutine, so that Python does not warn that it was never awaited."""
    if inspect.iscoroutine(value):
        value.close()


def without_awaitables(value: Any) -> Any:
    """Return a value with an Output in place of each awaitable in it, also in lists and maps."""
    if isinstance(value, Mapping):
        return {key: without_awaitables(item) for key, item in value.items()}
    if isinstance(value, (list, tuple)):
        return type(value)(without_awaitables(item) for item in value)
    return as_output(value)


def settle(record: Any, plain: Iterable[str] = (), plain_items: Iterable[str] = ()) -> None:
    """Put an Output in place of each awaitable in a frozen dataclass that is being created.

    Args:
        record: the dataclass.
        plain: its fields that must not be Outputs or awaitables.
        plain_items: its fields whose items must not be either.

    Raises:
        RefusedError: one of these fields is or holds an Output or an awaitable.
    """
    for name in (*plain, *plain_items):
        value = getattr(record, name)
        held = [item for item in value if is_deferred(item)] if isinstance(value, (list, tuple)) else []
        refuse_any(check_plain(name, held[0] if held and name in plain_items else value))
    for field in fields(record):
        value = getattr(record, field.name)
        if inspect.isawaitable(value) or isinstance(value, (list, tuple, Mapping)):
            object.__setattr__(record, field.name, without_awaitables(value))


def check_plain(name: str, value: Any) -> list[Problem]:
    """Find an Output or an awaitable in place of a value that decides what is created."""
    if not is_deferred(value):
        return []
    abandon(value)
    return [Problem((name,), value, PLAIN_ONLY)]


def known_texts(values: Iterable[Any]) -> list[str]:
    """Return the values that are strings, not Outputs."""
    return [value for value in values if isinstance(value, str)]


def joined(*parts: pulumi.Input[str]) -> pulumi.Input[str]:
    """Return the concatenation of strings, and an Output only if one of them is an Output."""
    known = known_texts(parts)
    return "".join(known) if len(known) == len(parts) else pulumi.Output.concat(*parts)


def require_plain(**values: Any) -> None:
    """Refuse Outputs and awaitables of a component's own arguments, by their names.

    Raises:
        RefusedError: a value is an Output or an awaitable.
    """
    refuse_any(problem for name, value in values.items() for problem in check_plain(name, value))


def _take_deferred(value: Any, handler: ValidatorFunctionWrapHandler) -> Any:
    return as_output(value) if is_deferred(value) else handler(value)


def accepts_output(metadata: Iterable[Any]) -> bool:
    """Return whether a type with these annotations accepts an Output instead of its value."""
    return any(isinstance(each, WrapValidator) and each.func is _take_deferred for each in metadata)


if TYPE_CHECKING:
    from pulumi import Input as Input  # noqa: PLC0414 mypy takes it for the other modules only so
else:

    class Input:
        """``Input[T]``: T, or an Output or awaitable of it, which only AWS checks."""

        def __class_getitem__(cls, item: Any) -> Any:
            """Return the type as pydantic reads it."""
            return Annotated[item, WrapValidator(_take_deferred)]
