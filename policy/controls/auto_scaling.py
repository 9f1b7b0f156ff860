"""The group of instances."""

from __future__ import annotations

from .control import Control, each, has
from .resource import Resource, Resources, of_kind, zones_of
from .tagged import tagged

GROUP = "autoscaling.Group"
SPECIFICATION = "mixedInstancesPolicy.launchTemplate"


def is_behind_a_load_balancer(group: Resource, resources: Resources) -> bool:
    own = any(group.inputs.get(key) for key in ("targetGroupArns", "loadBalancers", "trafficSources"))
    attachments = [
        *of_kind(resources, "autoscaling.Attachment"),
        *of_kind(resources, "autoscaling.TrafficSourceAttachment"),
    ]
    return own or any(attachment.at("autoscalingGroupName") == group.id for attachment in attachments)


def spans_zones(group: Resource, resources: Resources) -> bool:
    return len(zones_of(group.inputs.get("vpcZoneIdentifiers", []), resources)) > 1


def has_several_types(group: Resource, resources: Resources) -> bool:
    overrides = group.at(f"{SPECIFICATION}.overrides")
    types = {override.get("instanceType") for override in overrides} if overrides is not None else set()
    return len(types) > 1 and spans_zones(group, resources)


def has_launch_template(group: Resource, _resources: Resources) -> bool:
    mixed = group.at(f"{SPECIFICATION}.launchTemplateSpecification.launchTemplateId")
    return group.at("launchTemplate") is not None or mixed is not None


CONTROLS = (
    Control(
        "AutoScaling.1",
        "Low",
        "a group behind a load balancer uses its health checks",
        each(GROUP, good=has("healthCheckType", "ELB"), applies=is_behind_a_load_balancer),
        result="not applicable",
        because="the load balancers' targets are tasks, not instances",
    ),
    Control("AutoScaling.2", "Medium", "a group spans zones", each(GROUP, good=spans_zones)),
    Control(
        "AutoScaling.6",
        "Medium",
        "a group has several instance types in several zones",
        each(GROUP, good=has_several_types),
        turned_on_by="`cluster.furtherInstanceTypes`",
    ),
    Control("AutoScaling.9", "Medium", "a group starts from a launch template", each(GROUP, good=has_launch_template)),
    tagged("AutoScaling.10", "groups", GROUP),
)
