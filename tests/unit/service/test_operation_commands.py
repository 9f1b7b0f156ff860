"""The commands of a service, deployments by another system, and rollbacks."""

from __future__ import annotations

import subprocess
from pathlib import Path
from typing import Any

import pytest

from tests.harness.build import build, build_services, refuse
from tests.unit.service.rollout.test_rollout import BEFORE, RUNS, config, listed, set_ecs_answers


def exports(**settings: Any) -> dict[str, Any]:
    services = {"web": {"topology": "public-api", **settings}}
    found: dict[str, Any] = build({"cluster": {"executeCommand": True}, "services": services}).exports["services"][
        "web"
    ]
    return found


def test_the_revision_of_an_external_deployment_is_ignored(monkeypatch: pytest.MonkeyPatch) -> None:
    asked = set_ecs_answers(monkeypatch, listed(BEFORE))
    recording = build_services(config("external", external=True))
    service = recording.one("ecs.Service")
    assert "taskDefinition" in service.ignore_changes
    assert recording.one("ecs.TaskDefinition").at("skipDestroy") is True
    found = recording.exports["services"]["worker"]
    assert found["deployment"].startswith("external: ")
    assert (found["runningTaskDefinitionArn"], found["taskDefinitionArn"]) == (BEFORE, RUNS)
    assert "rollbackCommand" not in found
    assert len(asked) == 1


def test_by_default_the_stack_deploys_and_keeps_no_revision() -> None:
    recording = build_services(config("by default"))
    assert "taskDefinition" not in recording.one("ecs.Service").ignore_changes
    assert "forceNewDeployment" not in recording.one("ecs.Service").inputs
    assert "skipDestroy" not in recording.one("ecs.TaskDefinition").inputs
    assert not {"deployment", "rollbackCommand", "execCommand"} & set(recording.exports["services"]["worker"])


def test_a_text_forces_a_deployment() -> None:
    service = build_services(config("forced", forceNew="a")).one("ecs.Service")
    assert (service.at("forceNewDeployment"), service.at("triggers")) == (True, {"forceNew": "a"})
    settings = {"services": config("both", forceNew="a", external=True)}
    assert refuse(settings) == [
        'services.worker.deployment.forceNew: "a" is refused: with external, the other system deploys'
    ]


def test_the_exports_have_the_commands_for_logs_and_a_shell() -> None:
    found = exports(executeCommand=True)
    assert found["logsCommand"] == f"aws logs tail {found['logGroupName']} --follow"
    assert found["execCommand"].endswith(" --container web --interactive --command /bin/sh")
    assert "logsCommand" not in exports(logging={"driver": "json-file"})
    assert "execCommand" not in exports()


AWS = """#!/bin/sh
case "$*" in
*list-task-definitions*) printf '%s:9\\t%s:8\\t%s:3\\n' $FAMILY $FAMILY $FAMILY ;;
*) echo "$@" ;;
esac
"""


@pytest.mark.parametrize(("newest", "before"), [(9, 8), (8, 3), (3, 3)])
def test_the_rollback_command_selects_the_previous_revision(tmp_path: Path, newest: int, before: int) -> None:
    command = exports(deployment={"keepRevisions": True})["rollbackCommand"]
    revision = command.partition(" -A1 ")[2].partition(" |")[0]
    family = revision.rpartition(":")[0]
    (tmp_path / "aws").write_text(AWS)
    (tmp_path / "aws").chmod(0o755)
    environment = {"PATH": f"{tmp_path}:/usr/bin:/bin", "FAMILY": family}
    text = command.replace(revision, f"{family}:{newest}")
    ran = subprocess.run(["sh", "-c", text], env=environment, capture_output=True, text=True, check=True)
    assert ran.stdout.endswith(f" --service web --task-definition {family}:{before}\n")
