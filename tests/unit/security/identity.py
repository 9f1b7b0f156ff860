"""Policies of one's own. Security Hub reads managed ones; these checks read the roles' inline policies too."""

from __future__ import annotations

import json
from typing import Any

from .breaks import added, changed
from .control import Control, each
from .resource import Resource, Resources

POLICIES = ("iam.Policy", "iam.RolePolicy", "iam.UserPolicy", "iam.GroupPolicy")

INLINE = "of inline policies too, which is all that prod has"

EVERYTHING = '{"Statement": [{"Effect": "Allow", "Action": "*", "Resource": "*"}]}'
ALL_BUT_IAM = '{"Statement": [{"Effect": "Allow", "NotAction": "iam:*", "Resource": "*"}]}'


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


CONTROLS = (
    Control(
        "IAM.1",
        "High",
        "no policy allows everything on everything",
        each(*POLICIES, good=is_no_administrator),
        (added("iam.Policy", policy=EVERYTHING), changed("iam.RolePolicy", "worker-task", "policy", EVERYTHING)),
        because=INLINE,
    ),
    Control(
        "IAM.21",
        "Low",
        "no policy allows all actions of a service",
        each(*POLICIES, good=names_its_actions),
        (
            added("iam.Policy", policy=ALL_BUT_IAM),
            changed("iam.RolePolicy", "worker-task", "policy.Statement.0.Action", ["s3:*"]),
        ),
        because=INLINE,
    ),
)
