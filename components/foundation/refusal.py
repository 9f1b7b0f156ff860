"""What is said of a mistake in the configuration, wherever it is found."""

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
"""How the keys of a stack file are called in Python: ``containerPort`` is ``container_port``. Args classes fill it."""

LONGEST_VALUE = 130
"""The ARN of a web ACL is about as long."""

HIDDEN = "[not shown]"

NAMED_BY_USERS = ("services", "sidecars")
"""Keys whose own keys are names that users choose."""

_WORD = re.compile(r"\b[a-z]+[A-Z]\w*")
_SNAKE = re.compile(r"\b[a-z]+_\w+")


@dataclass(frozen=True)
class Problem:
    """One mistake: where it is (camelCase keys, list indexes), the value there, and what is allowed."""

    path: KeyPath
    value: Any
    allowed: str
    write: str | None = None
    """What to write instead, where the value tells. It repeats the value, so it is not shown of a secret."""

    def under(self, *prefix: str | int) -> Problem:
        """Return the same problem, seen from the object that holds this one at ``prefix``."""
        return replace(self, path=(*prefix, *self.path))

    def without_value(self) -> Problem:
        """Return the same problem without the value, which is a secret."""
        return replace(self, value=HIDDEN, write=None)

    def in_python(self) -> Problem:
        """Return the same problem in the names that a Python caller writes."""
        path = tuple(PYTHON_NAMES.get(step, step) if isinstance(step, str) else step for step in self.path)
        allowed = _WORD.sub(lambda word: PYTHON_NAMES.get(word[0], word[0]), self.allowed)
        return replace(self, path=path, allowed=allowed)

    def in_camel_case(self) -> Problem:
        """Return the same problem in the names of a stack file, which other languages use too."""
        camel = {python: key for key, python in PYTHON_NAMES.items()}
        path = tuple(camel.get(step, step) if isinstance(step, str) else step for step in self.path)
        return replace(self, path=path, allowed=_SNAKE.sub(lambda word: camel.get(word[0], word[0]), self.allowed))

    def __str__(self) -> str:
        problem = self.without_value() if _is_secret(self.path) else self
        value = HIDDEN if problem.value is HIDDEN else format_value(problem.value)
        write = f": write {problem.write}" if problem.write else ""
        return f"{format_path(self.path)}: {value} is refused: {self.allowed}{write}"


class RefusedError(pulumi.RunError):
    """The configuration has mistakes; Pulumi prints the message without a traceback and creates nothing more."""

    def __init__(self, problems: Iterable[Problem]) -> None:
        self.problems = tuple(problems)
        super().__init__("\n".join(str(problem) for problem in self.problems))


def refuse_any(problems: Iterable[Problem]) -> None:
    """Raise :class:`RefusedError` to a Python caller if there is any problem."""
    found = tuple(problems)
    if found:
        raise RefusedError(problem.in_python() for problem in found)


def format_path(path: KeyPath) -> str:
    """Write a path as Pulumi's ``config set --path`` takes it: ``vpc.availabilityZones[0]``."""
    text = ""
    for step in path:
        text += f"[{step}]" if isinstance(step, int) else f".{step}" if text else step
    # A message is one line.
    return "".join(letter if letter.isprintable() else ascii(letter)[1:-1] for letter in text)


def format_value(value: Any) -> str:
    """Write a value as JSON, shortened, so that a string is told from a number. Secrets in it are not shown."""
    if isinstance(value, pulumi.Output):
        return "an output"
    if inspect.isawaitable(value):
        return "an awaitable"
    text = json.dumps(_without_secrets(value), default=_of_another_class, ensure_ascii=False)
    return text if len(text) <= LONGEST_VALUE else f"{text[: LONGEST_VALUE - 3]}..."


def _of_another_class(value: Any) -> str:
    if isinstance(value, pulumi.Output):
        return "an output"
    return "an awaitable" if inspect.isawaitable(value) else f"{type(value).__name__}(...)"


def _is_secret(path: KeyPath) -> bool:
    """Whether a value may be a secret: people write secrets where their ARNs belong."""
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
