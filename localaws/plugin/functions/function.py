"""What a row of the functions' table says."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from localaws.plugin.api import Api


@dataclass(frozen=True)
class Function:
    """A function: its token, the arguments it takes beside ``region``, and the call that answers it."""

    token: str
    arguments: frozenset[str]
    call: Callable[[Api, dict[str, Any]], dict[str, Any]]
