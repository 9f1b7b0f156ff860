"""Daemons run one task on each instance, without a count, a capacity provider or a placement."""

from __future__ import annotations

from typing import Any

import pytest

from tests.harness.build import build_services, refuse

AGENT = {"topology": "private-worker", "loadBalancer": "none", "scheduling": "daemon"}


def test_a_daemon_has_no_count_no_provider_and_no_placement() -> None:
    service = build_services({"agent": AGENT}).one("ecs.Service")
    given = ("schedulingStrategy", "launchType", "availabilityZoneRebalancing", "deploymentMinimumHealthyPercent")
    assert [service.at(name) for name in given] == ["DAEMON", "EC2", "DISABLED", 0]
    without = {"desiredCount", "capacityProviderStrategies", "orderedPlacementStrategies", "deploymentMaximumPercent"}
    assert without & service.inputs.keys() == set()


def test_the_scheduling_strategy_of_replicas_is_not_set() -> None:
    service = build_services({"web": {"topology": "private-worker"}}).one("ecs.Service")
    assert {"schedulingStrategy", "launchType"} & service.inputs.keys() == set()


def test_the_minimum_healthy_percent_of_a_daemon_is_a_setting() -> None:
    service = build_services({"agent": {**AGENT, "deployment": {"minimumHealthyPercent": 50}}}).one("ecs.Service")
    assert service.at("deploymentMinimumHealthyPercent") == 50


@pytest.mark.parametrize(
    ("settings", "key"),
    [
        ({"desiredCount": 2}, "desiredCount"),
        ({"scaling": {"minCount": 1, "maxCount": 2, "cpu": 50}}, "scaling"),
        ({"deployment": {"maximumPercent": 150}}, "deployment.maximumPercent"),
        ({"deployment": {"minimumHealthyPercent": 100}}, "deployment.minimumHealthyPercent"),
    ],
)
def test_settings_that_daemons_do_not_support_are_refused(settings: dict[str, Any], key: str) -> None:
    (mistake,) = refuse({"services": {"agent": {**AGENT, **settings}}})
    assert mistake.startswith(f"services.agent.{key}: "), mistake
    assert "one task runs on each instance" in mistake
