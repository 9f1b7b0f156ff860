"""Faults that tests inject into operations: throttling, errors, refusals, dropped connections, held calls."""

from __future__ import annotations

import threading
from dataclasses import asdict, dataclass, field
from typing import Any

ERROR_STATUS = {"throttle": 400, "error500": 500, "accessdenied": 403}
CONNECTION_KINDS = ("drop", "lost")
KINDS = (*ERROR_STATUS, *CONNECTION_KINDS, "hold")
MAX_HOLD_SECONDS = 120

# EC2, S3 and the query services have other codes than the JSON services.
CODES = {
    "throttle": {
        "ec2": "RequestLimitExceeded",
        "autoscaling": "Throttling",
        "cloudwatch": "Throttling",
        "elbv2": "Throttling",
        "iam": "Throttling",
        "route53": "Throttling",
        "s3": "SlowDown",
        "sns": "Throttling",
    },
    "error500": {"ec2": "InternalError", "ecs": "ServerException", "iam": "ServiceFailure", "s3": "InternalError"},
    "accessdenied": {
        "ec2": "UnauthorizedOperation",
        "autoscaling": "AccessDenied",
        "cloudwatch": "AccessDenied",
        "elbv2": "AccessDenied",
        "iam": "AccessDenied",
        "route53": "AccessDenied",
        "s3": "AccessDenied",
        "sns": "AuthorizationError",
    },
}
OTHER_CODES = {
    "throttle": "ThrottlingException",
    "error500": "InternalFailure",
    "accessdenied": "AccessDeniedException",
}
IAM_PREFIXES = {"elbv2": "elasticloadbalancing"}

READ_PREFIXES = ("Describe", "Get", "Head", "List", "Search", "Lookup", "Simulate", "Check", "Filter")

_rules: list[Fault] = []
_changed = threading.Condition()


def is_read(operation: str) -> bool:
    """Whether an AWS operation only reads, by its name."""
    return operation.startswith(READ_PREFIXES)


@dataclass
class Fault:
    """One rule.

    service, operation: boto3's client name and AWS's operation name; ``*`` matches any.
    kind: ``throttle``, ``error500`` or ``accessdenied`` answer with that error and do nothing; ``drop`` closes the
    connection before the operation is carried out, ``lost`` after it; ``hold`` lets the call wait until the rules
    are cleared, and then carries it out.
    nth: the first matching call that is hit, counted from 1.
    times: how many calls in a row are hit from there on; ``None`` for all of them.
    changes: whether only operations match that change something.
    """

    kind: str
    service: str = "*"
    operation: str = "*"
    nth: int = 1
    times: int | None = 1
    changes: bool = False
    seen: int = field(default=0)

    def __post_init__(self) -> None:
        if self.kind not in KINDS:
            raise ValueError(f"kind is {self.kind!r}; it must be one of {', '.join(KINDS)}")
        if not _is_count(self.nth):
            raise ValueError(f"nth is {self.nth!r}; it must be a whole number from 1")
        if self.times is not None and not _is_count(self.times):
            raise ValueError(f"times is {self.times!r}; it must be a whole number from 1, or null for always")
        if self.changes not in (True, False):
            raise ValueError(f"changes is {self.changes!r}; it must be true or false")

    @property
    def is_error(self) -> bool:
        """Whether the caller gets an error document instead of a closed connection."""
        return self.kind in ERROR_STATUS

    @property
    def after_execution(self) -> bool:
        """Whether the operation is carried out before the connection closes."""
        return self.kind == "lost"

    @property
    def is_hold(self) -> bool:
        """Whether the call waits and is then answered without a fault."""
        return self.kind == "hold"

    def status(self, service: str) -> int:
        """Return the HTTP status of the error."""
        return 503 if (self.kind, service) == ("throttle", "s3") else ERROR_STATUS[self.kind]

    def code(self, service: str) -> str:
        """Return the service's error code."""
        return CODES[self.kind].get(service, OTHER_CODES[self.kind])

    def message(self, service: str, operation: str) -> str:
        """Return the message of the error."""
        if self.kind == "throttle":
            return "Rate exceeded"
        if self.kind == "error500":
            return "We encountered an internal error. Please try again."
        action = f"{IAM_PREFIXES.get(service, service)}:{operation}"
        return f"User: arn:aws:iam::123456789012:user/testing is not authorized to perform: {action}"

    def hits(self, service: str, operation: str) -> bool:
        """Count a call, and return whether this rule hits it."""
        if self.service not in ("*", service) or self.operation not in ("*", operation):
            return False
        if self.changes and is_read(operation):
            return False
        self.seen += 1
        return self.seen >= self.nth and (self.times is None or self.seen < self.nth + self.times)


def _is_count(value: object) -> bool:
    return isinstance(value, int) and value >= 1


def add(rule: dict[str, Any]) -> None:
    """Add a rule. Raises ``ValueError`` with the reason for an invalid one."""
    allowed = {"service", "operation", "kind", "nth", "times", "changes"}
    unknown = sorted(set(rule) - allowed)
    if unknown:
        raise ValueError(f"unknown key {unknown[0]!r}; allowed are {', '.join(sorted(allowed))}")
    if "kind" not in rule:
        raise ValueError("kind is missing")
    with _changed:
        _rules.append(Fault(**rule))


def matching(service: str, operation: str) -> Fault | None:
    """Return the first rule that hits this call, after it stops holding the call. Every rule counts the call."""
    with _changed:
        hits = [rule for rule in _rules if rule.hits(service, operation)]
        fault = hits[0] if hits else None
        if fault and fault.is_hold:
            # By identity, because two rules can have the same content.
            _changed.wait_for(lambda: all(rule is not fault for rule in _rules), MAX_HOLD_SECONDS)
            return None
    return fault


def listed() -> list[dict[str, Any]]:
    """Return the rules, each with its number of calls."""
    with _changed:
        return [asdict(rule) for rule in _rules]


def clear() -> None:
    """Remove all rules, and release held calls."""
    with _changed:
        _rules.clear()
        _changed.notify_all()
