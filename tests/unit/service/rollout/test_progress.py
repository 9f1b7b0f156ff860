"""During a rollout, `pulumi up` reports the progress at growing intervals."""

from __future__ import annotations

from dataclasses import replace

import pulumi
import pytest

from components.service.rollout.progress import LONGEST_EVENT, Pace, progress_line
from components.service.rollout.status import Event, status_of
from tests.harness.build import build_services
from tests.unit.service.rollout.test_rollout import RUNS, config, listed, set_ecs_answers
from tests.unit.service.rollout.test_status import ACTIVE, ASKED, GIVEN_UP, PRIMARY

STARTS = replace(PRIMARY, running_count=1, pending_count=1)
STARTED = Event(PRIMARY.created_at, "(service web) has started 2 tasks: (task a) (task b).")


def test_a_line_reports_tasks_requests_and_the_latest_event() -> None:
    line = progress_line(ASKED, [STARTS, ACTIVE], [STARTED], [90, 10])
    assert line == (
        "1 of 2 tasks running, 1 pending, 2 of the old revision, requests shared 90:10; has started 2 tasks: (task a)"
        " (task b)."
    )


def test_started_tasks_that_no_longer_exist_are_counted_as_failed() -> None:
    again = replace(STARTED, created_at="2026-01-01T10:01:00Z")
    before = replace(STARTED, created_at="2026-01-01T09:00:00Z")
    line = progress_line(ASKED, [replace(STARTS, running_count=0)], [again, STARTED, before])
    assert line.startswith("0 of 2 tasks running, 1 pending, 3 failed; ")


def test_the_progress_before_the_deployment_starts_has_no_counts() -> None:
    assert progress_line(ASKED, [ACTIVE], [STARTED]) == "waiting for ECS to start"


def test_a_long_event_is_cut_off() -> None:
    line = progress_line(ASKED, [STARTS], [replace(STARTED, message="x" * 200)])
    assert line.endswith(f"; {'x' * (LONGEST_EVENT - 3)}...")


def test_a_repeated_line_is_printed_less_often_and_a_new_line_immediately() -> None:
    pace = Pace(0)
    printed = [second for second in range(0, 3600, 5) if pace.is_due("same", second)]
    assert printed[:4] == [0, 5, 10, 15]
    assert len(printed) < 40
    assert pace.is_due("another", printed[-1] + 1)


def test_an_update_reports_the_progress_of_its_rollout(monkeypatch: pytest.MonkeyPatch) -> None:
    printed: list[tuple[str, bool]] = []
    monkeypatch.setattr(
        pulumi.log, "info", lambda message, resource, ephemeral: printed.append((message, bool(resource and ephemeral)))
    )
    set_ecs_answers(
        monkeypatch, listed(RUNS, running=0), listed(RUNS, running=1), listed(RUNS, running=1), listed(RUNS)
    )
    build_services(config("progress", strategy="canary"))
    assert printed == [
        ("0 of 2 tasks running, requests shared 90:10", True),
        ("1 of 2 tasks running, requests shared 90:10", True),
    ]


def test_a_forced_deployment_that_rolls_back_to_its_own_revision_fails() -> None:
    back = replace(PRIMARY, id="ecs-svc/3", created_at="2026-01-01T10:05:00Z")
    assert status_of(ASKED, [back], [GIVEN_UP]).state == "completed"
    status = status_of(ASKED, [back], [GIVEN_UP], [PRIMARY])
    assert status.reason == "the deployment failed: tasks failed to start"
