"""The list of API calls since the last reset, so that tests can count and order them."""

from __future__ import annotations

import threading
import time
from typing import Any

_calls: list[dict[str, Any]] = []
_lock = threading.Lock()


def record(service: str, operation: str, started: float, status: int, error: str | None) -> None:
    """Note a finished call. Status 0 means that the connection was closed without an answer."""
    call = {
        "service": service,
        "operation": operation,
        "time": started,
        "seconds": round(time.time() - started, 6),
        "status": status,
        "error": error,
    }
    with _lock:
        _calls.append(call)


def listed() -> list[dict[str, Any]]:
    """Return the calls, in the order of their ends."""
    with _lock:
        return list(_calls)


def clear() -> None:
    """Remove all calls."""
    with _lock:
        _calls.clear()
