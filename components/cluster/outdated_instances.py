"""Warnings about instances that still use an earlier launch template."""

from __future__ import annotations

from typing import Any

import pulumi
import pulumi_aws as aws

# EC2 tags every instance of a group with both.
GROUP_TAG = "tag:aws:autoscaling:groupName"
TEMPLATE_TAG = "tag:aws:ec2launchtemplate:id"
REFRESH = '{"ScaleInProtectedInstances": "Refresh"}'
RUNNING = ["pending", "running"]


def warn_of_outdated(
    group: aws.autoscaling.Group, template: aws.ec2.LaunchTemplate, resource: pulumi.Resource, *, manual: bool
) -> None:
    """Warn about outdated instances of an updated group. With ``manual``, no update starts a refresh.

    The provider starts a refresh only when it updates the group. If the refresh was cancelled, or could not start
    because the previous one took over 15 minutes, no later update starts it again.
    """

    def find(*filters: tuple[str, pulumi.Output[str]]) -> pulumi.Output[Any]:
        # The function accepts an Output anywhere, but the SDK's type of a filter has only strings.
        values: list[Any] = [{"name": name, "values": [value]} for name, value in filters]
        return aws.ec2.get_instances_output(
            filters=values,
            instance_state_names=RUNNING,
            opts=pulumi.InvokeOutputOptions(parent=resource),
        ).ids

    of_group = (GROUP_TAG, group.name)
    every = find(of_group)
    # Looked up second: an instance that ECS starts between the two is then in `present` only, and not outdated.
    template_id = pulumi.Output.all(template.id, every).apply(lambda known: str(known[0]))
    found = pulumi.Output.all(
        every=every,
        present=find(of_group, (TEMPLATE_TAG, template_id)),
        group=group.name,
        template=template.urn,
    )
    found.apply(lambda facts: _warn(resource, manual=manual, **facts))


def _warn(
    resource: pulumi.Resource, *, manual: bool, every: list[str], present: list[str], group: str, template: str
) -> None:
    outdated = len(set(every) - set(present))
    if not outdated:
        return
    refresh = f"aws autoscaling start-instance-refresh --auto-scaling-group-name {group} --preferences '{REFRESH}'"
    start = refresh if manual else f"pulumi up --replace '{template}'"
    pulumi.warn(
        f"{outdated} of {len(every)} instances of {group} were started from an earlier launch template. An instance "
        "refresh replaces them one after another; this shows it: "
        f"aws autoscaling describe-instance-refreshes --auto-scaling-group-name {group}. "
        f"If none is in progress, this starts one: {start}",
        resource,
    )
