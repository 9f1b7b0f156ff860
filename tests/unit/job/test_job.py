"""Jobs: schedules, the permissions of the scheduler, commands, and the services that allow a job."""

from __future__ import annotations

import functools
import json
import shlex
import subprocess
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest

from tests.harness.build import PLATFORM, build, refuse
from tests.harness.recording import Recording

REPORT = {"image": "busybox", "schedule": "cron(0 3 * * ? *)", "timezone": "Europe/Berlin", "retries": 1}
MIGRATE = {"image": "busybox", "command": ["python", "manage.py", "migrate"]}
SERVICES = {"web": {"topology": "private-worker", "allowFrom": ["report"]}}
TOPIC = "arn:aws:sns:us-east-1:123456789012:alarms"


def built(report: Mapping[str, Any] = REPORT, **settings: Any) -> Recording:
    return build(
        {"platform": PLATFORM, "services": SERVICES, "jobs": {"report": report, "migrate": MIGRATE}, **settings}
    )


@functools.cache
def usual() -> Recording:
    return built()


def test_a_schedule_runs_the_task_on_the_capacity_provider() -> None:
    schedule = usual().one("scheduler.Schedule")
    assert (schedule.name, schedule.at("groupName")) == (
        "report",
        usual().one("scheduler.ScheduleGroup").computed["name"],
    )
    assert [schedule.at(name) for name in ("scheduleExpression", "scheduleExpressionTimezone", "state")] == [
        "cron(0 3 * * ? *)",
        "Europe/Berlin",
        "ENABLED",
    ]
    target = schedule.at("target")
    assert (target["arn"], target["retryPolicy"]) == (
        PLATFORM["cluster"]["clusterArn"],
        {"maximumRetryAttempts": 1},
    )
    ecs = target["ecsParameters"]
    assert ecs["taskDefinitionArn"] == usual().one("ecs.TaskDefinition", "report").computed["arn"]
    (strategy,) = ecs["capacityProviderStrategies"]
    assert strategy == {"base": 0, "weight": 1, "capacityProvider": PLATFORM["cluster"]["capacityProviderName"]}
    assert ecs["networkConfiguration"]["securityGroups"] == [usual().one("ec2.SecurityGroup", "report-tasks").id]
    assert "launchType" not in ecs


def test_a_job_without_a_schedule_has_only_its_command() -> None:
    assert [found.name for found in usual().all("scheduler.Schedule")] == ["report"]
    assert set(usual().exports["jobs"]) == {"report", "migrate"}
    (container,) = (usual().one("ecs.TaskDefinition", "migrate").at("containerDefinitions.0"),)
    assert container["command"] == ["python", "manage.py", "migrate"]
    assert container["portMappings"] == []


def test_the_scheduler_can_run_one_revision_and_pass_its_roles() -> None:
    recording = built({**REPORT, "taskRole": {"statements": [{"actions": ["s3:GetObject"], "resources": ["*"]}]}})
    policy = json.loads(recording.one("iam.RolePolicy", "report-schedule").at("policy"))
    by_action = {each["Action"]: each for each in policy["Statement"]}
    assert set(by_action) == {"ecs:RunTask", "ecs:TagResource", "iam:PassRole"}
    running, passing = by_action["ecs:RunTask"], by_action["iam:PassRole"]
    assert running["Resource"] == recording.one("ecs.TaskDefinition", "report").computed["arn"]
    assert running["Condition"] == {"ArnEquals": {"ecs:cluster": PLATFORM["cluster"]["clusterArn"]}}
    roles = [recording.one("iam.Role", f"report-{kind}").computed["arn"] for kind in ("execution", "task")]
    assert (passing["Resource"], passing["Condition"]) == (
        roles,
        {"StringEquals": {"iam:PassedToService": "ecs-tasks.amazonaws.com"}},
    )


def test_only_the_scheduler_of_the_group_can_assume_the_role() -> None:
    (statement,) = json.loads(usual().one("iam.Role", "report-schedule").at("assumeRolePolicy"))["Statement"]
    group = usual().one("scheduler.ScheduleGroup").computed["arn"]
    assert statement["Principal"] == {"Service": "scheduler.amazonaws.com"}
    assert statement["Condition"] == {"StringEquals": {"aws:SourceAccount": "123456789012", "aws:SourceArn": group}}


def test_the_schedule_is_deleted_before_its_dependencies_and_the_group_before_the_rest() -> None:
    recording = usual()
    schedule = recording.one("scheduler.Schedule")
    group = recording.one("ec2.SecurityGroup", "report-tasks")
    needed = {recording.one("iam.RolePolicy", "report-schedule").urn, group.urn}
    assert needed <= schedule.depends_on
    assert recording.one("ecs.TaskDefinition", "report").urn in group.depends_on
    assert group.custom_timeouts["delete"] == "60m"


