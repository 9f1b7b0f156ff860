"""Checks whether another process is running."""

from __future__ import annotations

import os


def is_alive(process: int) -> bool:
    """Whether a process with that id is running, of any user."""
    try:
        os.kill(process, 0)
    except ProcessLookupError:
        return False
    except PermissionError:
        pass
    return True
