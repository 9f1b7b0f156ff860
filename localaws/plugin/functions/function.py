"""A row of the functions' table."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from localaws.plugin.api import Api


@dataclass(frozen=True)
class Function:
    """A function: its token, its arguments besides ``region``, and its implementation."""

    token: str
    arguments: frozenset[str]
    call: Callable[[Api, dict[str, Any]], dict[str, Any]]
