"""Tags of EC2 resources. A control requires any tag; tags whose keys start with ``aws:`` do not count."""

from __future__ import annotations

from .control import Control, each
from .resource import Resource, Resources, of_kind
from .tagged import is_tagged, tagged

VPC, TEMPLATE, GROUP = "ec2.Vpc", "ec2.LaunchTemplate", "autoscaling.Group"

BY_AWS = "AWS creates it with the VPC, without tags{}; tag it once with `aws ec2 create-tags`"


def tags_its_instances(group: Resource, _resources: Resources) -> bool:
    return any(tag.get("propagateAtLaunch") is True for tag in group.inputs.get("tags", []))


def tags_its_volumes(template: Resource, _resources: Resources) -> bool:
    specifications = template.inputs.get("tagSpecifications", [])
    return any(found.get("resourceType") == "volume" and found.get("tags") for found in specifications)


def tags_interfaces(maker: Resource, _resources: Resources) -> bool:
    specifications = maker.inputs.get("tagSpecifications", [])
    return any(found.get("resourceType") == "network-interface" and found.get("tags") for found in specifications)


def tags_its_default_acl(vpc: Resource, resources: Resources) -> bool:
    return any(
        acl.inputs.get("tags") and acl.at("defaultNetworkAclId") == vpc.computed.get("defaultNetworkAclId")
        for acl in of_kind(resources, "ec2.DefaultNetworkAcl")
    )


def tags_its_main_table(vpc: Resource, resources: Resources) -> bool:
    return any(
        table.inputs.get("tags") and table.at("defaultRouteTableId") == vpc.computed.get("defaultRouteTableId")
        for table in of_kind(resources, "ec2.DefaultRouteTable")
    )


CONTROLS = (
    tagged("EC2.37", "Elastic IP addresses", "ec2.Eip"),
    tagged("EC2.39", "internet gateways", "ec2.InternetGateway"),
    tagged("EC2.40", "NAT gateways", "ec2.NatGateway"),
    tagged("EC2.43", "security groups", "ec2.SecurityGroup"),
    tagged("EC2.44", "subnets", "ec2.Subnet"),
    tagged("EC2.46", "VPCs", VPC),
    tagged("EC2.48", "flow logs", "ec2.FlowLog"),
    Control(
        "EC2.35",
        "Low",
        "network interfaces are tagged",
        each(TEMPLATE, "ecs.Service", good=tags_interfaces),
        result="no",
        failing=("ecs.Service web", "ecs.Service worker"),
        because="those of instances are; AWS creates those of tasks, load balancers, NAT gateways and endpoints, and "
        "accepts no tags for them",
    ),
    Control("EC2.38", "Low", "instances are tagged", each(GROUP, good=tags_its_instances)),
    Control(
        "EC2.41",
        "Low",
        "network ACLs are tagged",
        each(VPC, good=tags_its_default_acl),
        result="no",
        failing=(f"{VPC} network",),
        because=BY_AWS.format(""),
    ),
    Control(
        "EC2.42",
        "Low",
        "route tables are tagged",
        each(
            "ec2.RouteTable",
            VPC,
            good=lambda found, all_: (tags_its_main_table if found.kind == VPC else is_tagged)(found, all_),
        ),
        result="no",
        failing=(f"{VPC} network",),
        because="the program's route tables are tagged; for the main one, " + BY_AWS.format(" and without a subnet"),
    ),
    Control("EC2.45", "Low", "volumes are tagged", each(TEMPLATE, good=tags_its_volumes)),
)
