"""Checks whether another process is running."""

from __future__ import annotations

import os


def is_alive(process: int) -> bool:
    """Whether a process with this id is running, also if it belongs to another user."""
    try:
        os.kill(process, 0)
    except ProcessLookupError:
        return False
    except PermissionError:
        pass
    return True
