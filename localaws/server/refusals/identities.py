"""IAM: what roles and instance profiles hold on to."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from localaws.server.operations import AwsError, before

if TYPE_CHECKING:
    from localaws.server.operations import Call


def _conflict(message: str) -> AwsError:
    return AwsError("DeleteConflict", message)


@before("iam", "DeleteRole")
def role_in_use(call: Call) -> None:
    """A role goes after its policies and after it has left every instance profile."""
    iam, name = call.backend("iam"), call.params["RoleName"]
    role = next((role for role in iam.roles.values() if role.name == name), None)
    if role is None:
        return
    if any(role.name in [each.name for each in profile.roles] for profile in iam.instance_profiles.values()):
        raise _conflict("Cannot delete entity, must remove roles from instance profile first.")
    if role.managed_policies:
        raise _conflict("Cannot delete entity, must detach all policies first.")
    if role.policies:
        raise _conflict("Cannot delete entity, must delete policies first.")


@before("iam", "DeleteInstanceProfile")
def profile_in_use(call: Call) -> None:
    """A profile is emptied before it is deleted."""
    profile = _profile(call)
    if profile is not None and profile.roles:
        raise _conflict("Cannot delete entity, must remove roles from instance profile first.")


@before("iam", "AddRoleToInstanceProfile")
def profile_has_one_role(call: Call) -> None:
    """A profile has one role."""
    profile = _profile(call)
    if profile is not None and profile.roles:
        raise AwsError("LimitExceeded", "Cannot exceed quota for InstanceSessionsPerInstanceProfile: 1")


def _profile(call: Call) -> Any:
    profiles = call.backend("iam").instance_profiles.values()
    return next((each for each in profiles if each.name == call.params["InstanceProfileName"]), None)
