"""IAM: documents are JSON, and policies have a maximum size, which a role's inline policies share.

https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_iam-quotas.html
"""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

from localaws.server.operations import AwsError, before

if TYPE_CHECKING:
    from localaws.server.operations import Call

MAX_INLINE_SIZE = 10_240
MAX_MANAGED_POLICIES = 10
MAX_MANAGED_SIZE = 6_144
"""The sizes are characters without white space."""


def _size(document: str) -> int:
    return len("".join(document.split()))


@before("iam", "PutRolePolicy")
def policies_are_not_too_large(call: Call) -> None:
    """All inline policies of a role share the limit; a policy replaces the one with its name."""
    given = call.params
    role = call.backend("iam").get_role(given["RoleName"])
    documents = {**role.policies, given["PolicyName"]: given["PolicyDocument"]}
    if sum(map(_size, documents.values())) > MAX_INLINE_SIZE:
        raise AwsError("LimitExceeded", f"Maximum policy size of {MAX_INLINE_SIZE} bytes exceeded for role {role.name}")


@before("iam", "AttachRolePolicy")
def managed_policies_are_limited(call: Call) -> None:
    """A role of a new account has at most ten managed policies."""
    role = call.backend("iam").get_role(call.params["RoleName"])
    attached = {*role.managed_policies, call.params["PolicyArn"]}
    if len(attached) > MAX_MANAGED_POLICIES:
        raise AwsError("LimitExceeded", f"Cannot exceed quota for PoliciesPerRole: {MAX_MANAGED_POLICIES}")


@before("iam", "CreatePolicy", "CreatePolicyVersion")
def managed_policy_is_not_too_large(call: Call) -> None:
    """A managed policy has its own maximum size."""
    if _size(call.params["PolicyDocument"]) > MAX_MANAGED_SIZE:
        raise AwsError("LimitExceeded", f"Cannot exceed quota for PolicySize: {MAX_MANAGED_SIZE}")


@before("iam", "CreateRole", "UpdateAssumeRolePolicy")
def trust_policy_is_json(call: Call) -> None:
    """A trust policy is JSON; moto checks only other policies."""
    try:
        json.loads(call.params.get("AssumeRolePolicyDocument") or call.params.get("PolicyDocument") or "")
    except ValueError:
        raise AwsError("MalformedPolicyDocument", "This policy contains invalid Json") from None
