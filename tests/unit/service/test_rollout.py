"""``pulumi up`` tells the truth: it ends well only once the revision that was asked for runs."""

from __future__ import annotations

import re
from dataclasses import replace
from types import SimpleNamespace
from typing import Any

import pulumi
import pulumi_aws as aws
import pytest

from components.service import rollout
from components.service.deployment_args import DEFAULTS, DeploymentArgs
from components.service.differences import Asked
from components.service.rollout_verdict import EVENTS_LISTED, Deployment, Event, judge
from docs.generator.descriptions import descriptions
from tests.harness import aws_functions
from tests.harness.aws_outputs import arn_of
from tests.harness.build import PLATFORM, build_component, build_services

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
def test_a_rollout_is_judged_by_what_ecs_lists(deployments: list[Deployment], events: list[Event], state: str) -> None:
    assert judge(ASKED, deployments, events).state == state


def test_the_verdict_says_why_ecs_gave_up() -> None:
    assert judge(ASKED, [PRIMARY], [GIVEN_UP]).reason == "the deployment failed: tasks failed to start"


@pytest.mark.parametrize(
    ("primary", "events"),
    [
        (RESTORED, [STEADY, GOES_BACK, GIVEN_UP]),
        # A deployment that shifts requests goes back to the one before, whose tasks still run.
        (replace(ACTIVE, status="PRIMARY", created_at="2026-01-01T09:00:00Z"), [GIVEN_UP]),
    ],
)
def test_a_rollback_is_told_by_ecss_events(primary: Deployment, events: list[Event]) -> None:
    assert judge(ASKED, [primary], events).reason == f"ECS rolled it back: {BEFORE} runs"


@pytest.mark.parametrize(
    "events",
    [
        [],
        [STEADY, Event(RESTORED.created_at, "(service web) (deployment ecs-svc/3) deployment completed.")],
        # An earlier deployment that failed, and went back to another.
        [STEADY, replace(GIVEN_UP, created_at="2026-01-01T08:00:00Z"), replace(GOES_BACK, message="to ecs-svc/33.")],
    ],
)
def test_a_later_deployment_is_no_rollback(events: list[Event]) -> None:
    verdict = judge(ASKED, [RESTORED], events)
    assert verdict.reason == (
        f"a later deployment, which is not this stack's, replaced it: {BEFORE} runs since {RESTORED.created_at}"
    )
    assert "pulumi up --refresh puts this stack's own revision in its place" in verdict.remedy
    assert "try the same again" not in verdict.remedy


def test_where_ecss_events_do_not_go_back_far_enough_nothing_is_made_up() -> None:
    verdict = judge(ASKED, [RESTORED], [STEADY] * EVENTS_LISTED)
    assert verdict.state == "failed"
    assert "events do not go back to that time" in verdict.reason
    assert "rolled" not in verdict.reason


def ecs_says(monkeypatch: pytest.MonkeyPatch, *answers: dict[str, Any]) -> list[dict[str, Any]]:
    """Make ECS answer so, the last answer again and again; return what it was asked."""
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
    asked = ecs_says(monkeypatch, listed(BEFORE, events=[ROLLED_BACK, *events]))
    with pytest.raises(pulumi.RunError) as caught:
        build_services(config("rolled back"))
    assert len(asked) == rollout.LOOKS_BEFORE_FAILURE
    message = str(caught.value)
    assert f"the rollout of {RUNS} in service worker failed: ECS rolled it back: {BEFORE} runs" in message
    shown = re.findall(r"event-\d\d", message)
    assert shown == [f"event-{minute:02}" for minute in range(2, count)]


def test_one_stale_answer_is_no_failure(monkeypatch: pytest.MonkeyPatch) -> None:
    stale = listed(BEFORE, events=[ROLLED_BACK])
    asked = ecs_says(monkeypatch, stale, stale, listed(RUNS, running=0), stale, listed(RUNS))
    exports = build_services(config("stale")).exports["services"]["worker"]
    assert exports["runningTaskDefinitionArn"] == RUNS
    assert len(asked) == 5


