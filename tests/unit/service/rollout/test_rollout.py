"""``pulumi up`` succeeds only when the requested revision runs."""

from __future__ import annotations

import re
from types import SimpleNamespace
from typing import Any

import pulumi
import pulumi_aws as aws
import pytest

from components.service.rollout import rollout
from components.service.rollout.differences import DesiredState
from tests.harness import aws_functions
from tests.harness.aws_outputs import arn_of
from tests.harness.build import PLATFORM, build_component, build_services

ASKED = "arn:aws:ecs:us-east-1:123456789012:task-definition/web:2"
BEFORE = ASKED.replace(":2", ":1")


def set_ecs_answers(monkeypatch: pytest.MonkeyPatch, *answers: dict[str, Any]) -> list[dict[str, Any]]:
    """Make ECS return these answers, and the last one repeatedly; return the recorded calls."""
    asked: list[dict[str, Any]] = []

    def answer(args: dict[str, Any]) -> dict[str, Any]:
        asked.append(args)
        return answers[min(len(asked), len(answers)) - 1]

    monkeypatch.setitem(aws_functions._FUNCTIONS, "getService", answer)
    monkeypatch.setattr(rollout, "POLL_SECONDS", 0)
    return asked


ROLLED_BACK = {"createdAt": "2026-01-01T09:00:00Z", "message": "(service worker) rolling back to deployment ecs-svc/2."}


def listed(
    task_definition: str, *, running: int = 2, events: list[dict[str, str]] | None = None, **service: Any
) -> dict[str, Any]:
    deployment = {
        "id": "ecs-svc/2",
        "status": "PRIMARY",
        "taskDefinition": task_definition,
        "desiredCount": 2,
        "runningCount": running,
        "pendingCount": 0,
        "createdAt": "2026-01-01T10:00:00Z",
    }
    return {"deployments": [deployment], "events": events or [], **service}


def config(salt: str, **deployment: Any) -> dict[str, Any]:
    """Return services that no other test builds, because builds are cached."""
    service = {"topology": "private-worker", "deployment": deployment, "environment": {"TEST": salt}}
    return {"worker": service}


RUNS = arn_of("ecs.TaskDefinition", "worker")


def test_an_update_ends_once_the_rollout_is_completed(monkeypatch: pytest.MonkeyPatch) -> None:
    asked = set_ecs_answers(monkeypatch, listed(RUNS, running=0), listed(RUNS, running=1), listed(RUNS))
    exports = build_services(config("completed")).exports["services"]["worker"]
    assert exports["runningTaskDefinitionArn"] == RUNS
    assert len(asked) == 3
    assert asked[0] == {"clusterArn": PLATFORM["cluster"]["clusterArn"], "serviceName": "worker"}


def test_a_rolled_back_update_fails_with_the_events_of_ecs(monkeypatch: pytest.MonkeyPatch) -> None:
    count = rollout.SHOWN_EVENTS + 2
    events = [
        {"createdAt": f"2026-01-01T10:{minute:02}:00Z", "message": f"event-{minute:02}"} for minute in range(count)
    ]
    asked = set_ecs_answers(monkeypatch, listed(BEFORE, events=[ROLLED_BACK, *events]))
    with pytest.raises(pulumi.RunError) as caught:
        build_services(config("rolled back"))
    assert len(asked) == rollout.LOOKS_BEFORE_FAILURE
    message = str(caught.value)
    assert f"the rollout of {RUNS} in service worker failed: ECS rolled it back: {BEFORE} runs" in message
    shown = re.findall(r"event-\d\d", message)
    assert shown == [f"event-{minute:02}" for minute in range(2, count)]


def test_one_stale_answer_does_not_fail_the_update(monkeypatch: pytest.MonkeyPatch) -> None:
    stale = listed(BEFORE, events=[ROLLED_BACK])
    asked = set_ecs_answers(monkeypatch, stale, stale, listed(RUNS, running=0), stale, listed(RUNS))
    exports = build_services(config("stale")).exports["services"]["worker"]
    assert exports["runningTaskDefinitionArn"] == RUNS
    assert len(asked) == 5


