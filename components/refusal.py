"""What is said of a mistake in the configuration, wherever it is found."""

from __future__ import annotations

import json
from collections.abc import Iterable
from dataclasses import dataclass, replace
from typing import Any

import pulumi

KeyPath = tuple[str | int, ...]


@dataclass(frozen=True)
class Problem:
    """One mistake: where it is (camelCase keys, list indexes), the value there, and what is allowed."""

    path: KeyPath
    value: Any
    allowed: str

    def under(self, *prefix: str | int) -> Problem:
        """Return the same problem, seen from the object that holds this one at ``prefix``."""
        return replace(self, path=(*prefix, *self.path))

    def __str__(self) -> str:
        return f"{format_path(self.path)}: {format_value(self.value)} is refused: {self.allowed}"


class RefusedError(pulumi.RunError):
    """The configuration has mistakes; Pulumi prints the message without a traceback and creates nothing more."""

    def __init__(self, problems: Iterable[Problem]) -> None:
        self.problems = tuple(problems)
        super().__init__("\n".join(str(problem) for problem in self.problems))


def refuse_any(problems: Iterable[Problem]) -> None:
    """Raise :class:`RefusedError` if there is any problem."""
    found = tuple(problems)
    if found:
        raise RefusedError(found)


def format_path(path: KeyPath) -> str:
    """Write a path as Pulumi's ``config set --path`` takes it: ``vpc.availabilityZones[0]``."""
    text = ""
    for step in path:
        text += f"[{step}]" if isinstance(step, int) else f".{step}" if text else step
    return text


def format_value(value: Any) -> str:
    """Write a value as JSON, shortened, so that a string is told from a number."""
    if isinstance(value, pulumi.Output):
        return "an output"
    text = json.dumps(value, default=str, ensure_ascii=False)
    return text if len(text) <= 80 else f"{text[:77]}..."
