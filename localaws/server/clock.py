"""The clock of deployments: they take no time until a test advances it, and then take as long as on AWS.

The clock stands still between two calls, so a test controls the progress.
"""

from __future__ import annotations

import math
from typing import Any


class _Clock:
    """Seconds since the first call; ``None`` while deployments take no time."""

    def __init__(self) -> None:
        self.seconds: float | None = None


_clock = _Clock()


def advance(body: Any) -> None:
    """Advance the clock, by ``{"advance": 300}`` seconds. Raises ``ValueError`` with the reason for an invalid body."""
    seconds = body.get("advance") if isinstance(body, dict) and set(body) == {"advance"} else None
    if not isinstance(seconds, int | float) or isinstance(seconds, bool) or not 0 <= seconds < math.inf:
        raise ValueError(f'expected {{"advance": a number of seconds, 0 or more}}, not {body!r}')
    _clock.seconds = (_clock.seconds or 0.0) + seconds


def clear() -> None:
    """Let deployments complete immediately again."""
    _clock.seconds = None


def is_running() -> bool:
    """Whether deployments take time."""
    return _clock.seconds is not None


def minutes_since(moment: float) -> float:
    """Return the minutes since a :func:`moment`; infinite while deployments take no time."""
    return math.inf if _clock.seconds is None else (_clock.seconds - moment) / 60


def moment() -> float:
    """Return the time of the clock in seconds."""
    return _clock.seconds or 0.0


def listed() -> dict[str, float | None]:
    """Return the time of the clock; ``null`` while deployments take no time."""
    return {"seconds": _clock.seconds}
