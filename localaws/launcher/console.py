"""The launcher's messages, on standard error, so that standard output contains only the CLI's output."""

from __future__ import annotations

import sys

_shown = ""


class LocalAwsError(Exception):
    """A mistake or a missing tool that the user can fix; the text of the error is the whole message."""


def say(message: str) -> None:
    """Print one line."""
    global _shown  # noqa: PLW0603 - there is one terminal
    clear = "\r" + " " * len(_shown) + "\r" if _shown else ""
    _shown = ""
    print(f"{clear}localaws: {message}", file=sys.stderr, flush=True)


def rewrite(message: str) -> None:
    """Show one line on a terminal, replacing the previous one."""
    global _shown  # noqa: PLW0603 - there is one terminal
    line = f"localaws: {message}"
    print(f"\r{line.ljust(len(_shown))}", end="", file=sys.stderr, flush=True)
    _shown = line


INTERRUPTED = 130
"""The exit code of a shell for a command that Ctrl-C ended."""


def refuse(error: LocalAwsError) -> int:
    """Print the error and return the exit code."""
    say(f"error: {error}")
    return 1
