"""Policies. Security Hub reads customer managed policies; these checks also read the roles' inline policies."""

from __future__ import annotations

import json
from typing import Any

from .control import Control, each
from .resource import Resource, Resources
from .tagged import tagged

POLICIES = ("iam.Policy", "iam.RolePolicy", "iam.UserPolicy", "iam.GroupPolicy")

INLINE = "also in inline policies, the only ones that prod has"


DECRYPTION = {"kms:Decrypt", "kms:ReEncryptFrom", "kms:*", "*"}
"""https://docs.aws.amazon.com/securityhub/latest/userguide/kms-controls.html#kms-1"""


def _listed(value: Any) -> list[str]:
    return [value] if isinstance(value, str) else list(value or [])


def _allowing(policy: Resource) -> list[dict[str, Any]]:
    statements = json.loads(policy.inputs["policy"])["Statement"]
    return [statement for statement in statements if statement["Effect"] == "Allow"]


def is_no_administrator(policy: Resource, _resources: Resources) -> bool:
    return not any(
        "*" in _listed(statement.get("Action")) and "*" in _listed(statement.get("Resource"))
        for statement in _allowing(policy)
    )


def names_its_actions(policy: Resource, _resources: Resources) -> bool:
    return not any(
        action.endswith(":*") or action == "*"
        for statement in _allowing(policy)
        for action in [*_listed(statement.get("Action")), *_listed(statement.get("NotAction"))]
    )


def decrypts_with_named_keys(policy: Resource, _resources: Resources) -> bool:
    return not any(
        any(action in DECRYPTION for action in _listed(statement.get("Action")))
        and any(found == "*" or found.endswith(":key/*") for found in _listed(statement.get("Resource")))
        for statement in _allowing(policy)
    )


def is_not_cloud_shell(attachment: Resource, _resources: Resources) -> bool:
    return not str(attachment.at("policyArn")).endswith("/AWSCloudShellFullAccess")


CONTROLS = (
    Control(
        "IAM.1",
        "High",
        "no policy allows all actions on all resources",
        each(*POLICIES, good=is_no_administrator),
        because=INLINE,
    ),
    Control(
        "IAM.21",
        "Low",
        "no policy allows all actions of a service",
        each(*POLICIES, good=names_its_actions),
        because=INLINE,
    ),
    tagged("IAM.24", "roles", "iam.Role"),
    Control(
        "IAM.27",
        "Medium",
        "no identity has AWSCloudShellFullAccess",
        each("iam.RolePolicyAttachment", good=is_not_cloud_shell),
    ),
    Control(
        "KMS.2",
        "Medium",
        "no inline policy allows decryption with all keys",
        each("iam.RolePolicy", "iam.UserPolicy", "iam.GroupPolicy", good=decrypts_with_named_keys),
    ),
)
