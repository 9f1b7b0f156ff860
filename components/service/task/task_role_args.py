"""The arguments of the two roles of a task: the role of its own code, and the execution role of ECS."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Annotated, Any, Literal

import pulumi
from pydantic import Field, PlainValidator, model_validator

from ...foundation.args import (
    Args,
    Matching,
    PolicyAction,
    PolicyArnStr,
    PolicyResource,
    each_once,
    refusal_at,
)
from ...foundation.deferred import Input, as_output, is_deferred

_ROLE_ARN = Matching(
    r"arn:aws[a-z-]*:iam::[0-9]{12}:role/[A-Za-z0-9_+=,.@/-]+", "a role's ARN (arn:aws:iam::ACCOUNT:role/NAME) is"
)

RoleArn = Input[Annotated[str, _ROLE_ARN]]

MOST_POLICIES = 20
"""Managed policies of a role, on request; a new account allows 10:
https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_iam-quotas.html"""

PolicyArns = Annotated[
    tuple[PolicyArnStr, ...], Field(max_length=MOST_POLICIES), each_once("each policy is allowed once")
]

OF_ITS_OWNER = "arn is an existing role, which the program does not change: only one of the two is allowed"


def _condition_value(value: Any) -> str | tuple[pulumi.Input[str], ...]:
    if isinstance(value, str):
        return value
    if isinstance(value, (list, tuple)) and value and all(isinstance(item, str) or is_deferred(item) for item in value):
        return tuple(as_output(item) for item in value)
    raise ValueError("a string or a list of strings is allowed")


# A plain function instead of pydantic's union, which reports a mistake once for each member.
ConditionValue = Annotated[
    str | tuple[Input[str], ...],
    PlainValidator(_condition_value, json_schema_input_type=Any),
    Field(
        json_schema_extra={"anyOf": [{"type": "string"}, {"type": "array", "items": {"type": "string"}, "minItems": 1}]}
    ),
]

if TYPE_CHECKING:
    # So that mypy also accepts a dict of plain strings.
    Condition = Input[Mapping[str, Input[Mapping[str, Input[str | Sequence[Input[str]]]]]]]
else:
    Condition = Input[dict[str, Input[dict[str, Input[ConditionValue]]]]]


class StatementArgs(Args):
    """One statement of a policy."""

    effect: Literal["Allow", "Deny"] = "Allow"
    """`Allow` or `Deny`."""

    actions: Annotated[tuple[PolicyAction, ...], Field(min_length=1, strict=False)]
    """The actions, such as `s3:GetObject`."""

    resources: Input[Annotated[tuple[PolicyResource, ...], Field(min_length=1, strict=False)]]
    """The resources' ARNs."""

    condition: Condition = Field(default_factory=dict)
    """Conditions by operator and key, in IAM's syntax."""

    def document(self) -> dict[str, Any]:
        """Return the statement in the form of a policy document."""
        statement: dict[str, Any] = {
            "Effect": self.effect,
            "Action": sorted(self.actions),
            "Resource": list(self.resources) if isinstance(self.resources, tuple) else self.resources,
        }
        if self.condition:
            statement["Condition"] = self.condition
        return statement


class ExecutionRoleArgs(Args):
    """Additional permissions of ECS for the tasks.

    It can already pull images, write logs and read the containers' secrets.
    """

    arn: RoleArn | None = None
    """An existing role. It must allow everything that ECS does for the tasks: the program adds nothing to it. Default:
    the service's own role, which the program creates."""

    statements: tuple[StatementArgs, ...] = Field(default=(), strict=False)
    """Statements of an additional policy of the role, such as for a pull-through cache:
    `ecr:BatchImportUpstreamImage` and `ecr:CreateRepository`."""

    @model_validator(mode="after")
    def _of_one_owner(self) -> ExecutionRoleArgs:
        if self.arn is not None and self.statements:
            raise refusal_at("statements", OF_ITS_OWNER)
        return self


class TaskRoleArgs(Args):
    """The permissions of the service's own code in AWS. Without it, tasks have no role and no credentials."""

    arn: RoleArn | None = None
    """An existing role. The program adds nothing to it, so it must allow what EFS volumes and `executeCommand` need.
    Default: the service's own role, which the program creates."""

    policy_arns: PolicyArns = Field(default=(), strict=False, json_schema_extra={"uniqueItems": True})
    """Managed policies to attach."""

    statements: tuple[StatementArgs, ...] = Field(default=(), strict=False)
    """Statements of the role's inline policy. Permissions that you remove are revoked after the rollout."""

    @model_validator(mode="after")
    def _of_one_owner(self) -> TaskRoleArgs:
        for name, key in (("policy_arns", "policyArns"), ("statements", "statements")):
            if self.arn is not None and getattr(self, name):
                raise refusal_at(key, OF_ITS_OWNER)
        return self
