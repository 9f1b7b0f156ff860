"""The result of a rollout follows from the deployments and events that ECS lists."""

from __future__ import annotations

from dataclasses import replace

import pytest

from components.service.rollout.status import EVENTS_LISTED, Deployment, Event, status_of

ASKED = "arn:aws:ecs:us-east-1:123456789012:task-definition/web:2"
BEFORE = ASKED.replace(":2", ":1")
PRIMARY = Deployment(
    id="ecs-svc/2",
    status="PRIMARY",
    task_definition=ASKED,
    desired_count=2,
    running_count=2,
    pending_count=0,
    created_at="2026-01-01T10:00:00Z",
)
ACTIVE = replace(PRIMARY, id="ecs-svc/1", status="ACTIVE", task_definition=BEFORE)
GIVEN_UP = Event(
    "2026-01-01T10:05:00Z", "(service web) (deployment ecs-svc/2) deployment failed: tasks failed to start."
)
RESTORED = replace(PRIMARY, id="ecs-svc/3", task_definition=BEFORE, created_at="2026-01-01T10:05:00Z")
GOES_BACK = Event("2026-01-01T10:05:00Z", "(service web) rolling back to deployment ecs-svc/3.")
STEADY = Event("2026-01-01T10:20:00Z", "(service web) has reached a steady state.")


@pytest.mark.parametrize(
    ("deployments", "events", "state"),
    [
        ([PRIMARY], [], "completed"),
        ([replace(PRIMARY, desired_count=0, running_count=0)], [], "completed"),
        ([PRIMARY, ACTIVE], [], "in-progress"),
        ([replace(PRIMARY, running_count=1)], [], "in-progress"),
        ([replace(PRIMARY, pending_count=1)], [], "in-progress"),
        ([replace(PRIMARY, task_definition=BEFORE)], [], "failed"),
        ([PRIMARY, ACTIVE], [GIVEN_UP], "failed"),
        ([], [], "failed"),
        ([PRIMARY], [replace(GIVEN_UP, created_at="2025-12-31T00:00:00Z")], "completed"),
        ([PRIMARY], [replace(GIVEN_UP, message="(service web) has reached a steady state.")], "completed"),
        ([PRIMARY], [replace(GIVEN_UP, message=GIVEN_UP.message.replace("svc/2", "svc/1"))], "completed"),
    ],
)
def test_the_result_follows_from_the_lists_of_ecs(
    deployments: list[Deployment], events: list[Event], state: str
) -> None:
    assert status_of(ASKED, deployments, events).state == state


def test_the_result_contains_the_reason_of_ecs() -> None:
    assert status_of(ASKED, [PRIMARY], [GIVEN_UP]).reason == "the deployment failed: tasks failed to start"


@pytest.mark.parametrize(
    ("primary", "events"),
    [
        (RESTORED, [STEADY, GOES_BACK, GIVEN_UP]),
        # A deployment that shifts requests returns to the previous one, whose tasks still run.
        (replace(ACTIVE, status="PRIMARY", created_at="2026-01-01T09:00:00Z"), [GIVEN_UP]),
    ],
)
def test_a_rollback_is_recognized_by_the_events_of_ecs(primary: Deployment, events: list[Event]) -> None:
    assert status_of(ASKED, [primary], events).reason == f"ECS rolled it back: {BEFORE} runs"


@pytest.mark.parametrize(
    "events",
    [
        [],
        [STEADY, Event(RESTORED.created_at, "(service web) (deployment ecs-svc/3) deployment completed.")],
        # An earlier deployment failed and was rolled back to another one.
        [STEADY, replace(GIVEN_UP, created_at="2026-01-01T08:00:00Z"), replace(GOES_BACK, message="to ecs-svc/33.")],
    ],
)
def test_a_later_deployment_is_not_reported_as_a_rollback(events: list[Event]) -> None:
    status = status_of(ASKED, [RESTORED], events)
    assert status.reason == (
        f"a later deployment by another system replaced it: {BEFORE} runs since {RESTORED.created_at}"
    )
    assert "pulumi up --refresh deploys this stack's own revision" in status.remedy
    assert "retry the same revision" not in status.remedy


def test_a_result_without_its_events_has_no_reason() -> None:
    status = status_of(ASKED, [RESTORED], [STEADY] * EVENTS_LISTED)
    assert status.state == "failed"
    assert "events do not go back to that time" in status.reason
    assert "rolled" not in status.reason
