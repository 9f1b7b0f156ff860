"""The preview refuses an update that turns the wait for rollouts off and registers a revision."""

from __future__ import annotations

from typing import Any

import pulumi
import pytest

from tests.harness.aws_functions import STACK_OUTPUTS
from tests.harness.build import build_services
from tests.harness.recording import Recording

OWN = "None/ecs-on-ec2/test"
"""Mocks have no organization."""

ARN = "arn:aws:ecs:us-east-1:123456789012:task-definition/worker:7"
WAITED = {"taskDefinitionArn": ARN, "serviceName": "worker"}


def preview(
    monkeypatch: pytest.MonkeyPatch, deployed: dict[str, Any], deployment: dict[str, Any], *, previewed: bool = True
) -> Recording:
    """Build a stack whose revision is replaced: a preview under mocks knows the ARN of none."""
    monkeypatch.setitem(STACK_OUTPUTS, OWN, {"services": {"worker": deployed}})
    # Recordings of the same settings are cached.
    environment = {"CASE": f"{deployed} {deployment}"}
    service = {"topology": "private-worker", "deployment": deployment, "environment": environment}
    return build_services({"worker": service}, preview=previewed)


@pytest.mark.parametrize(
    ("deployment", "key", "value"),
    [
        ({"waitForRollout": False}, "waitForRollout", "false"),
        ({"external": True}, "external", "true"),
        ({"external": True, "waitForRollout": False}, "external", "true"),
    ],
)
def test_the_preview_is_refused(
    monkeypatch: pytest.MonkeyPatch, deployment: dict[str, Any], key: str, value: str
) -> None:
    with pytest.raises(pulumi.RunError) as caught:
        preview(monkeypatch, WAITED, deployment)
    assert str(caught.value) == (
        "1 mistake in the configuration of this stack:\n"
        f"ecs-on-ec2:services.worker.deployment.{key}: {value} is refused: this update also registers a revision, and"
        " would deregister the one that runs, to which ECS may return: change it in a separate update first"
    )


@pytest.mark.parametrize(
    ("deployed", "deployment"),
    [
        ({}, {"waitForRollout": False}),
        ({**WAITED, "rollbackCommand": "aws ..."}, {"waitForRollout": False}),
        ({**WAITED, "deployment": "external: ..."}, {"external": True}),
        (WAITED, {"keepRevisions": True}),
        (WAITED, {}),
    ],
    ids=["a new service", "one that kept its revisions", "one of another system", "with a wait", "as before"],
)
def test_other_updates_are_accepted(
    monkeypatch: pytest.MonkeyPatch, deployed: dict[str, Any], deployment: dict[str, Any]
) -> None:
    assert preview(monkeypatch, deployed, deployment).names("ecs.Service") == ["worker"]


def test_an_update_with_a_known_revision_is_accepted(monkeypatch: pytest.MonkeyPatch) -> None:
    recording = preview(monkeypatch, WAITED, {"waitForRollout": False}, previewed=False)
    assert recording.one("ecs.TaskDefinition").at("skipDestroy") is True


def test_a_service_that_waits_for_rollouts_is_not_looked_up(monkeypatch: pytest.MonkeyPatch) -> None:
    deployment = {"keepRevisions": True, "timeoutMinutes": 30}
    recording = preview(monkeypatch, WAITED, deployment)
    balancer_only = [call for call in recording.calls if call.token == "pulumi:pulumi:readStackOutputs"]
    assert len(balancer_only) == 1, "for the grace period"
