"""A stack without room for the tasks of a deployment is refused or gives a warning.

A c5.xlarge has 4096 CPU units and registers 7612 MiB; by its network interfaces, it holds three tasks.
"""

from __future__ import annotations

from typing import Any

import pytest

from tests.harness.build import build_cluster, refuse

SCALES = {"minCount": 1, "maxCount": 3, "cpu": 60}


def config(cluster: dict[str, Any], **services: dict[str, Any]) -> dict[str, Any]:
    return {
        "cluster": cluster,
        "services": {name: {"topology": "private-worker", **each} for name, each in services.items()},
    }


def mistakes(cluster: dict[str, Any], **services: dict[str, Any]) -> list[str]:
    return refuse(config(cluster, **services))


def warnings(cluster: dict[str, Any], **services: dict[str, Any]) -> list[str]:
    asked = config(cluster, **services)
    messages = build_cluster(asked["cluster"], asked["services"]).messages
    return [message for message in messages if message.startswith("cluster.maxSize")]


@pytest.mark.parametrize("strategy", ["blue-green", "canary", "linear"])
def test_two_sets_of_tasks_must_fit(strategy: str) -> None:
    worker = {"desiredCount": 2, "deployment": {"strategy": strategy}}
    (mistake,) = mistakes({"maxSize": 1}, worker=worker)
    assert mistake == (
        f"cluster.maxSize: 1 is refused: a {strategy} deployment of worker runs 4 tasks at the same time, and with "
        f"them the services need 2 instances of c5.xlarge or more: at least that is allowed"
    )
    assert warnings({"maxSize": 2}, worker=worker) == []


def test_a_rolling_deployment_that_cannot_stop_a_task_needs_room_for_another() -> None:
    # 75 percent of three tasks, rounded up, are three.
    (mistake,) = mistakes({"maxSize": 1}, worker={"desiredCount": 3})
    assert mistake == (
        "cluster.maxSize: 1 is refused: with minimumHealthyPercent 75, a deployment of worker keeps 3 tasks while it "
        "starts another, and with them the services need 2 instances of c5.xlarge or more: at least that is allowed"
    )
    assert warnings({"maxSize": 2}, worker={"desiredCount": 3}) == []


def test_a_rolling_deployment_that_stops_tasks_first_gives_a_warning() -> None:
    worker = {"desiredCount": 3, "deployment": {"minimumHealthyPercent": 50}}
    (warning,) = warnings({"maxSize": 1}, worker=worker)
    assert warning == (
        "cluster.maxSize 1 of c5.xlarge has no room for one more task of worker: a deployment stops some of its 3 "
        "tasks before it starts new ones"
    )
    stops = {"desiredCount": 3, "deployment": {"minimumHealthyPercent": 50, "maximumPercent": 100}}
    assert len(warnings({"maxSize": 1}, worker=stops)) == 1


def test_the_tasks_of_other_services_are_counted() -> None:
    shifting = {"desiredCount": 1, "deployment": {"strategy": "canary"}}
    assert warnings({"maxSize": 1}, web=shifting) == []
    assert warnings({"maxSize": 1}, web=shifting, worker={"desiredCount": 0}) == []
    (mistake,) = mistakes({"maxSize": 1}, web=shifting, worker={"desiredCount": 2})
    assert "a canary deployment of web runs 2 tasks at the same time" in mistake


def test_memory_and_cpu_are_counted_with_trunking() -> None:
    trunks = {"maxSize": 1, "instanceType": "c5.xlarge", "eniTrunking": True}
    shifting = {"desiredCount": 1, "deployment": {"strategy": "blue-green"}}
    assert mistakes(trunks, worker={**shifting, "memory": 4000})
    assert mistakes(trunks, worker={**shifting, "cpu": 2049})
    assert warnings(trunks, worker={**shifting, "memory": 3806, "cpu": 2048}) == []


def test_a_task_is_not_divided_between_instances() -> None:
    # Two instances have 15,000 MiB together, but only one task fits on each.
    (mistake,) = mistakes({"maxSize": 2}, worker={"desiredCount": 3, "memory": 5000})
    assert "the 3 tasks of the services need 3 instances" in mistake


def test_no_tasks_and_daemons_need_no_room_of_a_deployment() -> None:
    assert warnings({"maxSize": 1}, worker={"desiredCount": 0, "deployment": {"strategy": "linear"}}) == []
    assert warnings({"maxSize": 1}, worker={"scheduling": "daemon", "loadBalancer": "none"}) == []


def test_the_minimum_of_scaling_needs_room_and_its_maximum_gives_a_warning() -> None:
    shifting = {"deployment": {"strategy": "canary"}}
    assert mistakes({"maxSize": 1}, worker={**shifting, "scaling": {**SCALES, "minCount": 2}})
    (warning,) = warnings({"maxSize": 1}, worker={**shifting, "scaling": SCALES})
    assert warning == (
        "cluster.maxSize 1 of c5.xlarge has room for the 3 tasks of worker at the maximum of its scaling, but then for "
        "no deployment: a canary deployment of worker runs 6 tasks at the same time"
    )
    assert warnings({"maxSize": 2}, worker={**shifting, "scaling": SCALES}) == []
    schedule = {"night": {"schedule": "cron(0 8 * * ? *)", "minCount": 2, "maxCount": 3}}
    assert mistakes({"maxSize": 1}, worker={**shifting, "scaling": {**SCALES, "schedules": schedule}})


def test_a_rolling_service_without_room_at_its_maximum_gives_a_warning() -> None:
    (warning,) = warnings({"maxSize": 1}, worker={"scaling": SCALES})
    assert "then for no deployment: with minimumHealthyPercent 75, a deployment of worker keeps 3 tasks" in warning
