"""``pulumi up`` tells the truth: it ends well only once the revision that was asked for runs."""

from __future__ import annotations

import re
from dataclasses import replace
from types import SimpleNamespace
from typing import Any

import pulumi
import pulumi_aws as aws
import pytest

from components import rollout
from components.deployment_args import DEFAULTS, DeploymentArgs
from components.rollout import Deployment, Event, Verdict, judge
from docs.generator.descriptions import descriptions

from . import aws_functions
from .aws_outputs import arn_of
from .build import PLATFORM, build_component, build_services

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
def test_a_rollout_is_judged_by_what_ecs_lists(deployments: list[Deployment], events: list[Event], state: str) -> None:
    assert judge(ASKED, deployments, events).state == state


def test_the_verdict_says_what_runs_instead() -> None:
    verdict = judge(ASKED, [replace(PRIMARY, task_definition=BEFORE)], [])
    assert verdict == Verdict("failed", f"ECS rolled it back: {BEFORE} runs")


def ecs_says(monkeypatch: pytest.MonkeyPatch, *answers: dict[str, Any]) -> list[dict[str, Any]]:
    """Make ECS answer so, the last answer again and again; return what it was asked."""
    asked: list[dict[str, Any]] = []

    def answer(args: dict[str, Any]) -> dict[str, Any]:
        asked.append(args)
        return answers[min(len(asked), len(answers)) - 1]

    monkeypatch.setitem(aws_functions._FUNCTIONS, "getService", answer)
    monkeypatch.setattr(rollout, "POLL_SECONDS", 0)
    return asked


def listed(task_definition: str, *, running: int = 2, events: list[dict[str, str]] | None = None) -> dict[str, Any]:
    deployment = {
        "id": "ecs-svc/2",
        "status": "PRIMARY",
        "taskDefinition": task_definition,
        "desiredCount": 2,
        "runningCount": running,
        "pendingCount": 0,
        "createdAt": "2026-01-01T10:00:00Z",
    }
    return {"deployments": [deployment], "events": events or []}


def config(salt: str, **deployment: Any) -> dict[str, Any]:
    """Return services that no other test builds, whose answers would be kept."""
    service = {"topology": "private-worker", "deployment": deployment, "environment": {"TEST": salt}}
    return {"worker": service}


RUNS = arn_of("ecs.TaskDefinition", "worker")


def test_an_update_ends_once_the_rollout_is_completed(monkeypatch: pytest.MonkeyPatch) -> None:
    asked = ecs_says(monkeypatch, listed(RUNS, running=0), listed(RUNS, running=1), listed(RUNS))
    exports = build_services(config("completed")).exports["services"]["worker"]
    assert exports["runningTaskDefinitionArn"] == RUNS
    assert len(asked) == 3
    assert asked[0] == {"clusterArn": PLATFORM["cluster"]["clusterArn"], "serviceName": "worker"}


def test_an_update_fails_with_ecss_own_events_when_it_was_rolled_back(monkeypatch: pytest.MonkeyPatch) -> None:
    count = rollout.SHOWN_EVENTS + 2
    events = [
        {"createdAt": f"2026-01-01T10:{minute:02}:00Z", "message": f"event-{minute:02}"} for minute in range(count)
    ]
    ecs_says(monkeypatch, listed(BEFORE, events=events))
    with pytest.raises(pulumi.RunError) as caught:
        build_services(config("rolled back"))
    message = str(caught.value)
    assert f"the rollout of {RUNS} in service worker failed: ECS rolled it back: {BEFORE} runs" in message
    shown = re.findall(r"event-\d\d", message)
    assert shown == [f"event-{minute:02}" for minute in range(2, count)]


def test_an_update_fails_after_its_time(monkeypatch: pytest.MonkeyPatch) -> None:
    ecs_says(monkeypatch, listed(RUNS, running=1))
    clock = iter(range(0, 100_000, 60))
    monkeypatch.setattr(rollout, "time", SimpleNamespace(monotonic=lambda: next(clock)))
    with pytest.raises(pulumi.RunError, match="it was not completed within 3 minutes"):
        build_services(config("too long", timeoutMinutes=3))


def test_a_preview_asks_and_waits_for_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    asked = ecs_says(monkeypatch, listed(BEFORE))
    build_services(config("preview"), preview=True)
    assert asked == []


