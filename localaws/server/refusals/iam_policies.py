"""IAM: documents are JSON, and policies have a maximum size, which a role's inline policies share.

https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_iam-quotas.html
"""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

from localaws.server.operations import AwsError, before

if TYPE_CHECKING:
    from localaws.server.operations import Call

LARGEST = 10_240
MOST_MANAGED = 10
LARGEST_MANAGED = 6_144
"""Characters without white space."""


def _size(document: str) -> int:
    return len("".join(document.split()))


@before("iam", "PutRolePolicy")
def policies_are_not_too_large(call: Call) -> None:
    """The new policy counts together with the role's others, and replaces one of its name."""
    given = call.params
    role = call.backend("iam").get_role(given["RoleName"])
    documents = {**role.policies, given["PolicyName"]: given["PolicyDocument"]}
    if sum(map(_size, documents.values())) > LARGEST:
        raise AwsError("LimitExceeded", f"Maximum policy size of {LARGEST} bytes exceeded for role {role.name}")


@before("iam", "AttachRolePolicy")
def role_has_room_for_a_policy(call: Call) -> None:
    """A role of a new account has at most ten managed policies."""
    role = call.backend("iam").get_role(call.params["RoleName"])
    attached = {*role.managed_policies, call.params["PolicyArn"]}
    if len(attached) > MOST_MANAGED:
        raise AwsError("LimitExceeded", f"Cannot exceed quota for PoliciesPerRole: {MOST_MANAGED}")


@before("iam", "CreatePolicy", "CreatePolicyVersion")
def managed_policy_is_not_too_large(call: Call) -> None:
    """A managed policy has its own maximum size."""
    if _size(call.params["PolicyDocument"]) > LARGEST_MANAGED:
        raise AwsError("LimitExceeded", f"Cannot exceed quota for PolicySize: {LARGEST_MANAGED}")


@before("iam", "CreateRole", "UpdateAssumeRolePolicy")
def trust_policy_is_json(call: Call) -> None:
    """moto checks the documents of policies, but not trust policies."""
    try:
        json.loads(call.params.get("AssumeRolePolicyDocument") or call.params.get("PolicyDocument") or "")
    except ValueError:
        raise AwsError("MalformedPolicyDocument", "This policy contains invalid Json") from None
