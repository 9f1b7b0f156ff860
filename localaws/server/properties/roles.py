"""IAM roles: UpdateRole changes only the given properties; moto drops the others."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from localaws.server.operations import instead

if TYPE_CHECKING:
    from localaws.server.operations import Call


@instead("iam", "UpdateRole")
def update_role(call: Call) -> dict[str, Any]:
    """Change the description, the maximum session duration, or both."""
    role = call.backend("iam").get_role(call.params["RoleName"])
    if "Description" in call.params:
        role.description = call.params["Description"]
    if "MaxSessionDuration" in call.params:
        role.max_session_duration = call.params["MaxSessionDuration"]
    return {}
