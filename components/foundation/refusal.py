"""The error messages about mistakes in the configuration."""

from __future__ import annotations

import inspect
import json
import re
from collections.abc import Iterable
from dataclasses import dataclass, replace
from typing import Any

import pulumi

KeyPath = tuple[str | int, ...]

PYTHON_NAMES: dict[str, str] = {}
"""The Python names of the keys of a stack file, such as ``container_port``. Arguments classes fill it."""

LONGEST_VALUE = 130
"""About the length of a web ACL's ARN."""

HIDDEN = "[not shown]"

NAMED_BY_USERS = ("services", "sidecars")
"""Keys that contain names chosen by users."""

_WORD = re.compile(r"\b[a-z]+[A-Z]\w*")
_SNAKE = re.compile(r"\b[a-z]+_\w+")

ENDED_AFTER_ERROR = 32
"""The exit code that tells Pulumi's language host that the program has shown the error.

After any other code, the engine adds "an unhandled error occurred":
pythonProcessExitedAfterShowingUserActionableMessage in sdk/python/cmd of pulumi/pulumi.
"""


@dataclass(frozen=True)
class Problem:
    """One mistake: its path (camelCase keys, list indexes), the value, and the allowed values."""

    path: KeyPath
    value: Any
    allowed: str
    write: str | None = None
    """The text to write instead, if the value implies it. It repeats the value, so it is not shown for a secret."""
    in_yaml: str = ""
    """How a stack file has to be laid out for it, such as with quotes. Programs do not get this part."""

    def under(self, *prefix: str | int) -> Problem:
        """Return the same problem with a path relative to the parent object, which contains this one at ``prefix``."""
        return replace(self, path=(*prefix, *self.path))

    def without_value(self) -> Problem:
        """Return the same problem without the value, which is a secret."""
        return replace(self, value=HIDDEN, write=None, in_yaml="" if self.write else self.in_yaml)

    def in_python(self) -> Problem:
        """Return the same problem with Python's names."""
        path = tuple(PYTHON_NAMES.get(step, step) if isinstance(step, str) else step for step in self.path)
        allowed = _WORD.sub(lambda word: PYTHON_NAMES.get(word[0], word[0]), self.allowed)
        return replace(self, path=path, allowed=allowed, in_yaml="")

    def in_camel_case(self) -> Problem:
        """Return the same problem with the names of a stack file, which other languages also use."""
        camel = {python: key for key, python in PYTHON_NAMES.items()}
        path = tuple(camel.get(step, step) if isinstance(step, str) else step for step in self.path)
        return replace(self, path=path, allowed=_SNAKE.sub(lambda word: camel.get(word[0], word[0]), self.allowed))

    def __str__(self) -> str:
        problem = self.without_value() if _is_secret(self.path) else self
        value = HIDDEN if problem.value is HIDDEN else format_value(problem.value)
        write = f": write {problem.write}" if problem.write else ""
        return f"{format_path(self.path)}: {value} is refused: {self.allowed}{write}{problem.in_yaml}"


class RefusedError(pulumi.RunError):
    """The configuration has mistakes; Pulumi prints the message without a traceback and creates nothing more."""

    def __init__(self, problems: Iterable[Problem]) -> None:
        self.problems: tuple[Problem, ...] = tuple(problems)
        super().__init__("\n".join(str(problem) for problem in self.problems))


def refuse_any(problems: Iterable[Problem]) -> None:
    """Raise :class:`RefusedError` for a Python caller if there is a problem."""
    refuse_settings(problem.in_python() for problem in problems)


def refuse_settings(problems: Iterable[Problem]) -> None:
    """Raise :class:`RefusedError` with the names of a stack file if there is a problem."""
    found = tuple(problems)
    if found:
        raise RefusedError(found)


def format_path(path: KeyPath) -> str:
    """Format a path as for Pulumi's ``config set --path``: ``vpc.availabilityZones[0]``."""
    text = ""
    for step in path:
        text += f"[{step}]" if isinstance(step, int) else f".{step}" if text else step
    return _printable(text)


def _printable(text: str) -> str:
    """Return the text on one line, with escapes for what a terminal does not show, such as a space without width."""
    return "".join(letter if letter.isprintable() else ascii(letter)[1:-1] for letter in text)


def format_value(value: Any) -> str:
    """Format a value as shortened JSON, which distinguishes strings from numbers. Secrets in it are not shown."""
    if isinstance(value, pulumi.Output) or inspect.isawaitable(value):
        return _of_another_class(value)
    text = _printable(json.dumps(_without_secrets(value), default=_of_another_class, ensure_ascii=False))
    return text if len(text) <= LONGEST_VALUE else f"{text[: LONGEST_VALUE - 3]}..."


def _of_another_class(value: Any) -> str:
    if isinstance(value, pulumi.Output):
        return "an output"
    return "an awaitable" if inspect.isawaitable(value) else f"{type(value).__name__}(...)"


def _is_secret(path: KeyPath) -> bool:
    """Whether a value can be a secret: users sometimes write the secret instead of its ARN."""
    return any(
        _names_secrets(step)
        for number, step in enumerate(path)
        if isinstance(step, str) and not (number and path[number - 1] in NAMED_BY_USERS)
    )


def _names_secrets(key: str) -> bool:
    return "secret" in key.lower() and "arn" not in key.lower()


def _without_secrets(value: Any) -> Any:
    if isinstance(value, dict):
        return {
            key: HIDDEN if isinstance(key, str) and _names_secrets(key) else _without_secrets(item)
            for key, item in value.items()
        }
    return [_without_secrets(item) for item in value] if isinstance(value, list | tuple) else value
