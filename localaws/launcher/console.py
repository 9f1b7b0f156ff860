"""What the launcher says, on standard error, so that the CLI's standard output stays the CLI's."""

from __future__ import annotations

import sys


class LocalAwsError(Exception):
    """A mistake or a missing tool that the person can do something about; its text is the whole message."""


def say(message: str) -> None:
    """Print one line of progress."""
    print(f"localaws: {message}", file=sys.stderr, flush=True)


def refuse(error: LocalAwsError) -> int:
    """Print what went wrong and return the exit code."""
    print(f"localaws: error: {error}", file=sys.stderr, flush=True)
    return 1
