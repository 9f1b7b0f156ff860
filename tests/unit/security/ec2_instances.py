"""Instances, by the launch template that every one of them starts from."""

from __future__ import annotations

from .breaks import changed
from .control import Control, each, is_tagged
from .resource import Resource, Resources

TEMPLATE, NAME = "ec2.LaunchTemplate", "cluster-instance"


def encrypts_volumes(template: Resource, _resources: Resources) -> bool:
    mappings = template.inputs.get("blockDeviceMappings", [])
    return bool(mappings) and all(
        str(mapping.get("ebs", {}).get("encrypted")).lower() == "true" for mapping in mappings
    )


def requires_tokens(template: Resource, _resources: Resources) -> bool:
    return bool(template.at("metadataOptions.httpTokens") == "required")


def gives_no_public_address(template: Resource, _resources: Resources) -> bool:
    interfaces = template.inputs.get("networkInterfaces", [])
    return not any(str(interface.get("associatePublicIpAddress")).lower() == "true" for interface in interfaces)


CONTROLS = (
    Control(
        "EC2.3",
        "Medium",
        "attached volumes are encrypted",
        each(TEMPLATE, good=encrypts_volumes),
        (changed(TEMPLATE, NAME, "blockDeviceMappings", None),),
        because="the template's one volume is the AMI's only one",
    ),
    Control(
        "EC2.8",
        "High",
        "instances answer for their metadata with IMDSv2 only",
        each(TEMPLATE, good=requires_tokens),
        (changed(TEMPLATE, NAME, "metadataOptions", None),),
    ),
    Control(
        "EC2.25",
        "High",
        "launch templates give no public addresses",
        each(TEMPLATE, good=gives_no_public_address),
        (changed(TEMPLATE, NAME, "networkInterfaces", [{"associatePublicIpAddress": "true"}]),),
    ),
    Control(
        "EC2.170",
        "Low",
        "launch templates require IMDSv2",
        each(TEMPLATE, good=requires_tokens),
        (changed(TEMPLATE, NAME, "metadataOptions.httpTokens", "optional"),),
    ),
    Control(
        "EC2.175",
        "Low",
        "launch templates are tagged",
        each(TEMPLATE, good=is_tagged),
        (changed(TEMPLATE, NAME, "tags", None),),
    ),
    Control(
        "EC2.181",
        "Medium",
        "launch templates encrypt the volumes they name",
        each(TEMPLATE, good=encrypts_volumes),
        (changed(TEMPLATE, NAME, "blockDeviceMappings.0.ebs.encrypted", "false"),),
    ),
)