def warned(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    warnings: list[str] = []
    monkeypatch.setattr(pulumi.log, "warn", lambda message, **_: warnings.append(message))
    return warnings


ALARMS = {"enable": True, "rollback": True, "alarmNames": ["errors", "latency"]}


@pytest.mark.parametrize(
    ("service", "expected"),
    [
        ({"desiredCount": 8}, "ECS keeps 8 tasks; pulumi up --refresh sets the number to desiredCount, 2"),
        (
            {"deploymentConfigurations": [{"alarms": [ALARMS]}]},
            "the alarms errors, latency still roll deployments back; alarmNames: [] removes them",
        ),
        (
            {"capacityProviderStrategies": [{"capacityProvider": "FARGATE"}], "clusterArn": "c", "serviceName": "s"},
            "aws ecs update-service --cluster c --service s --capacity-provider-strategy capacityProvider=",
        ),
    ],
)
def test_values_that_the_provider_does_not_change_are_reported(
    monkeypatch: pytest.MonkeyPatch, service: dict[str, Any], expected: str
) -> None:
    set_ecs_answers(monkeypatch, listed(RUNS, **service))
    warnings = warned(monkeypatch)
    build_services(config(f"different {next(iter(service))}"))
    [warning] = warnings
    assert warning.startswith("service worker: ")
    assert expected in warning


def test_scaling_can_have_any_number_of_tasks(monkeypatch: pytest.MonkeyPatch) -> None:
    set_ecs_answers(monkeypatch, listed(RUNS, desiredCount=8))
    warnings = warned(monkeypatch)
    worker = {"topology": "private-worker", "scaling": {"minCount": 2, "maxCount": 9, "cpu": 50}}
    build_services({"worker": worker})
    assert warnings == []


def test_an_update_fails_after_its_timeout(monkeypatch: pytest.MonkeyPatch) -> None:
    set_ecs_answers(monkeypatch, listed(RUNS, running=1))
    clock = iter(range(0, 100_000, 60))
    monkeypatch.setattr(rollout, "time", SimpleNamespace(monotonic=lambda: next(clock)))
    with pytest.raises(pulumi.RunError, match="it was not completed within 3 minutes"):
        build_services(config("too long", timeoutMinutes=3))


def test_a_preview_makes_no_calls_and_does_not_wait(monkeypatch: pytest.MonkeyPatch) -> None:
    asked = set_ecs_answers(monkeypatch, listed(BEFORE))
    build_services(config("preview"), preview=True)
    assert asked == []


def test_a_preview_of_an_existing_service_makes_no_calls(monkeypatch: pytest.MonkeyPatch) -> None:
    # Without unknown values, only this check keeps a preview from waiting.
    asked = set_ecs_answers(monkeypatch, listed(BEFORE))

    def program() -> None:
        aws.ecs.Cluster("theirs")
        there: Any = SimpleNamespace(
            id=pulumi.Output.from_input("arn"), cluster=pulumi.Output.from_input("arn"), name="web"
        )
        asked = DesiredState(2, "capacity", names_alarms=False)
        running, _ = rollout.wait_for_rollout("web", there, ASKED, asked, 1, pulumi.InvokeOptions())
        pulumi.export("running", running)

    assert build_component(program, preview=True).exports == {"running": ASKED}
    assert asked == []


def test_a_service_without_a_wait_keeps_its_revisions(monkeypatch: pytest.MonkeyPatch) -> None:
    asked = set_ecs_answers(monkeypatch, listed(BEFORE))
    recording = build_services(config("opted out", waitForRollout=False))
    assert asked == []
    assert recording.one("ecs.TaskDefinition").at("skipDestroy") is True
