"""One change outside the program."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from tests.engine.drift.account import Account


@dataclass(frozen=True)
class Change:
    """A change, and its expected results.

    Args:
        what: the change in words, as the document says it.
        make: makes it, through AWS's API.
        look: returns what it changes, as AWS has it.
        seen: what a refresh finds changed in the state: ``type name: property``, or ``type name`` where the resource is
            gone. Empty: the refresh does not see the change.
        repaired: whether ``up`` undoes it after that refresh.
        note: what else there is to say.
    """

    what: str
    make: Callable[[Account], object]
    look: Callable[[Account], object]
    seen: tuple[str, ...] = ()
    repaired: bool = True
    note: str = ""
