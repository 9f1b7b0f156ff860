"""One change outside the program."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from tests.engine.drift.account import Account


@dataclass(frozen=True)
class Change:
    """A change, and its expected results.

    Args:
        what: the description of the change in the document.
        make: makes the change through AWS's API.
        look: returns the changed part, read from AWS.
        seen: the changes that a refresh finds: ``type name: property``, or ``type name`` if the resource is missing.
            Empty: the refresh does not see the change.
        repaired: whether ``up`` undoes it after that refresh.
        note: a remark for the document.
    """

    what: str
    make: Callable[[Account], object]
    look: Callable[[Account], object]
    seen: tuple[str, ...] = ()
    repaired: bool = True
    note: str = ""
