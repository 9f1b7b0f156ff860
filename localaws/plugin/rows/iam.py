"""Roles, their policies, and instance profiles."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any
from urllib.parse import unquote

from localaws.plugin import naming
from localaws.plugin.api import Api, error_code
from localaws.plugin.diff import json_document
from localaws.plugin.row import PLAIN, REPLACE, REPLACE_COMPUTED, AutoName, Inputs, Property, Row, State
from localaws.plugin.rows.ec2_tags import tag_list, tags_of

GONE = "NoSuchEntity"
POLICY = Property(canonical=json_document)


def _document(value: Any) -> str:
    """Return a policy document as text: boto3 parses some answers and leaves others URL-encoded."""
    return unquote(value) if isinstance(value, str) else json.dumps(value, sort_keys=True)


def _create_role(api: Api, inputs: Inputs) -> str:
    optional = {"description": "Description", "permissionsBoundary": "PermissionsBoundary"}
    answer = api.retry(
        {"ConcurrentModification", "MalformedPolicyDocument"},
        api.iam.create_role,
        RoleName=naming.given_name(inputs),
        Path=inputs["path"],
        AssumeRolePolicyDocument=inputs["assumeRolePolicy"],
        MaxSessionDuration=inputs["maxSessionDuration"],
        Tags=tag_list(inputs.get("tagsAll") or {}),
        **{parameter: inputs[name] for name, parameter in optional.items() if inputs.get(name)},
    )
    return str(answer["Role"]["RoleName"])


def _read_role(api: Api, name: str, state: State) -> State | None:
    answer = api.found(api.iam.get_role, GONE, RoleName=name)
    if answer is None:
        return None
    role = answer["Role"]
    return {
        "arn": role["Arn"],
        "assumeRolePolicy": _document(role["AssumeRolePolicyDocument"]),
        "createDate": role["CreateDate"].strftime("%Y-%m-%dT%H:%M:%SZ"),
        "description": role.get("Description", ""),
        "maxSessionDuration": role.get("MaxSessionDuration", 3600),
        "name": role["RoleName"],
        "path": role["Path"],
        "permissionsBoundary": role.get("PermissionsBoundary", {}).get("PermissionsBoundaryArn", ""),
        "uniqueId": role["RoleId"],
        "tagsAll": tags_of(role),
    }


def _update_role(api: Api, name: str, state: State, inputs: Inputs, changed: frozenset[str]) -> None:
    if "assumeRolePolicy" in changed:
        api.retry(
            {"MalformedPolicyDocument"},
            api.iam.update_assume_role_policy,
            RoleName=name,
            PolicyDocument=inputs["assumeRolePolicy"],
        )
    if "description" in changed:
        api.iam.update_role_description(RoleName=name, Description=inputs.get("description", ""))
    if "maxSessionDuration" in changed:
        api.iam.update_role(RoleName=name, MaxSessionDuration=inputs["maxSessionDuration"])
    if "permissionsBoundary" in changed and inputs.get("permissionsBoundary"):
        api.iam.put_role_permissions_boundary(RoleName=name, PermissionsBoundary=inputs["permissionsBoundary"])
    elif "permissionsBoundary" in changed:
        api.iam.delete_role_permissions_boundary(RoleName=name)


def _delete_role(api: Api, name: str, state: State) -> None:
    for profile in api.iam.list_instance_profiles_for_role(RoleName=name)["InstanceProfiles"]:
        api.iam.remove_role_from_instance_profile(InstanceProfileName=profile["InstanceProfileName"], RoleName=name)
    if state.get("forceDetachPolicies"):
        for policy in api.iam.list_attached_role_policies(RoleName=name)["AttachedPolicies"]:
            api.iam.detach_role_policy(RoleName=name, PolicyArn=policy["PolicyArn"])
        for policy_name in api.iam.list_role_policies(RoleName=name)["PolicyNames"]:
            api.iam.delete_role_policy(RoleName=name, PolicyName=policy_name)
    api.retry({"DeleteConflict"}, api.iam.delete_role, RoleName=name)


def _write_role_tags(api: Api, name: str, state: State, changed: Mapping[str, str], removed: list[str]) -> None:
    if removed:
        api.iam.untag_role(RoleName=name, TagKeys=removed)
    if changed:
        api.iam.tag_role(RoleName=name, Tags=tag_list(changed))


def _create_attachment(api: Api, inputs: Inputs) -> str:
    attach = api.iam.attach_role_policy
    api.retry({"ConcurrentModification"}, attach, RoleName=inputs["role"], PolicyArn=inputs["policyArn"])
    return f"{inputs['role']}/{inputs['policyArn']}"


def _read_attachment(api: Api, attachment_id: str, state: State) -> State | None:
    role, _, policy_arn = attachment_id.partition("/")
    answer = api.found(api.iam.list_attached_role_policies, GONE, RoleName=role)
    attached = {policy["PolicyArn"] for policy in answer["AttachedPolicies"]} if answer else set()
    return {"role": role, "policyArn": policy_arn} if policy_arn in attached else None


def _delete_attachment(api: Api, attachment_id: str, state: State) -> None:
    role, _, policy_arn = attachment_id.partition("/")
    api.retry({"ConcurrentModification"}, api.iam.detach_role_policy, RoleName=role, PolicyArn=policy_arn)


def _put_policy(api: Api, inputs: Inputs) -> str:
    name = naming.given_name(inputs)
    api.iam.put_role_policy(RoleName=inputs["role"], PolicyName=name, PolicyDocument=inputs["policy"])
    return f"{inputs['role']}:{name}"


def _read_policy(api: Api, policy_id: str, state: State) -> State | None:
    role, _, name = policy_id.partition(":")
    answer = api.found(api.iam.get_role_policy, GONE, RoleName=role, PolicyName=name)
    return {"role": role, "name": name, "policy": _document(answer["PolicyDocument"])} if answer else None


def _update_policy(api: Api, policy_id: str, state: State, inputs: Inputs, changed: frozenset[str]) -> None:
    role, _, name = policy_id.partition(":")
    api.iam.put_role_policy(RoleName=role, PolicyName=name, PolicyDocument=inputs["policy"])


def _delete_policy(api: Api, policy_id: str, state: State) -> None:
    role, _, name = policy_id.partition(":")
    api.iam.delete_role_policy(RoleName=role, PolicyName=name)


def _create_profile(api: Api, inputs: Inputs) -> str:
    answer = api.iam.create_instance_profile(
        InstanceProfileName=naming.given_name(inputs),
        Path=inputs["path"],
        Tags=tag_list(inputs.get("tagsAll") or {}),
    )
    return str(answer["InstanceProfile"]["InstanceProfileName"])


def _add_role(api: Api, name: str, inputs: Inputs) -> None:
    if inputs.get("role"):
        # A new role may not be visible yet to the instance profile API.
        api.retry(
            {"InvalidParameterValue", "NoSuchEntity"},
            api.iam.add_role_to_instance_profile,
            InstanceProfileName=name,
            RoleName=inputs["role"],
        )


def _read_profile(api: Api, name: str, state: State) -> State | None:
    answer = api.found(api.iam.get_instance_profile, GONE, InstanceProfileName=name)
    if answer is None:
        return None
    profile = answer["InstanceProfile"]
    return {
        "arn": profile["Arn"],
        "createDate": profile["CreateDate"].strftime("%Y-%m-%dT%H:%M:%SZ"),
        "name": profile["InstanceProfileName"],
        "path": profile["Path"],
        "role": next((role["RoleName"] for role in profile["Roles"]), ""),
        "uniqueId": profile["InstanceProfileId"],
        "tagsAll": tags_of(profile),
    }


def _remove_role(api: Api, name: str, role: str | None) -> None:
    if role:
        try:
            api.iam.remove_role_from_instance_profile(InstanceProfileName=name, RoleName=role)
        except Exception as error:
            if error_code(error) != GONE:
                raise


def _update_profile(api: Api, name: str, state: State, inputs: Inputs, changed: frozenset[str]) -> None:
    _remove_role(api, name, state.get("role"))
    _add_role(api, name, inputs)


def _delete_profile(api: Api, name: str, state: State) -> None:
    _remove_role(api, name, state.get("role"))
    api.iam.delete_instance_profile(InstanceProfileName=name)


def _write_profile_tags(api: Api, name: str, state: State, changed: Mapping[str, str], removed: list[str]) -> None:
    if removed:
        api.iam.untag_instance_profile(InstanceProfileName=name, TagKeys=removed)
    if changed:
        api.iam.tag_instance_profile(InstanceProfileName=name, Tags=tag_list(changed))


NAMES = {"name": REPLACE_COMPUTED, "namePrefix": REPLACE_COMPUTED}
ROWS = [
    Row(
        resource_type="aws:iam/role:Role",
        label="IAM Role",
        properties={
            **NAMES,
            "assumeRolePolicy": POLICY,
            "description": PLAIN,
            "forceDetachPolicies": Property(default=False),
            "maxSessionDuration": Property(default=3600),
            "path": Property(replace=True, default="/"),
            "permissionsBoundary": PLAIN,
        },
        outputs=frozenset({"arn", "createDate", "uniqueId"}),
        auto_name=AutoName(max_length=64),
        global_service=True,
        create=_create_role,
        read=_read_role,
        update=_update_role,
        delete=_delete_role,
        write_tags=_write_role_tags,
        import_id="role name",
        not_stored={"forceDetachPolicies": "a setting of the provider, not of AWS"},
    ),
    Row(
        resource_type="aws:iam/rolePolicyAttachment:RolePolicyAttachment",
        label="IAM Role Policy Attachment",
        properties={"role": REPLACE, "policyArn": REPLACE},
        global_service=True,
        delete_before_replace=True,
        create=_create_attachment,
        read=_read_attachment,
        delete=_delete_attachment,
        import_id="role name/policy ARN",
    ),
    Row(
        resource_type="aws:iam/rolePolicy:RolePolicy",
        label="IAM Role Policy",
        properties={**NAMES, "role": REPLACE, "policy": POLICY},
        auto_name=AutoName(),
        global_service=True,
        create=_put_policy,
        read=_read_policy,
        update=_update_policy,
        delete=_delete_policy,
        import_id="role name:policy name",
    ),
    Row(
        resource_type="aws:iam/instanceProfile:InstanceProfile",
        label="IAM Instance Profile",
        properties={**NAMES, "path": Property(replace=True, default="/"), "role": PLAIN},
        outputs=frozenset({"arn", "createDate", "uniqueId"}),
        auto_name=AutoName(),
        global_service=True,
        create=_create_profile,
        finish=_add_role,
        read=_read_profile,
        update=_update_profile,
        delete=_delete_profile,
        write_tags=_write_profile_tags,
        import_id="instance profile name",
    ),
]
