"""Examples of resources for instances: roles, launch templates and groups."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

from localaws.tests.plugin.example import Example, resource_id

if TYPE_CHECKING:
    from collections.abc import Callable

    from localaws.tests.server.account import Account


def _statement(**members: Any) -> str:
    return json.dumps({"Version": "2012-10-17", "Statement": [{"Effect": "Allow", **members}]})


TRUST = _statement(Action="sts:AssumeRole", Principal={"Service": "ec2.amazonaws.com"})
OTHER_TRUST = _statement(Action="sts:AssumeRole", Principal={"Service": "ecs-tasks.amazonaws.com"})
POLICY = _statement(Action="s3:*", Resource="*")
OTHER_POLICY = _statement(Action=["s3:GetObject"], Resource="*")
READ_ONLY = "arn:aws:iam::aws:policy/ReadOnlyAccess"


def _launch_template(aws: Account) -> Example:
    group = aws.security_group(aws.vpc())
    disk = {"deviceName": "/dev/xvda", "ebs": {"volumeSize": 30, "volumeType": "gp3", "encrypted": "true"}}
    return Example(
        {
            "imageId": aws.image(),
            "instanceType": "c5.large",
            "userData": "IyEvYmluL2Jhc2gK",
            "vpcSecurityGroupIds": [group],
            "iamInstanceProfile": {"name": aws.host_profile()},
            "blockDeviceMappings": [disk],
            "metadataOptions": {"httpTokens": "required", "httpPutResponseHopLimit": 1},
            "updateDefaultVersion": True,
            "tagSpecifications": [{"resourceType": "instance", "tags": {"a": "b"}}],
        },
        change={"instanceType": "c5.xlarge", "blockDeviceMappings": [{**disk, "ebs": {"volumeSize": 50}}]},
        replace={"name": "other"},
        drift=lambda made: aws.ec2.create_launch_template_version(
            LaunchTemplateId=resource_id(made), SourceVersion="1", LaunchTemplateData={"InstanceType": "m5.large"}
        ),
        drifted="instanceType",
    )


def _role(aws: Account) -> Example:
    return Example(
        {"assumeRolePolicy": TRUST, "description": "one", "tags": {"Name": "one"}},
        change={"description": "two", "maxSessionDuration": 7200, "assumeRolePolicy": OTHER_TRUST, "tags": {}},
        replace={"path": "/other/"},
        drift=lambda made: aws.iam.update_assume_role_policy(RoleName=resource_id(made), PolicyDocument=OTHER_TRUST),
        drifted="assumeRolePolicy",
    )


def _a_role(aws: Account, name: str) -> str:
    aws.iam.create_role(RoleName=name, AssumeRolePolicyDocument=TRUST)
    return name


def _policy_attachment(aws: Account) -> Example:
    return Example(
        {"role": _a_role(aws, "tasks"), "policyArn": READ_ONLY},
        replace={"policyArn": "arn:aws:iam::aws:policy/job-function/ViewOnlyAccess"},
    )


def _role_policy(aws: Account) -> Example:
    role = _a_role(aws, "tasks")
    return Example(
        {"role": role, "policy": POLICY, "name": "own"},
        change={"policy": OTHER_POLICY},
        replace={"name": "other"},
        drift=lambda _: aws.iam.put_role_policy(RoleName=role, PolicyName="own", PolicyDocument=OTHER_POLICY),
        drifted="policy",
    )


def _only_policies(aws: Account) -> Example:
    role, other = _a_role(aws, "tasks"), _a_role(aws, "others")
    for name in ("own", "second"):
        aws.iam.put_role_policy(RoleName=role, PolicyName=name, PolicyDocument=POLICY)
        aws.iam.put_role_policy(RoleName=other, PolicyName=name, PolicyDocument=POLICY)
    return Example(
        {"roleName": role, "policyNames": ["own"]},
        change={"policyNames": []},
        replace={"roleName": other},
        drift=lambda _: aws.iam.put_role_policy(RoleName=role, PolicyName="added", PolicyDocument=OTHER_POLICY),
        drifted="policyNames",
    )


def _only_attachments(aws: Account) -> Example:
    role, other = _a_role(aws, "tasks"), _a_role(aws, "others")
    aws.iam.attach_role_policy(RoleName=role, PolicyArn=READ_ONLY)
    return Example(
        {"roleName": role, "policyArns": [READ_ONLY]},
        change={"policyArns": ["arn:aws:iam::aws:policy/job-function/ViewOnlyAccess"]},
        replace={"roleName": other},
        drift=lambda _: aws.iam.attach_role_policy(
            RoleName=role, PolicyArn="arn:aws:iam::aws:policy/AdministratorAccess"
        ),
        drifted="policyArns",
    )


def _profile(aws: Account) -> Example:
    first, second = _a_role(aws, "first"), _a_role(aws, "second")
    return Example(
        {"role": first, "path": "/"},
        change={"role": second},
        replace={"path": "/other/"},
        drift=lambda made: aws.iam.remove_role_from_instance_profile(
            InstanceProfileName=resource_id(made), RoleName=first
        ),
        drifted="role",
    )


def _group(aws: Account) -> Example:
    subnets = aws.subnets(aws.vpc(), 3)
    aws.cluster()
    template = aws.launch_template()
    name = {"key": "Name", "value": "host", "propagateAtLaunch": True}
    return Example(
        {
            "minSize": 0,
            "maxSize": 4,
            "desiredCapacity": 1,
            "vpcZoneIdentifiers": subnets[:2],
            "launchTemplate": {"id": template, "version": "1"},
            "protectFromScaleIn": True,
            "defaultInstanceWarmup": 60,
            "maxInstanceLifetime": 86400,
            "instanceMaintenancePolicy": {"minHealthyPercentage": 90, "maxHealthyPercentage": 110},
            "capacityRebalance": True,
            "suspendedProcesses": ["AZRebalance"],
            "enabledMetrics": ["GroupMinSize"],
            "forceDelete": True,
            "tags": [name],
        },
        change={
            "maxSize": 8,
            "vpcZoneIdentifiers": subnets,
            "defaultInstanceWarmup": 30,
            "maxInstanceLifetime": 172800,
            "instanceMaintenancePolicy": {"minHealthyPercentage": 50, "maxHealthyPercentage": 150},
            "capacityRebalance": False,
            "suspendedProcesses": ["ReplaceUnhealthy"],
            "tags": [{**name, "value": "other"}, {**name, "key": "team"}],
        },
        replace={"name": "other"},
        drift=lambda made: aws.autoscaling.update_auto_scaling_group(AutoScalingGroupName=resource_id(made), MaxSize=9),
        drifted="maxSize",
    )


EXAMPLES: dict[str, Callable[[Account], Example]] = {
    "aws:autoscaling/group:Group": _group,
    "aws:ec2/launchTemplate:LaunchTemplate": _launch_template,
    "aws:iam/instanceProfile:InstanceProfile": _profile,
    "aws:iam/role:Role": _role,
    "aws:iam/rolePoliciesExclusive:RolePoliciesExclusive": _only_policies,
    "aws:iam/rolePolicy:RolePolicy": _role_policy,
    "aws:iam/rolePolicyAttachmentsExclusive:RolePolicyAttachmentsExclusive": _only_attachments,
    "aws:iam/rolePolicyAttachment:RolePolicyAttachment": _policy_attachment,
}
