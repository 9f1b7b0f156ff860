"""Scaling of the number of tasks, by load and on a schedule."""

from __future__ import annotations

from typing import Any

import pytest

from tests.harness.build import PLATFORM, build_services, refuse
from tests.harness.recording import Recording
from tests.harness.registration import UNSET

SCHEDULE = {"schedule": "cron(0 8 * * ? *)", "timezone": "Europe/Berlin", "minCount": 4, "maxCount": 20}


def scaled(**scaling: Any) -> Recording:
    scaling = {"minCount": 2, "maxCount": 10, **scaling}
    return build_services({"web": {"topology": "public-api", "scaling": scaling}})


def metric_of(recording: Recording, role: str) -> dict[str, Any]:
    policy = recording.one("appautoscaling.Policy", f"web-{role}")
    configuration: dict[str, Any] = policy.at("targetTrackingScalingPolicyConfiguration")
    return configuration


def test_scaling_is_off_by_default() -> None:
    recording = build_services({"web": {"topology": "public-api"}})
    assert [str(found) for found in recording if found.kind.startswith("appautoscaling")] == []
    assert "desiredCount" not in recording.one("ecs.Service").ignore_changes


def test_the_scalable_target_is_the_desired_count_of_the_service() -> None:
    recording = scaled(cpu=60)
    target = recording.one("appautoscaling.Target")
    assert target.at("resourceId") == "service/theirs/web"
    assert target.at("scalableDimension") == "ecs:service:DesiredCount"
    assert (target.at("minCapacity"), target.at("maxCapacity")) == (2, 10)


@pytest.mark.parametrize(
    ("role", "metric"), [("cpu", "ECSServiceAverageCPUUtilization"), ("memory", "ECSServiceAverageMemoryUtilization")]
)
def test_a_target_value_is_tracked(role: str, metric: str) -> None:
    configuration = metric_of(scaled(**{role: 55}), role)
    assert configuration["predefinedMetricSpecification"] == {"predefinedMetricType": metric}
    assert configuration["targetValue"] == 55


def test_requests_are_counted_for_the_target_group_of_the_service() -> None:
    recording = scaled(requestsPerTarget=900)
    specification = metric_of(recording, "requests")["predefinedMetricSpecification"]
    balancer, group = recording.one("lb.LoadBalancer"), recording.one("lb.TargetGroup")
    assert specification == {
        "predefinedMetricType": "ALBRequestCountPerTarget",
        "resourceLabel": f"{balancer.computed['arnSuffix']}/{group.computed['arnSuffix']}",
    }


def test_a_custom_metric_is_tracked_with_schedules() -> None:
    metric = {"namespace": "Shop", "metricName": "Connections", "dimensions": {"b": "2", "a": "1"}, "target": 40.5}
    recording = scaled(metrics={"connections": metric}, schedules={"morning": SCHEDULE}, scaleInCooldown=120)
    configuration = metric_of(recording, "metric-connections")
    assert configuration["customizedMetricSpecification"] == {
        "namespace": "Shop",
        "metricName": "Connections",
        "statistic": "Average",
        "dimensions": [{"name": "a", "value": "1"}, {"name": "b", "value": "2"}],
    }
    assert (configuration["targetValue"], configuration["scaleInCooldown"]) == (40.5, 120)
    # The schedules change the bounds within which the metric scales.
    assert recording.one("appautoscaling.Target").ignore_changes == ("minCapacity", "maxCapacity")


def test_a_metric_without_dimensions_has_none() -> None:
    metric = {"namespace": "Shop", "metricName": "Connections", "target": 1}
    specification = metric_of(scaled(metrics={"all": metric}), "metric-all")["customizedMetricSpecification"]
    assert "dimensions" not in specification


@pytest.mark.parametrize(
    ("metric", "key", "words"),
    [
        ({"metricName": "M", "target": 1}, "namespace", "it is required"),
        ({"namespace": "N", "metricName": "M", "target": 0}, "target", "more than 0"),
        ({"namespace": "N", "metricName": "M", "target": 1, "statistic": "p99"}, "statistic", "Average"),
    ],
)
def test_an_invalid_metric_is_refused(metric: dict[str, Any], key: str, words: str) -> None:
    scaling = {"minCount": 1, "maxCount": 2, "metrics": {"own": metric}}
    config = {"platform": PLATFORM, "services": {"web": {"topology": "public-api", "scaling": scaling}}}
    (mistake,) = refuse(config)
    assert mistake.startswith(f"services.web.scaling.metrics.own.{key}"), mistake
    assert words in mistake


