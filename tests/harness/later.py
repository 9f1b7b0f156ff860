"""Arguments of components as Outputs or awaitables."""

from __future__ import annotations

import asyncio
from collections.abc import Mapping
from typing import Any

import pulumi

WAYS = ("output", "awaitable")


def later(value: Any, kind: str) -> Any:
    """Return a value as an Output, or as a coroutine, which can be awaited only once."""
    if kind == "output":
        return pulumi.Output.from_input(value)

    async def wait() -> Any:
        await asyncio.sleep(0)
        return value

    return wait()


def with_later(value: Any, kind: str) -> Any:
    """Return arguments with every ``Later`` in them as an Output or an awaitable."""
    if isinstance(value, Later):
        return later(value.value, kind)
    if isinstance(value, Mapping):
        return {key: with_later(item, kind) for key, item in value.items()}
    return [with_later(item, kind) for item in value] if isinstance(value, list) else value


class Later:
    """A value that becomes known later."""

    def __init__(self, value: Any) -> None:
        self.value = value
