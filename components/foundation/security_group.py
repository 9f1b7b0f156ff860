"""Security groups with separate rules, each of which has a name, an order and a place in the plan."""

from __future__ import annotations

from typing import NamedTuple

import pulumi
import pulumi_aws as aws

from .physical_names import LONGEST_GROUP_NAME, LONGEST_GROUP_PREFIX, name_prefix
from .ports import EVERYWHERE

LONGEST_DESCRIPTION = 255
"""https://docs.aws.amazon.com/AWSEC2/latest/APIReference/API_SecurityGroupRule.html"""

RESERVED_PREFIX = "sg-"
"""EC2 reserves it for the ids of groups."""


class GroupWithEgress(NamedTuple):
    """A group and its egress rule.

    Resources that use the group must also wait for ``egress``. Otherwise, the teardown would delete the rule first, and
    instances and tasks could not report to ECS that they stop.
    """

    group: aws.ec2.SecurityGroup
    egress: aws.vpc.SecurityGroupEgressRule


def create_security_group(
    name: str,
    description: str,
    vpc_id: pulumi.Input[str],
    opts: pulumi.ResourceOptions,
    *,
    kept_by_tasks_for: str | None = None,
) -> GroupWithEgress:
    """Create a group without ingress and with unrestricted egress.

    ``kept_by_tasks_for`` is how long the deletion of the group waits for running tasks, such as ``1h``. They keep their
    egress until then, because the rule is deleted with the group.
    """
    timeouts = rule_options = None
    if kept_by_tasks_for is not None:
        timeouts = pulumi.ResourceOptions(custom_timeouts=pulumi.CustomTimeouts(delete=kept_by_tasks_for))
    group = create_group_without_rules(name, description, vpc_id, pulumi.ResourceOptions.merge(opts, timeouts))
    if kept_by_tasks_for is not None:
        rule_options = pulumi.ResourceOptions(deleted_with=group)
    egress = aws.vpc.SecurityGroupEgressRule(
        name,
        security_group_id=group.id,
        description="Everywhere",
        ip_protocol="-1",
        cidr_ipv4=EVERYWHERE,
        opts=pulumi.ResourceOptions.merge(opts, rule_options),
    )
    return GroupWithEgress(group, egress)


def create_group_without_rules(
    name: str, description: str, vpc_id: pulumi.Input[str], opts: pulumi.ResourceOptions
) -> aws.ec2.SecurityGroup:
    """Create a group without rules.

    AWS allows all egress from a new group; the provider removes that rule from a group without inline rules.
    """
    prefix = None
    if name.lower().startswith(RESERVED_PREFIX) or len(name) > LONGEST_GROUP_NAME:
        prefix = name_prefix(f"service-{name}", LONGEST_GROUP_PREFIX)
    return aws.ec2.SecurityGroup(name, name_prefix=prefix, description=description, vpc_id=vpc_id, opts=opts)


def allow_tcp_egress(
    name: str,
    description: str,
    group_id: pulumi.Input[str],
    port: int,
    target_group_id: pulumi.Input[str],
    opts: pulumi.ResourceOptions,
) -> aws.vpc.SecurityGroupEgressRule:
    """Allow the members of a group to connect to one TCP port of the members of another group."""
    return aws.vpc.SecurityGroupEgressRule(
        name,
        security_group_id=group_id,
        description=description[:LONGEST_DESCRIPTION],
        ip_protocol="tcp",
        from_port=port,
        to_port=port,
        referenced_security_group_id=target_group_id,
        opts=opts,
    )


def allow_tcp_ingress(
    name: str,
    description: str,
    group_id: pulumi.Input[str],
    port: int,
    opts: pulumi.ResourceOptions,
    *,
    cidr_block: pulumi.Input[str] | None = None,
    source_group_id: pulumi.Input[str] | None = None,
    prefix_list_id: pulumi.Input[str] | None = None,
) -> aws.vpc.SecurityGroupIngressRule:
    """Allow a block, a prefix list or the members of another group to connect to one TCP port of a group."""
    return aws.vpc.SecurityGroupIngressRule(
        name,
        security_group_id=group_id,
        description=description[:LONGEST_DESCRIPTION],
        ip_protocol="tcp",
        from_port=port,
        to_port=port,
        cidr_ipv4=cidr_block,
        referenced_security_group_id=source_group_id,
        prefix_list_id=prefix_list_id,
        opts=opts,
    )
