"""A row of the parity table: one property of the reference, and its place in the program."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

DIFFERENCES = {
    "ami": "ECS-optimized Amazon Linux 2023",
    "load balancer group": "open only on its listener's port; an internal one only to the VPC",
    "load balancer egress": "only to its tasks, on the container port",
    "task group": "only the container port",
    "circuit breaker": "circuit breaker with rollback",
    "log retention": "30 days",
    "encrypted": "always encrypted",
    "metadata": "`ECS_AWSVPC_BLOCK_IMDS=true`",
    "invalid headers": "dropped",
    "s3 endpoint": "an S3 gateway endpoint",
    "default group": "all its rules are removed",
    "exclusive": "removed by an update after a refresh",
    "force delete": "`force_delete` on the group",
    "requests in flight": "30 seconds for requests in flight",
    "slow start": "60 seconds for a task's start",
    "instance refresh": "an instance refresh replaces instances one after another",
}
"""The deliberate differences, with the words of docs/differences.md for the replacement."""

FORMS = {
    "arn": "the API takes the ARN where CloudFormation also takes a name",
    "attachment": "a separate resource attaches a managed policy",
    "default": "AWS's default, written out",
    "egress": "AWS's default egress, which the provider revokes in a group without inline rules",
    "group metrics": "metrics of the group, which cost nothing; alarms and the dashboard read them",
    "managed tag": "the tag that ECS adds to the group, so that it is not drift",
    "name": "a prefix, because a name that Pulumi generates can be too long for AWS; instances get a Name tag",
    "no wait": "the provider's own wait for instances, which CloudFormation does not have without a signal",
    "policy version": "without a version, AWS assumes the policy version of 2008",
    "rule": "the rules of a security group are separate resources",
    "template version": "the default version of the template is its latest version",
}
"""Values of the reference in the form that Pulumi's AWS provider or the API needs."""


@dataclass(frozen=True)
class Row:
    """``reference`` is the template's logical id and property, empty if the reference lacks it."""

    reference: str
    kind: str
    name: str
    path: str
    value: Any
    because: str = ""
    """The reason that the value or its form differs from the reference: a key of DIFFERENCES or FORMS."""


def rows_of(kind_and_name: str, *rows: tuple[str, str, Any] | tuple[str, str, Any, str]) -> list[Row]:
    """Return the rows of one resource, each ``(reference, path, value)`` with an optional ``because``."""
    kind, _, name = kind_and_name.partition(" ")
    return [Row(row[0], kind, name, row[1], row[2], row[3] if len(row) == 4 else "") for row in rows]
