"""Faults that tests order: throttling, server errors, refusals and dropped connections at chosen operations."""

from __future__ import annotations

import threading
from dataclasses import asdict, dataclass, field
from typing import Any

ERROR_KINDS = {
    "throttle": (400, "Rate exceeded"),
    "error500": (500, "We encountered an internal error. Please try again."),
    "accessdenied": (403, "User: arn:aws:iam::123456789012:user/testing is not authorized to perform this operation."),
}
CONNECTION_KINDS = ("drop", "lost")

# EC2 and the query services name the same refusals differently from the JSON services.
CODES = {
    "throttle": {
        "ec2": "RequestLimitExceeded",
        "autoscaling": "Throttling",
        "elbv2": "Throttling",
        "iam": "Throttling",
    },
    "error500": {"ec2": "InternalError", "ecs": "ServerException", "iam": "ServiceFailure"},
    "accessdenied": {
        "ec2": "UnauthorizedOperation",
        "autoscaling": "AccessDenied",
        "elbv2": "AccessDenied",
        "iam": "AccessDenied",
    },
}
OTHER_CODES = {
    "throttle": "ThrottlingException",
    "error500": "InternalFailure",
    "accessdenied": "AccessDeniedException",
}

_rules: list[Fault] = []
_lock = threading.Lock()


@dataclass
class Fault:
    """One rule.

    service, operation: boto3's client name and AWS's operation name; ``*`` matches any.
    kind: ``throttle``, ``error500`` or ``accessdenied`` answer with that error and do nothing; ``drop`` closes the
    connection before the operation is carried out, ``lost`` after it.
    nth: the first matching call that is hit, counted from 1.
    times: how many calls in a row are hit from there on; ``None`` for all of them.
    """

    kind: str
    service: str = "*"
    operation: str = "*"
    nth: int = 1
    times: int | None = 1
    seen: int = field(default=0)

    def __post_init__(self) -> None:
        kinds = (*ERROR_KINDS, *CONNECTION_KINDS)
        if self.kind not in kinds:
            raise ValueError(f"kind is {self.kind!r}; it must be one of {', '.join(kinds)}")
        if not _is_count(self.nth):
            raise ValueError(f"nth is {self.nth!r}; it must be a whole number from 1")
        if self.times is not None and not _is_count(self.times):
            raise ValueError(f"times is {self.times!r}; it must be a whole number from 1, or null for always")

    @property
    def is_error(self) -> bool:
        """Whether the caller gets an error document (and not a closed connection)."""
        return self.kind in ERROR_KINDS

    @property
    def after_execution(self) -> bool:
        """Whether the operation is carried out before the connection closes."""
        return self.kind == "lost"

    @property
    def status(self) -> int:
        """The HTTP status of the error."""
        return ERROR_KINDS[self.kind][0]

    @property
    def message(self) -> str:
        """The message of the error."""
        return ERROR_KINDS[self.kind][1]

    def code(self, service: str) -> str:
        """The error code as that service names it."""
        return CODES[self.kind].get(service, OTHER_CODES[self.kind])

    def hits(self, service: str, operation: str) -> bool:
        """Count a call; say whether this rule hits it."""
        if self.service not in ("*", service) or self.operation not in ("*", operation):
            return False
        self.seen += 1
        return self.seen >= self.nth and (self.times is None or self.seen < self.nth + self.times)


def _is_count(value: object) -> bool:
    return isinstance(value, int) and value >= 1


def add(rule: dict[str, Any]) -> None:
    """Add a rule; ``ValueError`` says what is wrong with it."""
    allowed = {"service", "operation", "kind", "nth", "times"}
    unknown = sorted(set(rule) - allowed)
    if unknown:
        raise ValueError(f"unknown key {unknown[0]!r}; allowed are {', '.join(sorted(allowed))}")
    if "kind" not in rule:
        raise ValueError("kind is missing")
    with _lock:
        _rules.append(Fault(**rule))


def matching(service: str, operation: str) -> Fault | None:
    """The first rule that hits this call. Every rule counts the call."""
    with _lock:
        hits = [rule for rule in _rules if rule.hits(service, operation)]
    return hits[0] if hits else None


def listed() -> list[dict[str, Any]]:
    """The rules with the number of calls each has seen."""
    with _lock:
        return [asdict(rule) for rule in _rules]


def clear() -> None:
    """Forget all rules."""
    with _lock:
        _rules.clear()