def test_a_service_allows_a_job() -> None:
    group = usual().one("ec2.SecurityGroup", "report-tasks").id
    admitting = [
        rule.name
        for rule in usual().all("vpc.SecurityGroupIngressRule")
        if rule.inputs.get("referencedSecurityGroupId") == group
    ]
    assert admitting == ["web-private-from-report"]
    assert "--task-definition" in usual().exports["services"]["web"]["testCommand"]


def test_an_alarm_reports_a_job_that_was_not_started() -> None:
    recording = built(alarms={"topicArn": TOPIC})
    alarm = recording.one("cloudwatch.MetricAlarm", "alarms-report-not-started")
    assert (alarm.at("namespace"), alarm.at("metricName")) == ("AWS/Scheduler", "InvocationDroppedCount")
    assert alarm.at("dimensions") == {"ScheduleGroup": recording.one("scheduler.ScheduleGroup").computed["name"]}
    assert alarm.at("alarmActions") == [TOPIC]


FAKE_AWS = """#!/bin/sh
echo "$1 $2" >> "$CALLS"
case "$1 $2 $*" in
  *run-task*) echo "$STARTED" ;;
  *lastStatus*) echo STOPPED ;;
  *exitCode*) printf '%s\\tEssential container in task exited\\n' "$CODE" ;;
  *filter-log-events*) echo "line of the log" ;;
esac
"""


@pytest.mark.parametrize(
    ("started", "code", "exits", "printed", "message"),
    [
        ("arn:task/t-1\tNone\tNone", "0", 0, "line of the log\n", "ended with exit code 0"),
        ("arn:task/t-1\tNone\tNone", "3", 3, "line of the log\n", "ended with exit code 3"),
        ("arn:task/t-1\tNone\tNone", "None", 1, "line of the log\n", "Essential container in task exited"),
        ("None\tRESOURCE:ENI\tno room", "0", 1, "", "report was not started: RESOURCE:ENI no room"),
    ],
)
def test_the_command_waits_prints_the_log_and_exits_with_the_code(
    tmp_path: Path, started: str, code: str, exits: int, printed: str, message: str
) -> None:
    aws = tmp_path / "aws"
    aws.write_text(FAKE_AWS)
    aws.chmod(0o755)
    command = usual().exports["jobs"]["report"]["runCommand"]
    environ = {"PATH": f"{tmp_path}:/usr/bin:/bin", "CALLS": str(tmp_path / "calls"), "STARTED": started, "CODE": code}
    done = subprocess.run(["sh", "-c", command], env=environ, capture_output=True, text=True, check=False)
    assert (done.returncode, done.stdout) == (exits, printed), done.stderr
    assert message in done.stderr


def test_the_logs_command_follows_the_log_group() -> None:
    words = shlex.split(usual().exports["jobs"]["report"]["logsCommand"])
    assert words[:3] == ["aws", "logs", "tail"]
    assert words[3] == usual().exports["jobs"]["report"]["logGroupName"]
    assert "--follow" in words


@pytest.mark.parametrize(
    ("job", "key", "words"),
    [
        ({"image": None}, "image", "image or build is required"),
        ({"schedule": "cron(0 3 * * *)"}, "schedule", "cron(...) with six fields"),
        ({"timezone": "Berlin"}, "timezone", "Europe/Berlin"),
        ({"retries": 186}, "retries", "185"),
        ({"schedule": None}, "timezone", "it is only for a job with a schedule"),
        ({"command": ["a"], "container": {"command": ["b"]}}, "command", "container.command is also set"),
        ({"sidecars": {"report": {"image": "envoy", "memory": 64}}}, "sidecars.report", "own container has this name"),
        ({"cpu": 100_000}, "cpu", "c5.xlarge has 4096 CPU units"),
    ],
)
def test_an_invalid_job_is_refused(job: dict[str, Any], key: str, words: str) -> None:
    given = {name: value for name, value in {**REPORT, "retries": 2, **job}.items() if value is not None}
    (message,) = refuse({"jobs": {"report": given}})
    assert message.startswith(f"jobs.report.{key}: "), message
    assert words in message


def test_a_duplicate_or_long_name_of_a_job_is_refused() -> None:
    (message,) = refuse({"services": {"report": {"topology": "private-worker"}}, "jobs": {"report": MIGRATE}})
    assert message.startswith("jobs.report: ")
    assert "a service has this name" in message
    (message,) = refuse({"jobs": {"a" * 57: REPORT}})
    assert "for a job with a schedule, up to 56 characters are allowed" in message
    assert build({"platform": PLATFORM, "jobs": {"a" * 57: MIGRATE, "b" * 56: REPORT}}).exports["jobs"]


def test_a_platform_has_no_jobs_and_a_stack_can_have_only_jobs() -> None:
    (message,) = refuse({"platformOnly": True, "jobs": {"migrate": MIGRATE}})
    assert message.startswith("jobs: ")
    assert "jobs belong in another stack" in message
    recording = build({"platform": PLATFORM, "jobs": {"migrate": MIGRATE}})
    assert recording.exports["services"] == {}
    assert list(recording.exports["jobs"]) == ["migrate"]
