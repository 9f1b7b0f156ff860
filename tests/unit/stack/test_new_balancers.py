"""A load balancer added to a running service: ECS accepts the grace period only in the following update."""

from __future__ import annotations

from typing import Any

import pytest

from tests.harness.aws_functions import STACK_OUTPUTS
from tests.harness.build import PLATFORM, build
from tests.harness.recording import Recording

OWN = "None/ecs-on-ec2/test"
"""Mocks have no organization."""

WITHOUT = {"serviceName": "worker"}
WITH = {**WITHOUT, "loadBalancerDnsName": "worker.elb.amazonaws.com"}


def updated(monkeypatch: pytest.MonkeyPatch, deployed: dict[str, Any], grace_period: int) -> Recording:
    monkeypatch.setitem(STACK_OUTPUTS, OWN, {"services": {"worker": deployed}})
    balancer = {"healthCheck": {"gracePeriod": grace_period, "path": "/healthz"}}
    services = {"worker": {"topology": "private-worker", "loadBalancer": balancer}}
    return build({"platform": PLATFORM, "services": services})


def is_ignored(recording: Recording) -> bool:
    """Whether the engine keeps the grace period of the state, instead of the configured one."""
    return "healthCheckGracePeriodSeconds" in recording.one("ecs.Service").ignore_changes


def warnings(recording: Recording) -> list[str]:
    return [message for message in recording.messages if "gracePeriod" in message]


def test_the_update_that_adds_the_load_balancer_ignores_the_grace_period(monkeypatch: pytest.MonkeyPatch) -> None:
    recording = updated(monkeypatch, WITHOUT, 61)
    assert is_ignored(recording)
    assert recording.one("ecs.Service").at("loadBalancers.0.containerName") == "worker"
    assert recording.one("lb.TargetGroup").at("healthCheck.path") == "/healthz"
    (warning,) = warnings(recording)
    assert "services.worker.loadBalancer.healthCheck.gracePeriod" in warning
    assert "the next pulumi up sets the grace period" in warning


def test_the_following_update_sets_the_grace_period(monkeypatch: pytest.MonkeyPatch) -> None:
    recording = updated(monkeypatch, WITH, 62)
    assert not is_ignored(recording)
    assert recording.one("ecs.Service").at("healthCheckGracePeriodSeconds") == 62
    assert warnings(recording) == []


def test_a_new_service_has_the_load_balancer_and_the_grace_period(monkeypatch: pytest.MonkeyPatch) -> None:
    assert not is_ignored(updated(monkeypatch, {}, 63))


def test_a_service_without_a_grace_period_causes_no_warning_and_no_look_up(monkeypatch: pytest.MonkeyPatch) -> None:
    recording = updated(monkeypatch, WITHOUT, 0)
    assert warnings(recording) == []
    assert "pulumi:pulumi:readStackOutputs" not in {call.token for call in recording.calls}
