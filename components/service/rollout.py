"""Waiting for a service to run what was asked for, and failing the update if it does not.

The provider reports a deployment that ECS rolled back as a success (pulumi-aws#4487, pulumi-awsx#1848). So after every
update, and also where nothing changed, the program asks AWS which revision runs. It asks through the provider, so with
the provider's credentials. Where ECS rolled back, each further ``pulumi up`` fails too until the service runs what is
asked for: a change to the service is deployed as usual, and ``pulumi up --refresh`` tries the same revision again.
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
from .rollout_progress import Pace, progress_line
from .rollout_verdict import Deployment, Event, Verdict, deployments_of, events_of, verdict_of

GET_SERVICE = "aws:ecs/getService:getService"
GET_RULE = "aws:lb/getListenerRule:getListenerRule"
POLL_SECONDS = 5
SHOWN_EVENTS = 12

LOOKS_BEFORE_FAILURE = 3
"""How often in a row ECS must say so; right after an update it may still describe what was before."""


@dataclass(frozen=True)
class _Outcome:
    """How a rollout ended: the revision that runs, or what to tell."""

    task_definition: str
    failure: str = ""


class Rollout:
    """A rollout that is waited for."""

    running: pulumi.Output[str]
    """The ARN of the task definition that runs, once it is the one asked for. If that fails, so does whatever depends
    on it, and the update."""
    reported: pulumi.Output[str | None]
    """The same to export: None if it failed, so that the other outputs are kept."""

    def __init__(self, outcome: pulumi.Output[_Outcome]) -> None:
        self.running = outcome.apply(_revision_or_failure)
        self.reported = outcome.apply(lambda known: None if known.failure else known.task_definition)


def wait_for_rollout(
    name: str,
    service: aws.ecs.Service,
    task_definition_arn: pulumi.Input[str],
    asked: pulumi.Input[DesiredState],
    timeout_minutes: int,
    opts: pulumi.InvokeOptions,
    shifting_rule_arn: pulumi.Input[str] | None = None,
) -> Rollout:
    """Wait until the task definition that runs is the one asked for, and then warn of what else is not as ``asked``.

    Meanwhile it tells how far the rollout is, at the component in ``opts``: on a terminal in the column of information,
    in a log by lines that get rarer. ``shifting_rule_arn`` is the listener rule that shares the requests.

    Nothing is waited for in a preview. The update fails with a :class:`pulumi.RunError` that has ECS's last events if
    the rollout failed or is not completed within the limit; Pulumi prints it without a traceback, and deletes nothing
    that is replaced.
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

        verdict, found = await follow(look, revision, timeout_minutes, report)
        if verdict.state == "failed":
            return _Outcome(revision, _failure(name, revision, verdict, events_of(found)))
        for difference in differences(known["asked"], found):
            pulumi.log.warn(f"service {name}: {difference}", resource=service)
        return _Outcome(revision)

    # The id makes the wait begin only once the service is created or updated. What was asked for is the task
    # definition's own ARN: the service's is read back, and may be the one that ECS has rolled back to.
    return Rollout(
        pulumi.Output.all(
            id=service.id,
            cluster=service.cluster,
            service=service.name,
            task_definition=task_definition_arn,
            asked=asked,
            rule=shifting_rule_arn,
        ).apply(wait)
    )


async def _shares_of_requests(rule_arn: str | None, opts: pulumi.InvokeOptions) -> list[int]:
    """Return the weights of the target groups that a listener rule forwards to, none without a rule."""
    if rule_arn is None:
        return []
    found: Mapping[str, Any] = await pulumi.runtime.invoke_async(GET_RULE, {"arn": rule_arn}, opts)
    groups = [
        group for action in found["actions"] for forward in action["forwards"] for group in forward["targetGroups"]
    ]
    return [int(group["weight"]) for group in groups]


def running_revision(service: aws.ecs.Service, opts: pulumi.InvokeOptions) -> pulumi.Output[str]:
    """Return the task definition that runs, whoever deployed it; in a preview, the last that the engine knows."""

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
) -> tuple[Verdict, Mapping[str, Any]]:
    """Look at the service until a revision's rollout has ended or is late; return the verdict and the last look.

    ``report`` gets what ECS lists while the rollout is under way.
    """
    deadline = time.monotonic() + timeout_minutes * 60
    failures = 0
    watched: dict[str, Deployment] = {}
    while True:
        found = await look()
        deployments, events = deployments_of(found), events_of(found)
        verdict = verdict_of(revision, deployments, events, watched.values())
        watched |= {each.id: each for each in deployments if each.task_definition == revision}
        if verdict.state == "in-progress" and report is not None:
            await report(deployments, events)
        failures = failures + 1 if verdict.state == "failed" else 0
        if verdict.state == "completed" or failures >= LOOKS_BEFORE_FAILURE:
            return verdict, found
        if time.monotonic() >= deadline:
            late = Verdict("failed", f"it was not completed within {timeout_minutes} minutes")
            return (late if verdict.state == "in-progress" else verdict), found
        await asyncio.sleep(POLL_SECONDS)


def _revision_or_failure(outcome: _Outcome) -> str:
    if outcome.failure:
        raise pulumi.RunError(outcome.failure)
    return outcome.task_definition


def _failure(name: str, task_definition: str, verdict: Verdict, events: list[Event]) -> str:
    # ECS lists the latest first, and several in one second.
    latest = reversed(sorted(events, key=attrgetter("created_at"), reverse=True)[:SHOWN_EVENTS])
    lines = [f"the rollout of {task_definition} in service {name} failed: {verdict.reason}"]
    lines += [f"  {event.created_at} {event.message}" for event in latest]
    return "\n".join([*lines, verdict.remedy])
