"""Service events with ECS's messages, newest first."""

from __future__ import annotations

import uuid
from typing import TYPE_CHECKING, Any

from moto.core.utils import utcnow

if TYPE_CHECKING:
    from collections.abc import Iterable

EVENTS_KEPT = 100


def write(service: Any, text: str) -> None:
    """Add an event; ``text`` follows the service's name. The same event twice in a row is written once."""
    message = f"(service {service.name}) {text}"
    if service.events and service.events[0]["message"] == message:
        return
    service.events.insert(0, {"id": str(uuid.uuid4()), "createdAt": utcnow(), "message": message})
    del service.events[EVENTS_KEPT:]


def started(service: Any, tasks: Iterable[Any]) -> None:
    """Add an event about started tasks."""
    _about_tasks(service, "has started {} tasks:", tasks)


def stopped(service: Any, tasks: Iterable[Any]) -> None:
    """Add an event about stopped tasks."""
    _about_tasks(service, "has stopped {} running tasks:", tasks)


def _about_tasks(service: Any, text: str, tasks: Iterable[Any]) -> None:
    listed = [f"(task {task.id})" for task in tasks]
    if listed:
        write(service, f"{text.format(len(listed))} {' '.join(listed)}.")


def targets(service: Any, text: str, count: int, target_group_arn: str) -> None:
    """Add an event about targets; ``text`` is ``registered`` or ``deregistered``."""
    if count:
        write(service, f"{text} {count} targets in (target-group {target_group_arn})")


def unplaced(service: Any, reason: str) -> None:
    """Add an event about a task without a suitable instance."""
    write(
        service,
        f"was unable to place a task because no container instance met all of its requirements. Reason: {reason} For "
        "more information, see the Troubleshooting section of the Amazon ECS Developer Guide.",
    )


def deployment(service: Any, identifier: str, text: str) -> None:
    """Add an event about a deployment."""
    write(service, f"(deployment {identifier}) {text}")


def steady(service: Any) -> None:
    """Add an event about the steady state."""
    write(service, "has reached a steady state.")
