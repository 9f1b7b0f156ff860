"""The status of a rollout, from ECS's deployments and events of a service."""

from __future__ import annotations

import re
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from typing import Any, Literal

EVENTS_LISTED = 100
"""The most events that ECS lists."""

_FAILED = re.compile(r"\(deployment (?P<id>\S+)\) deployment failed: (?P<reason>.+?)\.?$")


@dataclass(frozen=True)
class Deployment:
    """One of a service's deployments, of which ECS lists several during a replacement."""

    id: str
    status: str
    task_definition: str
    desired_count: int
    running_count: int
    pending_count: int
    created_at: str


@dataclass(frozen=True)
class Event:
    """An event of the service in ECS."""

    created_at: str
    message: str


@dataclass(frozen=True)
class RolloutStatus:
    """The state of the rollout of one revision, with the ``reason`` and the ``remedy`` of a failure."""

    state: Literal["completed", "in-progress", "failed"]
    reason: str = ""
    remedy: str = "change the service and run pulumi up, or retry the same revision with pulumi up --refresh"


def deployments_of(service: Mapping[str, Any]) -> list[Deployment]:
    """Read the deployments from the result of the provider's function ``getService``."""
    return [
        Deployment(
            id=item["id"],
            status=item["status"],
            task_definition=item["taskDefinition"],
            desired_count=int(item["desiredCount"]),
            running_count=int(item["runningCount"]),
            pending_count=int(item["pendingCount"]),
            created_at=item["createdAt"],
        )
        for item in service["deployments"]
    ]


def events_of(service: Mapping[str, Any]) -> list[Event]:
    """Read the events from the result of the provider's function ``getService``."""
    return [Event(item["createdAt"], item["message"]) for item in service["events"]]


def status_of(
    task_definition_arn: str,
    deployments: list[Deployment],
    events: list[Event],
    watched: Collection[Deployment] = (),
) -> RolloutStatus:
    """Return whether the requested revision runs, is being deployed, has failed, or was replaced by another one.

    ``watched`` are the deployments of the revision that were seen before: a forced deployment rolls back to the same
    revision.
    """
    primary = next((deployment for deployment in deployments if deployment.status == "PRIMARY"), None)
    if primary is None:
        return RolloutStatus("failed", "the service has no deployment")
    if primary.task_definition != task_definition_arn:
        return _of_another(primary, events)
    reasons = [_failure_of(each.id, each.created_at, events) for each in (primary, *watched)]
    if any(reasons):
        return RolloutStatus("failed", f"the deployment failed: {next(filter(None, reasons))}")
    settled = primary.running_count == primary.desired_count and primary.pending_count == 0
    return RolloutStatus("completed" if settled and len(deployments) == 1 else "in-progress")


def _of_another(primary: Deployment, events: list[Event]) -> RolloutStatus:
    """Explain why another revision runs than the requested one."""
    runs = f"{primary.task_definition} runs"
    # A rolling deployment rolls back with a new deployment, which an event names. A deployment that shifts requests
    # rolls back to the previous deployment, which is older than the failure.
    named = [event for event in events if event.message.endswith(f"rolling back to deployment {primary.id}.")]
    failures = [event for event in events if _FAILED.search(event.message) and event.created_at >= primary.created_at]
    if named or failures:
        return RolloutStatus("failed", f"ECS rolled it back: {runs}")
    since = f"{runs} since {primary.created_at}"
    if len(events) >= EVENTS_LISTED and min(event.created_at for event in events) > primary.created_at:
        return RolloutStatus(
            "failed", f"{since}, and ECS's events do not go back to that time, so the reason is unknown"
        )
    return RolloutStatus(
        "failed",
        f"a later deployment by another system replaced it: {since}",
        "to keep the running revision, configure it in this stack and run pulumi up; pulumi up --refresh deploys this "
        "stack's own revision",
    )


def _failure_of(deployment: str, since: str, events: list[Event]) -> str:
    """Return the reason why a deployment failed, or an empty string."""
    for event in events:
        match = _FAILED.search(event.message)
        if match and match["id"] == deployment and event.created_at >= since:
            return match["reason"]
    return ""