def test_a_preview_of_a_service_that_is_there_asks_nothing_either(monkeypatch: pytest.MonkeyPatch) -> None:
    # Where nothing is unknown, only this keeps a preview from waiting.
    asked = ecs_says(monkeypatch, listed(BEFORE))

    def program() -> None:
        aws.ecs.Cluster("theirs")
        there: Any = SimpleNamespace(
            id=pulumi.Output.from_input("arn"), cluster=pulumi.Output.from_input("arn"), name="web"
        )
        running = rollout.wait_for_rollout("web", there, ASKED, 1, pulumi.InvokeOptions())
        pulumi.export("running", running)

    assert build_component(program, preview=True).exports == {"running": ASKED}
    assert asked == []


def test_whoever_wants_no_truth_is_not_asked_to_wait(monkeypatch: pytest.MonkeyPatch) -> None:
    asked = ecs_says(monkeypatch, listed(BEFORE))
    build_services(config("opted out", waitForRollout=False))
    assert asked == []


@pytest.mark.parametrize(
    ("strategy", "settings", "name"),
    [
        ("blue-green", {"bakeTimeMinutes": 7}, "BLUE_GREEN"),
        ("canary", {"canaryPercent": 20, "canaryBakeTimeMinutes": 3}, "CANARY"),
        ("linear", {"stepPercent": 25, "stepBakeTimeMinutes": 2}, "LINEAR"),
    ],
)
def test_a_strategy_that_shifts_traffic_has_two_target_groups_and_ecss_right_to_shift(
    strategy: str, settings: dict[str, int], name: str
) -> None:
    deployment = {"strategy": strategy, **settings}
    recording = build_services({"web": {"topology": "public-api", "deployment": deployment}})
    service, rule = recording.one("ecs.Service"), recording.one("lb.ListenerRule")
    groups = {group.name: group.computed["arn"] for group in recording.all("lb.TargetGroup")}
    assert service.at("deploymentConfiguration.strategy") == name
    advanced = service.at("loadBalancers.0.advancedConfiguration")
    assert advanced == {
        "alternateTargetGroupArn": groups["web-public-alternate"],
        "productionListenerRule": rule.computed["arn"],
        "roleArn": recording.one("iam.Role", "web-infrastructure").computed["arn"],
    }
    weights = {group["arn"]: group["weight"] for group in rule.at("actions.0.forward.targetGroups")}
    assert weights == {groups["web-public"]: 100, groups["web-public-alternate"]: 0}
    assert rule in recording.waits_for(service)


def test_a_canarys_settings_are_ecss() -> None:
    deployment = {"strategy": "canary", "canaryPercent": 20, "canaryBakeTimeMinutes": 3, "bakeTimeMinutes": 4}
    recording = build_services({"web": {"topology": "public-api", "deployment": deployment}})
    found = recording.one("ecs.Service").at("deploymentConfiguration")
    assert found["bakeTimeInMinutes"] == "4"
    assert found["canaryConfiguration"] == {"canaryPercent": 20, "canaryBakeTimeInMinutes": "3"}


@pytest.mark.parametrize(("name", "default"), DEFAULTS.items())
def test_a_default_is_what_the_reference_says(name: str, default: int) -> None:
    assert descriptions(DeploymentArgs)[name].endswith(f"Default: {default}.")


@pytest.mark.parametrize("strategy", ["blue-green", "canary", "linear"])
def test_a_strategys_defaults_are_set(strategy: str) -> None:
    recording = build_services({"web": {"topology": "public-api", "deployment": {"strategy": strategy}}})
    found = recording.one("ecs.Service").at("deploymentConfiguration")
    assert found["bakeTimeInMinutes"] == "5"
    assert found.get("canaryConfiguration") == (
        {"canaryPercent": 5, "canaryBakeTimeInMinutes": "10"} if strategy == "canary" else None
    )
    assert found.get("linearConfiguration") == (
        {"stepPercent": 10, "stepBakeTimeInMinutes": "6"} if strategy == "linear" else None
    )


def test_alarms_roll_a_deployment_back() -> None:
    deployment = {"alarmNames": ["errors", "latency"]}
    recording = build_services({"web": {"topology": "public-api", "deployment": deployment}})
    assert recording.one("ecs.Service").at("alarms") == {
        "enable": True,
        "rollback": True,
        "alarmNames": ["errors", "latency"],
    }
