"""Waiting for a service to run what was asked for, and failing the update if it does not.

The provider reports a deployment that ECS rolled back as a success (pulumi-aws#4487, pulumi-awsx#1848). So after every
update, and also where nothing changed, the program asks AWS which revision runs. It asks through the provider, so with
the provider's credentials. Where ECS rolled back, each further ``pulumi up`` fails too until the service runs what is
asked for: a change to the service is deployed as usual, and ``pulumi up --refresh`` tries the same revision again.
"""

from __future__ import annotations

import asyncio
import time
from dataclasses import dataclass
from operator import attrgetter
from typing import Any, Literal

import pulumi
import pulumi_aws as aws

POLL_SECONDS = 5
SHOWN_EVENTS = 12


@dataclass(frozen=True)
class Deployment:
    """One of a service's deployments, as ECS lists them while it replaces one by another."""

    id: str
    status: str
    task_definition: str
    desired_count: int
    running_count: int
    pending_count: int
    created_at: str


@dataclass(frozen=True)
class Event:
    """A line of ECS's own account of the service."""

    created_at: str
    message: str


@dataclass(frozen=True)
class Verdict:
    """How far the rollout of one revision is; ``reason`` says why it failed."""

    state: Literal["completed", "in-progress", "failed"]
    reason: str = ""


def judge(task_definition_arn: str, deployments: list[Deployment], events: list[Event]) -> Verdict:
    """Tell whether the revision asked for runs, may still come to run, or was given up."""
    primary = next((deployment for deployment in deployments if deployment.status == "PRIMARY"), None)
    if primary is None:
        return Verdict("failed", "the service has no deployment")
    if primary.task_definition != task_definition_arn:
        return Verdict("failed", f"ECS rolled it back: {primary.task_definition} runs")
    for event in events:
        if event.created_at >= primary.created_at and f"{primary.id}) deployment failed" in event.message:
            return Verdict("failed", "the deployment failed")
    settled = primary.running_count == primary.desired_count and primary.pending_count == 0
    return Verdict("completed" if settled and len(deployments) == 1 else "in-progress")


def wait_for_rollout(
    name: str,
    service: aws.ecs.Service,
    task_definition_arn: pulumi.Input[str],
    timeout_minutes: int,
    opts: pulumi.InvokeOptions,
) -> pulumi.Output[str]:
    """Return the ARN of the task definition that runs, once it is the one asked for.

    Nothing is waited for in a preview. Raises :class:`pulumi.RunError` with ECS's last events if the rollout failed or
    is not completed within the limit; Pulumi prints it without a traceback, and deletes nothing that is replaced.
    """

    async def wait(known: dict[str, Any]) -> str:
        asked = str(known["task_definition"])
        if pulumi.runtime.is_dry_run():
            return asked
        deadline = time.monotonic() + timeout_minutes * 60
        while True:
            deployments, events = await _describe(known["cluster"], known["service"], opts)
            verdict = judge(asked, deployments, events)
            if verdict.state == "completed":
                return asked
            if verdict.state == "failed":
                raise _failure(name, asked, verdict.reason, events)
            if time.monotonic() >= deadline:
                raise _failure(name, asked, f"it was not completed within {timeout_minutes} minutes", events)
            await asyncio.sleep(POLL_SECONDS)

    # The id makes the wait begin only once the service is created or updated. What was asked for is the task
    # definition's own ARN: the service's is read back, and may be the one that ECS has rolled back to.
    return pulumi.Output.all(
        id=service.id, cluster=service.cluster, service=service.name, task_definition=task_definition_arn
    ).apply(wait)


async def _describe(cluster: str, service: str, opts: pulumi.InvokeOptions) -> tuple[list[Deployment], list[Event]]:
    found = await pulumi.runtime.invoke_async(
        "aws:ecs/getService:getService", {"clusterArn": cluster, "serviceName": service}, opts
    )
    deployments = [
        Deployment(
            id=item["id"],
            status=item["status"],
            task_definition=item["taskDefinition"],
            desired_count=int(item["desiredCount"]),
            running_count=int(item["runningCount"]),
            pending_count=int(item["pendingCount"]),
            created_at=item["createdAt"],
        )
        for item in found["deployments"]
    ]
    return deployments, [Event(item["createdAt"], item["message"]) for item in found["events"]]


def _failure(name: str, task_definition: str, reason: str, events: list[Event]) -> pulumi.RunError:
    # ECS lists the latest first, and several in one second.
    latest = reversed(sorted(events, key=attrgetter("created_at"), reverse=True)[:SHOWN_EVENTS])
    lines = [f"the rollout of {task_definition} in service {name} failed: {reason}"]
    lines += [f"  {event.created_at} {event.message}" for event in latest]
    lines.append("change the service and run pulumi up, or try the same again by pulumi up --refresh")
    return pulumi.RunError("\n".join(lines))
