"""Warnings about instances that still use an earlier launch template."""

from __future__ import annotations

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

    async def find(group_name: str, template_id: str | None = None) -> list[str] | None:
        filters = [aws.ec2.GetInstancesFilterArgs(name=GROUP_TAG, values=[group_name])]
        if template_id:
            filters.append(aws.ec2.GetInstancesFilterArgs(name=TEMPLATE_TAG, values=[template_id]))
        options = pulumi.InvokeOutputOptions(parent=resource)
        found = aws.ec2.get_instances_output(filters=filters, instance_state_names=RUNNING, opts=options)
        return await found.ids.future()

    async def look_up() -> str:
        try:
            name, template_id, urn = [await each.future() for each in (group.name, template.id, template.urn)]
        except Exception:  # noqa: BLE001 the engine reports the failed resource
            return ""
        if not (name and template_id and urn):
            return ""
        try:
            every = await find(name) or []
            # Looked up second: an instance that ECS starts between the two is then in `present` only, and not outdated.
            present = await find(name, template_id) or []
        except Exception as error:  # noqa: BLE001 the SDK raises no more specific class for a failed invoke
            return f"the look-up of instances with an earlier launch template failed: {error}"
        return _warning(manual=manual, every=every, present=present, group=name, template=urn)

    # The program waits for an Output, not for a task.
    message: pulumi.Output[str] = pulumi.Output.from_input(look_up())
    message.apply(lambda text: pulumi.warn(text, resource) if text else None)


def _warning(*, manual: bool, every: list[str], present: list[str], group: str, template: str) -> str:
    outdated = len(set(every) - set(present))
    if not outdated:
        return ""
    refresh = f"aws autoscaling start-instance-refresh --auto-scaling-group-name {group} --preferences '{REFRESH}'"
    start = refresh if manual else f"pulumi up --replace '{template}'"
    return (
        f"{outdated} of {len(every)} instances of {group} were started from an earlier launch template. An instance "
        "refresh replaces them one after another; this shows it: "
        f"aws autoscaling describe-instance-refreshes --auto-scaling-group-name {group}. "
        f"If none is in progress, this starts one: {start}"
    )
