"""A value without its dependencies."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Generator
from typing import Any

import pulumi


class _Lazy:
    """An awaitable that calls a coroutine function only when it is awaited.

    `pulumi.Output` awaits its value first, and nothing else if that fails. A coroutine that already exists would never
    be awaited, and Python would print a warning about it after the program's error.
    """

    def __init__(self, function: Callable[[], Awaitable[bool]]) -> None:
        self._function = function

    def __await__(self) -> Generator[Any, Any, bool]:
        return self._function().__await__()


def without_dependencies(value: pulumi.Input[Any]) -> pulumi.Output[Any]:
    """Return a value without its dependencies: the program waits for it, and the engine does not know its source."""
    output = pulumi.Output.from_input(value)
    future: Any = output.future(with_unknowns=True)
    return pulumi.Output(set(), future, _Lazy(output.is_known), _Lazy(output.is_secret))
