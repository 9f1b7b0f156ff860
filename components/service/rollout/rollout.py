"""Waits until a service runs the requested revision, and fails the update if it does not.

The provider reports a deployment that ECS rolled back as a success (pulumi-aws#4487, pulumi-awsx#1848). So after every
update, even one without changes, the program reads the running revision from AWS, with the provider's credentials.
After a rollback, every ``pulumi up`` fails until the service runs the requested revision: a change to the service is
deployed as usual, and ``pulumi up --refresh`` tries the same revision again.
"""

from __future__ import annotations

import asyncio
import time
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass
from operator import attrgetter
from typing import Any

import pulumi
import pulumi_aws as aws

from .differences import DesiredState, differences
from .progress import Pace, progress_line
from .status import Deployment, Event, RolloutStatus, deployments_of, events_of, status_of

GET_SERVICE = "aws:ecs/getService:getService"
GET_RULE = "aws:lb/getListenerRule:getListenerRule"
POLL_SECONDS = 5
SHOWN_EVENTS = 12

LOOKS_BEFORE_FAILURE = 3
"""The number of equal answers in a row; right after an update, ECS can still describe the old state."""


@dataclass(frozen=True)
class _Outcome:
    """The result of a rollout: the running revision, or the error."""

    task_definition: str
    failure: str = ""


def wait_for_rollout(
    name: str,
    service: aws.ecs.Service,
    task_definition_arn: pulumi.Input[str],
    asked: pulumi.Input[DesiredState],
    timeout_minutes: int,
    opts: pulumi.InvokeOptions,
    shifting_rule_arn: pulumi.Input[str] | None = None,
) -> tuple[pulumi.Output[str], pulumi.Output[str | None]]:
    """Wait until the requested task definition runs, and then warn about other differences from ``asked``.

    Returns the ARN of the task definition twice: known after it runs, and failing with the rollout; and for an export,
    None after a failure, so that the other outputs are kept.

    During the wait, it reports the progress of the rollout at the component in ``opts``: on a terminal in the info
    column, in a log at growing intervals. ``shifting_rule_arn`` is the listener rule that distributes the requests.

    A preview does not wait. If the rollout fails or does not complete within the limit, the update fails with a
    :class:`pulumi.RunError` that contains ECS's last events. Pulumi prints it without a traceback, and deletes no
    replaced resources.
    """

    async def wait(known: dict[str, Any]) -> _Outcome:
        revision = str(known["task_definition"])
        if pulumi.runtime.is_dry_run():
            return _Outcome(revision)
        arguments = {"clusterArn": known["cluster"], "serviceName": known["service"]}

        async def look() -> Mapping[str, Any]:
            found: Mapping[str, Any] = await pulumi.runtime.invoke_async(GET_SERVICE, arguments, opts)
            return found

        pace = Pace(time.monotonic())

        async def report(deployments: list[Deployment], events: list[Event]) -> None:
            shares = await _shares_of_requests(known["rule"], opts)
            text = progress_line(revision, deployments, events, shares)
            if pace.is_due(text, time.monotonic()):
                pulumi.log.info(text, opts.parent or service, ephemeral=True)

        status, found = await follow(look, revision, timeout_minutes, report)
        if status.state == "failed":
            return _Outcome(revision, _failure(name, revision, status, events_of(found)))
        for difference in differences(known["asked"], found):
            pulumi.log.warn(f"service {name}: {difference}", resource=service)
        return _Outcome(revision)

    # The id makes the wait start after the service is created or updated. The requested revision is the task
    # definition's own ARN, because the service's ARN is read back and can be the one that ECS rolled back to.
    outcome: pulumi.Output[_Outcome] = pulumi.Output.all(
        id=service.id,
        cluster=service.cluster,
        service=service.name,
        task_definition=task_definition_arn,
        asked=asked,
        rule=shifting_rule_arn,
    ).apply(wait)
    reported = outcome.apply(lambda known: None if known.failure else known.task_definition)
    return outcome.apply(_revision_or_failure), reported


async def _shares_of_requests(rule_arn: str | None, opts: pulumi.InvokeOptions) -> list[int]:
    """Return the weights of a listener rule's target groups, none without a rule."""
    if rule_arn is None:
        return []
    found: Mapping[str, Any] = await pulumi.runtime.invoke_async(GET_RULE, {"arn": rule_arn}, opts)
    groups = [
        group for action in found["actions"] for forward in action["forwards"] for group in forward["targetGroups"]
    ]
    return [int(group["weight"]) for group in groups]


def running_revision(service: aws.ecs.Service, opts: pulumi.InvokeOptions) -> pulumi.Output[str]:
    """Return the running task definition, whichever system deployed it; in a preview, the last known one."""

    async def find(known: dict[str, Any]) -> str:
        if pulumi.runtime.is_dry_run():
            return str(known["task_definition"])
        arguments = {"clusterArn": known["cluster"], "serviceName": known["service"]}
        found: Mapping[str, Any] = await pulumi.runtime.invoke_async(GET_SERVICE, arguments, opts)
        primary = next((each for each in deployments_of(found) if each.status == "PRIMARY"), None)
        return primary.task_definition if primary else str(known["task_definition"])

    return pulumi.Output.all(
        id=service.id, cluster=service.cluster, service=service.name, task_definition=service.task_definition
    ).apply(find)


async def follow(
    look: Callable[[], Awaitable[Mapping[str, Any]]],
    revision: str,
    timeout_minutes: int,
    report: Callable[[list[Deployment], list[Event]], Awaitable[None]] | None = None,
) -> tuple[RolloutStatus, Mapping[str, Any]]:
    """Read the service until a revision's rollout has ended or is late; return the result and the last response.

    ``report`` gets the deployments and events during the rollout.
    """
    deadline = time.monotonic() + timeout_minutes * 60
    failures = 0
    watched: dict[str, Deployment] = {}
    while True:
        found = await look()
        deployments, events = deployments_of(found), events_of(found)
        status = status_of(revision, deployments, events, watched.values())
        watched |= {each.id: each for each in deployments if each.task_definition == revision}
        if status.state == "in-progress" and report is not None:
            await report(deployments, events)
        failures = failures + 1 if status.state == "failed" else 0
        if status.state == "completed" or failures >= LOOKS_BEFORE_FAILURE:
            return status, found
        if time.monotonic() >= deadline:
            late = RolloutStatus("failed", f"it was not completed within {timeout_minutes} minutes")
            return (late if status.state == "in-progress" else status), found
        await asyncio.sleep(POLL_SECONDS)


def _revision_or_failure(outcome: _Outcome) -> str:
    if outcome.failure:
        raise pulumi.RunError(outcome.failure)
    return outcome.task_definition


def _failure(name: str, task_definition: str, status: RolloutStatus, events: list[Event]) -> str:
    # ECS lists the latest event first, and several events can have the same second.
    latest = reversed(sorted(events, key=attrgetter("created_at"), reverse=True)[:SHOWN_EVENTS])
    lines = [f"the rollout of {task_definition} in service {name} failed: {status.reason}"]
    lines += [f"  {event.created_at} {event.message}" for event in latest]
    return "\n".join([*lines, status.remedy])
