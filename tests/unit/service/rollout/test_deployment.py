"""The settings of a deployment: its strategy, its alarms, its times and its percentages."""

from __future__ import annotations

from typing import Any

import pytest

from components.service.rollout.deployment_args import DEFAULTS, DeploymentArgs
from docs.generator.descriptions import descriptions
from tests.harness.build import build_services

ALARMS = {"enable": True, "rollback": True, "alarmNames": ["errors", "latency"]}


@pytest.mark.parametrize(
    ("strategy", "settings", "name"),
    [
        ("blue-green", {"bakeTimeMinutes": 7}, "BLUE_GREEN"),
        ("canary", {"canaryPercent": 20, "canaryBakeTimeMinutes": 3}, "CANARY"),
        ("linear", {"stepPercent": 25, "stepBakeTimeMinutes": 2}, "LINEAR"),
    ],
)
def test_a_strategy_that_shifts_traffic_has_two_target_groups_and_a_role_for_ecs(
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


def test_ecs_gets_the_settings_of_a_canary() -> None:
    deployment = {"strategy": "canary", "canaryPercent": 20, "canaryBakeTimeMinutes": 3, "bakeTimeMinutes": 4}
    recording = build_services({"web": {"topology": "public-api", "deployment": deployment}})
    found = recording.one("ecs.Service").at("deploymentConfiguration")
    assert found["bakeTimeInMinutes"] == "4"
    assert found["canaryConfiguration"] == {"canaryPercent": 20, "canaryBakeTimeInMinutes": "3"}


@pytest.mark.parametrize(("name", "default"), DEFAULTS.items())
def test_a_default_in_the_description_equals_that_of_the_strategy(name: str, default: int) -> None:
    assert descriptions(DeploymentArgs)[name].endswith(f"Default: {default}.")


@pytest.mark.parametrize("strategy", ["blue-green", "canary", "linear"])
def test_the_defaults_of_a_strategy_are_set(strategy: str) -> None:
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
        # The provider sends no empty list, and AWS does not accept a list without names.
        ({"alarmNames": []}, {"enable": False, "rollback": False, "alarmNames": ["none"]}),
        ({}, None),
    ],
)
def test_alarms_roll_a_deployment_back_and_are_omitted_without_names(
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
        # docs/examples/services.md
        ({"strategy": "linear", "step_percent": 25, "step_bake_time_minutes": 5}, 40),
        ({"strategy": "canary", "canary_percent": 10, "canary_bake_time_minutes": 15, "bake_time_minutes": 5}, 40),
        ({"strategy": "linear", "timeout_minutes": 60}, 60),
        ({"strategy": "linear", "timeout_minutes": 1, "wait_for_rollout": False}, 1),
    ],
)
def test_the_timeout_of_an_update_exceeds_all_bake_times(given: dict[str, Any], minutes: int) -> None:
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
