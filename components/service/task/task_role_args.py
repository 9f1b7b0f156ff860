"""The knobs of what a task may do in AWS, as itself."""

from __future__ import annotations

from typing import Annotated, Any, Literal

from pydantic import Field, PlainValidator, field_validator

from ...foundation.args import Args, PolicyAction, PolicyArnStr, PolicyResource, refuse_repeated


def _condition_value(value: Any) -> str | tuple[str, ...]:
    if isinstance(value, str):
        return value
    if isinstance(value, (list, tuple)) and value and all(isinstance(item, str) for item in value):
        return tuple(value)
    raise ValueError("a string or a list of strings is allowed")


# A plain function, not pydantic's union: that one reports a mistake once for each member.
ConditionValue = Annotated[
    str | tuple[str, ...],
    PlainValidator(_condition_value, json_schema_input_type=Any),
    Field(
        json_schema_extra={"anyOf": [{"type": "string"}, {"type": "array", "items": {"type": "string"}, "minItems": 1}]}
    ),
]


class StatementArgs(Args):
    """One statement of a policy."""

    effect: Literal["Allow", "Deny"] = "Allow"
    """`Allow` or `Deny`."""

    actions: Annotated[tuple[PolicyAction, ...], Field(min_length=1, strict=False)]
    """The actions, such as `s3:GetObject`."""

    resources: Annotated[tuple[PolicyResource, ...], Field(min_length=1, strict=False)]
    """The resources' ARNs."""

    condition: dict[str, dict[str, ConditionValue]] = Field(default_factory=dict)
    """Conditions by operator and key, as IAM writes them."""

    def document(self) -> dict[str, Any]:
        """Return the statement as a policy document has it."""
        statement: dict[str, Any] = {
            "Effect": self.effect,
            "Action": sorted(self.actions),
            "Resource": list(self.resources),
        }
        if self.condition:
            statement["Condition"] = self.condition
        return statement


class TaskRoleArgs(Args):
    """What the service's own code may do in AWS. Without it, tasks have no role and no credentials."""

    policy_arns: tuple[PolicyArnStr, ...] = Field(default=(), strict=False, json_schema_extra={"uniqueItems": True})
    """Managed policies to attach."""

    statements: tuple[StatementArgs, ...] = Field(default=(), strict=False)
    """Statements of a policy of the role's own. What is taken away is gone once the rollout is over."""

    @field_validator("policy_arns")
    @classmethod
    def _each_once(cls, value: tuple[PolicyArnStr, ...]) -> tuple[PolicyArnStr, ...]:
        known = [policy_arn for policy_arn in value if isinstance(policy_arn, str)]
        refuse_repeated(known, "each policy may be named once")
        return value
