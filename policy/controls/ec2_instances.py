"""Instances, checked by their launch template and their group."""

from __future__ import annotations

from .control import Control, each, has, has_none
from .resource import Resource, Resources, of_kind
from .tagged import tagged

TEMPLATE, NAME = "ec2.LaunchTemplate", "cluster-instance"
GROUP, GROUP_NAME = "autoscaling.Group", "cluster-instances"

PARAVIRTUAL = {"c1", "c3", "hs1", "m1", "m2", "m3", "t1"}
"""The families that run paravirtual AMIs: https://docs.aws.amazon.com/linux/al2/ug/virtualization_types.html"""

SSM_CORE = "arn:aws:iam::aws:policy/AmazonSSMManagedInstanceCore"


def encrypts_volumes(template: Resource, _resources: Resources) -> bool:
    mappings = template.inputs.get("blockDeviceMappings", [])
    return bool(mappings) and all(
        str(mapping.get("ebs", {}).get("encrypted")).lower() == "true" for mapping in mappings
    )


def gives_no_public_address(template: Resource, _resources: Resources) -> bool:
    interfaces = template.inputs.get("networkInterfaces", [])
    return not any(str(interface.get("associatePublicIpAddress")).lower() == "true" for interface in interfaces)


def is_in_private_subnets(group: Resource, resources: Resources) -> bool:
    subnets = group.inputs.get("vpcZoneIdentifiers", [])
    mapping = [found.id for found in of_kind(resources, "ec2.Subnet") if found.at("mapPublicIpOnLaunch") is True]
    templates = [found for found in of_kind(resources, TEMPLATE) if found.id in _templates_of(group)]
    return not set(subnets) & set(mapping) and all(gives_no_public_address(found, resources) for found in templates)


def _templates_of(group: Resource) -> tuple[object, ...]:
    mixed = "mixedInstancesPolicy.launchTemplate.launchTemplateSpecification.launchTemplateId"
    return group.at("launchTemplate.id"), group.at(mixed)


def has_one_interface(_group: Resource, resources: Resources) -> bool:
    # A task in awsvpc mode has an interface, which ECS attaches to the task's instance.
    return not any(found.at("networkMode") == "awsvpc" for found in of_kind(resources, "ecs.TaskDefinition"))


def has_no_paravirtual_type(group: Resource, resources: Resources) -> bool:
    overrides = group.at("mixedInstancesPolicy.launchTemplate.overrides") or []
    templates = [found for found in of_kind(resources, TEMPLATE) if found.id in _templates_of(group)]
    types = [found.get("instanceType") for found in [*overrides, *(template.inputs for template in templates)]]
    return not any(str(found).partition(".")[0] in PARAVIRTUAL for found in types)


def is_backed_up(_template: Resource, resources: Resources) -> bool:
    return bool(of_kind(resources, "backup.Selection"))


def is_managed(_group: Resource, resources: Resources) -> bool:
    # The policy lets the agent of Systems Manager register an instance.
    return any(found.at("policyArn") == SSM_CORE for found in of_kind(resources, "iam.RolePolicyAttachment"))


CONTROLS = (
    Control(
        "EC2.4",
        "Medium",
        "no instance stays stopped",
        each(GROUP, good=has_none("warmPool.poolState", "Stopped", "Hibernated")),
        because="the group replaces an instance that stops",
    ),
    Control("EC2.9", "High", "instances have no public addresses", each(GROUP, good=is_in_private_subnets)),
    Control(
        "EC2.17",
        "Low",
        "instances have one network interface",
        each(GROUP, good=has_one_interface),
        result="no",
        failing=(f"{GROUP} {GROUP_NAME}",),
        because="each task has its own interface and security groups, which ECS attaches to the task's instance",
    ),
    Control("EC2.24", "Medium", "instances are not paravirtual", each(GROUP, good=has_no_paravirtual_type)),
    Control(
        "EC2.28",
        "Low",
        "a backup plan covers volumes",
        each(TEMPLATE, good=is_backed_up),
        result="no",
        failing=(f"{TEMPLATE} {NAME}",),
        because="an instance's volume contains only container images, which are not needed after the instance",
    ),
    Control(
        "EC2.3",
        "Medium",
        "attached volumes are encrypted",
        each(TEMPLATE, good=encrypts_volumes),
        because="the template encrypts the only volume of the AMI",
    ),
    Control(
        "EC2.8",
        "High",
        "instances require IMDSv2 for their metadata",
        each(TEMPLATE, good=has("metadataOptions.httpTokens", "required")),
    ),
    Control(
        "EC2.25", "High", "launch templates give no public addresses", each(TEMPLATE, good=gives_no_public_address)
    ),
    Control(
        "EC2.170",
        "Low",
        "launch templates require IMDSv2",
        each(TEMPLATE, good=has("metadataOptions.httpTokens", "required")),
    ),
    tagged("EC2.175", "launch templates", TEMPLATE),
    Control(
        "EC2.181",
        "Medium",
        "launch templates encrypt the volumes that they define",
        each(TEMPLATE, good=encrypts_volumes),
    ),
    Control(
        "SSM.1",
        "Medium",
        "Systems Manager manages instances",
        each(GROUP, good=is_managed),
        result="no",
        failing=(f"{GROUP} {GROUP_NAME}",),
        because="prod needs no shell on instances, and new AMIs contain the patches; `cluster.ssmAccess` turns it on",
    ),
)