def test_the_cooldowns_are_settings() -> None:
    configuration = metric_of(scaled(cpu=60, scaleInCooldown=600, scaleOutCooldown=30), "cpu")
    assert (configuration["scaleInCooldown"], configuration["scaleOutCooldown"]) == (600, 30)


def test_only_the_set_metrics_are_tracked() -> None:
    assert scaled(memory=70).names("appautoscaling.Policy") == ["web-memory"]
    assert scaled(cpu=60, memory=70, requestsPerTarget=9).names("appautoscaling.Policy") == [
        "web-cpu",
        "web-memory",
        "web-requests",
    ]


def test_a_schedule_changes_the_bounds() -> None:
    action = scaled(schedules={"morning": SCHEDULE}).one("appautoscaling.ScheduledAction")
    assert action.name == "web-morning"
    assert (action.at("schedule"), action.at("timezone")) == ("cron(0 8 * * ? *)", "Europe/Berlin")
    assert action.at("scalableTargetAction") == {"minCapacity": 4, "maxCapacity": 20}


def test_a_change_of_the_bounds_with_schedules_replaces_the_target() -> None:
    target = scaled(schedules={"morning": SCHEDULE}).one("appautoscaling.Target")
    assert target.ignore_changes == ("minCapacity", "maxCapacity")
    assert target.replacement_trigger == [2, 10]
    # Both targets have the same key on AWS, so the deletion of the old one must come first.
    assert target.delete_before_replace is True


def test_without_schedules_the_bounds_are_changed_in_place() -> None:
    target = scaled(cpu=60).one("appautoscaling.Target")
    assert target.ignore_changes == ()
    other = scaled(cpu=60, minCount=3, maxCount=11).one("appautoscaling.Target")
    assert target.replacement_trigger == other.replacement_trigger == "unscheduled"


def test_removing_the_last_schedule_replaces_the_target() -> None:
    # Both triggers exist, because the engine replaces nothing if one of them is missing.
    assert scaled(schedules={"morning": SCHEDULE}).one("appautoscaling.Target").replacement_trigger == [2, 10]
    target = scaled(cpu=60).one("appautoscaling.Target")
    assert target.replacement_trigger not in (None, [2, 10])
    assert target.delete_before_replace is True


def test_changes_of_the_count_are_ignored_only_with_scaling() -> None:
    assert "desiredCount" in scaled(cpu=60).one("ecs.Service").ignore_changes


def test_policies_and_schedules_are_created_after_the_service_and_deleted_before_it() -> None:
    recording = scaled(cpu=60, memory=60, requestsPerTarget=9, schedules={"morning": SCHEDULE})
    service = recording.one("ecs.Service")
    for kind in ("appautoscaling.Target", "appautoscaling.Policy", "appautoscaling.ScheduledAction"):
        assert [str(found) for found in recording.all(kind) if service not in recording.waits_for(found)] == []


def test_two_services_scale_independently() -> None:
    scaling = {"minCount": 1, "maxCount": 2, "cpu": 60}
    services = {name: {"topology": "private-worker", "scaling": scaling} for name in ("one", "two")}
    recording = build_services(services)
    targets = {found.at("resourceId").rpartition("/")[2] for found in recording.all("appautoscaling.Policy")}
    assert targets == {"one", "two"}
    assert recording.one("appautoscaling.Target", "one").at("minCapacity") is not UNSET


@pytest.mark.parametrize(
    ("scaling", "warned"),
    [
        ({"cpu": 50}, True),
        ({"memory": 50, "requestsPerTarget": 9}, True),
        ({"cpu": 50, "minCount": 1}, False),
        ({"cpu": 50, "schedules": {"day": SCHEDULE}}, False),
        ({"cpu": 50, "metrics": {"load": {"namespace": "Shop", "metricName": "load", "target": 5}}}, False),
        ({"cpu": 50, "queue": {"name": "orders", "messagesPerTask": 5}}, False),
    ],
)
def test_a_minimum_of_zero_without_a_metric_that_starts_tasks_gives_a_warning(
    scaling: dict[str, Any], warned: bool
) -> None:
    messages = scaled(**{"minCount": 0, **scaling}).messages
    assert any("nothing starts a task again" in message for message in messages) is warned
