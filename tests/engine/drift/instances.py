"""Changes of the instances, their template and their group."""

from __future__ import annotations

from typing import Any

from tests.engine.drift.account import Account
from tests.engine.drift.change import Change

GROUP = "autoscaling/group:Group cluster-instances"
TEMPLATE = "ec2/launchTemplate:LaunchTemplate cluster-instance"


def _change_group(account: Account, **changed: Any) -> None:
    account.autoscaling.update_auto_scaling_group(AutoScalingGroupName=account.id(GROUP), **changed)


def _suspend(account: Account) -> None:
    account.autoscaling.suspend_processes(AutoScalingGroupName=account.id(GROUP), ScalingProcesses=["HealthCheck"])


def _default_version(account: Account) -> object:
    described = account.ec2.describe_launch_template_versions(
        LaunchTemplateId=account.id(TEMPLATE), Versions=["$Default"]
    )
    return described["LaunchTemplateVersions"][0]["LaunchTemplateData"].get("MetadataOptions")


def _weaker_template(account: Account) -> None:
    created = account.ec2.create_launch_template_version(
        LaunchTemplateId=account.id(TEMPLATE),
        SourceVersion="1",
        LaunchTemplateData={"MetadataOptions": {"HttpTokens": "optional", "HttpPutResponseHopLimit": 2}},
    )
    version = str(created["LaunchTemplateVersion"]["VersionNumber"])
    account.ec2.modify_launch_template(LaunchTemplateId=account.id(TEMPLATE), DefaultVersion=version)


CHANGES = [
    Change(
        "the Auto Scaling group: another maximum size",
        lambda account: _change_group(account, MaxSize=7),
        lambda account: account.instances_group["MaxSize"],
        (f"{GROUP}: maxSize",),
    ),
    Change(
        "the Auto Scaling group: new instances not protected from scale-in",
        lambda account: _change_group(account, NewInstancesProtectedFromScaleIn=False),
        lambda account: account.instances_group["NewInstancesProtectedFromScaleIn"],
        (f"{GROUP}: protectFromScaleIn",),
    ),
    Change(
        "the Auto Scaling group: a process suspended",
        _suspend,
        lambda account: len(account.instances_group["SuspendedProcesses"]),
        (f"{GROUP}: suspendedProcesses",),
    ),
    Change(
        "the launch template: a version with IMDSv1, as the default",
        _weaker_template,
        _default_version,
        (f"{TEMPLATE}: metadataOptions", f"{TEMPLATE}: description"),
        note="`up` creates a new template, and an instance refresh replaces the instances.",
    ),
]
