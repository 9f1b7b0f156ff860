"""IAM: the inline policies of a role have a size together.

https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_iam-quotas.html
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from localaws.server.operations import AwsError, before

if TYPE_CHECKING:
    from localaws.server.operations import Call

LARGEST = 10_240
"""Characters, white space not counted."""


@before("iam", "PutRolePolicy")
def policies_are_not_too_large(call: Call) -> None:
    """The new policy is counted with the role's others, in place of one of its name."""
    given = call.params
    role = call.backend("iam").get_role(given["RoleName"])
    documents = {**role.policies, given["PolicyName"]: given["PolicyDocument"]}
    if sum(len("".join(document.split())) for document in documents.values()) > LARGEST:
        raise AwsError("LimitExceeded", f"Maximum policy size of {LARGEST} bytes exceeded for role {role.name}")
