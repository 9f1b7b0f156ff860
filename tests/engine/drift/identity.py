"""Changes of roles and their policies."""

from __future__ import annotations

import json
from typing import Any

from tests.engine.drift.account import ADMINISTRATOR, EVERYTHING, Account
from tests.engine.drift.change import Change

ONLY_ATTACHED = "iam/rolePolicyAttachmentsExclusive:RolePolicyAttachmentsExclusive"
ONLY_INLINE = "iam/rolePoliciesExclusive:RolePoliciesExclusive"
TASK_POLICY = "iam/rolePolicy:RolePolicy worker-task"
EXECUTION_POLICY = "iam/rolePolicy:RolePolicy worker-execution"
ATTACHMENT = "iam/rolePolicyAttachment:RolePolicyAttachment web-execution-AmazonECSTaskExecutionRolePolicy"
PROFILE = "iam/instanceProfile:InstanceProfile cluster-instance"
ANYBODY = json.dumps(
    {"Version": "2012-10-17", "Statement": [{"Effect": "Allow", "Action": "sts:AssumeRole", "Principal": {"AWS": "*"}}]}
)


def _attached(account: Account, name: str) -> object:
    listed = account.iam.list_attached_role_policies(RoleName=account.role(name))["AttachedPolicies"]
    return sorted(policy["PolicyArn"] for policy in listed)


def _inline(account: Account, name: str) -> list[str]:
    return sorted(account.iam.list_role_policies(RoleName=account.role(name))["PolicyNames"])


def _role(account: Account, name: str) -> dict[str, Any]:
    return dict(account.iam.get_role(RoleName=account.role(name))["Role"])


def _document(account: Account, policy: str) -> object:
    role, _, name = account.id(policy).partition(":")
    return account.iam.get_role_policy(RoleName=role, PolicyName=name)["PolicyDocument"]


def _overwrite(account: Account) -> None:
    role, _, name = account.id(TASK_POLICY).partition(":")
    account.iam.put_role_policy(RoleName=role, PolicyName=name, PolicyDocument=EVERYTHING)


def _remove_policy(account: Account) -> None:
    role, _, name = account.id(EXECUTION_POLICY).partition(":")
    account.iam.delete_role_policy(RoleName=role, PolicyName=name)


def _detach(account: Account) -> None:
    role, _, arn = account.id(ATTACHMENT).partition("/")
    account.iam.detach_role_policy(RoleName=role, PolicyArn=arn)


def _profile_roles(account: Account) -> object:
    described = account.iam.get_instance_profile(InstanceProfileName=account.id(PROFILE))["InstanceProfile"]
    return [role["RoleName"] for role in described["Roles"]]


def _swap_role(account: Account) -> None:
    name = account.id(PROFILE)
    account.iam.remove_role_from_instance_profile(InstanceProfileName=name, RoleName=account.role("cluster-instance"))
    account.iam.add_role_to_instance_profile(InstanceProfileName=name, RoleName=account.role("worker-task"))


CHANGES = [
    Change(
        "a task role: AdministratorAccess attached",
        lambda account: account.iam.attach_role_policy(RoleName=account.role("worker-task"), PolicyArn=ADMINISTRATOR),
        lambda account: _attached(account, "worker-task"),
        (f"{ONLY_ATTACHED} worker-task: policyArns",),
    ),
    Change(
        "the instances' role: AdministratorAccess attached",
        lambda account: account.iam.attach_role_policy(
            RoleName=account.role("cluster-instance"), PolicyArn=ADMINISTRATOR
        ),
        lambda account: _attached(account, "cluster-instance"),
        (f"{ONLY_ATTACHED} cluster-instance: policyArns",),
    ),
    Change(
        "an execution role: an inline policy added",
        lambda account: account.iam.put_role_policy(
            RoleName=account.role("web-execution"), PolicyName="added", PolicyDocument=EVERYTHING
        ),
        lambda account: _inline(account, "web-execution"),
        (f"{ONLY_INLINE} web-execution: policyNames",),
    ),
    Change(
        "ECS's role for load balancers: an inline policy added",
        lambda account: account.iam.put_role_policy(
            RoleName=account.role("web-infrastructure"), PolicyName="added", PolicyDocument=EVERYTHING
        ),
        lambda account: _inline(account, "web-infrastructure"),
        (f"{ONLY_INLINE} web-infrastructure: policyNames",),
    ),
    Change(
        "a task role: its inline policy allows everything",
        _overwrite,
        lambda account: _document(account, TASK_POLICY),
        (f"{TASK_POLICY}: policy",),
    ),
    Change(
        "an execution role: its inline policy deleted",
        _remove_policy,
        lambda account: len(_inline(account, "worker-execution")),
        (EXECUTION_POLICY, f"{ONLY_INLINE} worker-execution: policyNames"),
    ),
    Change(
        "an execution role: AWS's policy detached",
        _detach,
        lambda account: _attached(account, "web-execution"),
        (ATTACHMENT, f"{ONLY_ATTACHED} web-execution: policyArns"),
    ),
    Change(
        "a task role: everyone can assume it",
        lambda account: account.iam.update_assume_role_policy(
            RoleName=account.role("worker-task"), PolicyDocument=ANYBODY
        ),
        lambda account: _role(account, "worker-task")["AssumeRolePolicyDocument"],
        ("iam/role:Role worker-task: assumeRolePolicy",),
    ),
    Change(
        "an execution role: sessions of up to twelve hours",
        lambda account: account.iam.update_role(RoleName=account.role("worker-execution"), MaxSessionDuration=43200),
        lambda account: _role(account, "worker-execution")["MaxSessionDuration"],
        ("iam/role:Role worker-execution: maxSessionDuration",),
    ),
    Change(
        "the instance profile: another role",
        _swap_role,
        _profile_roles,
        (f"{PROFILE}: role",),
        note="Running instances keep the other role's credentials for up to six hours.",
    ),
]