def warned(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    told: list[str] = []
    monkeypatch.setattr(pulumi.log, "warn", lambda message, **_: told.append(message))
    return told


ALARMS = {"enable": True, "rollback": True, "alarmNames": ["errors", "latency"]}


@pytest.mark.parametrize(
    ("service", "told"),
    [
        ({"desiredCount": 8}, "ECS keeps 8 tasks; pulumi up --refresh sets desiredCount, 2"),
        (
            {"deploymentConfigurations": [{"alarms": [ALARMS]}]},
            "the alarms errors, latency still roll deployments back; alarmNames: [] takes them away",
        ),
        (
            {"capacityProviderStrategies": [{"capacityProvider": "FARGATE"}], "clusterArn": "c", "serviceName": "s"},
            "aws ecs update-service --cluster c --service s --capacity-provider-strategy capacityProvider=",
        ),
    ],
)
def test_what_the_provider_does_not_change_is_told(
    monkeypatch: pytest.MonkeyPatch, service: dict[str, Any], told: str
) -> None:
    ecs_says(monkeypatch, listed(RUNS, **service))
    warnings = warned(monkeypatch)
    build_services(config(f"different {next(iter(service))}"))
    [warning] = warnings
    assert warning.startswith("service worker: ")
    assert told in warning


def test_scaling_has_as_many_tasks_as_it_likes(monkeypatch: pytest.MonkeyPatch) -> None:
    ecs_says(monkeypatch, listed(RUNS, desiredCount=8))
    warnings = warned(monkeypatch)
    worker = {"topology": "private-worker", "scaling": {"minCount": 2, "maxCount": 9, "cpu": 50}}
    build_services({"worker": worker})
    assert warnings == []


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
        asked = Asked(2, "capacity", names_alarms=False)
        found = rollout.wait_for_rollout("web", there, ASKED, asked, 1, pulumi.InvokeOptions())
        pulumi.export("running", found.running)

    assert build_component(program, preview=True).exports == {"running": ASKED}
    assert asked == []


def test_a_service_that_is_not_waited_for_keeps_its_revisions(monkeypatch: pytest.MonkeyPatch) -> None:
    asked = ecs_says(monkeypatch, listed(BEFORE))
    recording = build_services(config("opted out", waitForRollout=False))
    assert asked == []
    assert recording.one("ecs.TaskDefinition").at("skipDestroy") is True


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


@pytest.mark.parametrize(
    ("given", "alarms"),
    [
        ({"alarmNames": ["errors", "latency"]}, ALARMS),
        # The provider sends no empty list, and AWS takes none of nothing.
        ({"alarmNames": []}, {"enable": False, "rollback": False, "alarmNames": ["none"]}),
        ({}, None),
    ],
)
def test_alarms_roll_a_deployment_back_and_are_left_out_where_none_are_named(
    given: dict[str, Any], alarms: dict[str, Any] | None
) -> None:
    recording = build_services({"web": {"topology": "public-api", "deployment": given}})
    assert recording.one("ecs.Service").inputs.get("alarms") == alarms


@pytest.mark.parametrize(
    ("given", "minutes"),
    [
        ({}, 20),
        ({"strategy": "blue-green"}, 5 + 20),
        ({"strategy": "canary"}, 10 + 5 + 20),
        # No pause follows the step that reaches 100 percent.
        ({"strategy": "linear"}, 9 * 6 + 5 + 20),
        ({"strategy": "linear", "step_percent": 33}, 3 * 6 + 5 + 20),
        ({"strategy": "linear", "step_percent": 99, "step_bake_time_minutes": 0, "bake_time_minutes": 0}, 20),
        # docs/examples.md
        ({"strategy": "linear", "step_percent": 25, "step_bake_time_minutes": 5}, 40),
        ({"strategy": "canary", "canary_percent": 10, "canary_bake_time_minutes": 15, "bake_time_minutes": 5}, 40),
        ({"strategy": "linear", "timeout_minutes": 60}, 60),
        ({"strategy": "linear", "timeout_minutes": 1, "wait_for_rollout": False}, 1),
    ],
)
def test_an_update_waits_longer_than_all_bake_times(given: dict[str, Any], minutes: int) -> None:
    assert DeploymentArgs(**given).minutes_to_wait == minutes


@pytest.mark.parametrize(
    ("count", "least", "most", "moves"),
    [
        (1, 75, 100, False),
        (1, 0, 100, True),
        (1, 100, 200, True),
        (1, 100, 199, False),
        (2, 75, 120, False),
        (2, 50, 120, True),
        (2, 75, 150, True),
        (5, 80, 119, True),
        (5, 81, 119, False),
    ],
)
def test_ecs_rounds_the_percentages(count: int, least: int, most: int, moves: bool) -> None:
    args = DeploymentArgs(minimum_healthy_percent=least, maximum_percent=most)
    assert args.can_replace_tasks(count) == moves
