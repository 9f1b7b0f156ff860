"""Injects faults into the local AWS, and reports the affected calls."""

from __future__ import annotations

import json
import urllib.request
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

from tests.engine.local_aws import LocalAws

ALWAYS = None
"""The value of ``times`` for a permanent fault."""


@dataclass(frozen=True, order=True)
class Operation:
    """An operation of an AWS API: boto3's name of the service, AWS's name of the operation."""

    service: str
    name: str

    def __str__(self) -> str:
        return f"{self.service} {self.name}"


def called(local_aws: LocalAws) -> list[Operation]:
    """Return the operations called since the journal was cleared, in the order in which their first calls ended."""
    calls = _request(local_aws, "GET", "calls")
    return list(dict.fromkeys(Operation(call["service"], call["operation"]) for call in calls))


@contextmanager
def faults(
    local_aws: LocalAws, kind: str, operations: Iterable[Operation], times: int | None = 1
) -> Iterator[FaultRules]:
    """Inject a fault of ``kind`` into the first ``times`` calls of each operation."""
    for operation in operations:
        rule = {"kind": kind, "service": operation.service, "operation": operation.name, "times": times}
        _request(local_aws, "POST", "faults", rule)
    try:
        yield FaultRules(local_aws)
    finally:
        _request(local_aws, "DELETE", "faults")


@contextmanager
def held_after(local_aws: LocalAws, changes: int) -> Iterator[FaultRules]:
    """Let AWS make this number of changes, and hold the calls after them."""
    rule = {"kind": "hold", "changes": True, "nth": changes + 1, "times": ALWAYS}
    _request(local_aws, "POST", "faults", rule)
    rules = FaultRules(local_aws)
    try:
        yield rules
    finally:
        rules.clear()


@dataclass(frozen=True)
class FaultRules:
    """The rules in force."""

    local_aws: LocalAws

    def met(self) -> list[Operation]:
        """Return the operations whose rule matched a call."""
        listed = _request(self.local_aws, "GET", "faults")
        return [Operation(rule["service"], rule["operation"]) for rule in listed if rule["seen"] >= rule["nth"]]

    def clear(self) -> None:
        """Remove all rules; held calls continue."""
        _request(self.local_aws, "DELETE", "faults")


def _request(local_aws: LocalAws, method: str, path: str, body: object = None) -> Any:
    request = urllib.request.Request(
        f"{local_aws.endpoint}/localaws/{path}", method=method, data=json.dumps(body).encode() if body else None
    )
    with urllib.request.urlopen(request, timeout=30) as answer:
        return json.load(answer)
