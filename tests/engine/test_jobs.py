"""Jobs run on a schedule, by a command, and before the services of an update."""

from __future__ import annotations

import os
import subprocess
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import pytest

from tests.engine import aws_command_line, changes
from tests.engine.engine_stack import EngineStack, StackConfig
from tests.engine.inventory import inventory

SCHEDULE = "aws:scheduler/schedule:Schedule"
TASK_DEFINITION = "aws:ecs/taskDefinition:TaskDefinition"
POLICY = "aws:iam/rolePolicy:RolePolicy"
REPLACEMENT = {"create-replacement", "replace", "delete-replaced"}
SERVICES = "**:AwsvpcService**"

ENDLESS_IMAGE = "localaws/runs-on"
"""An image whose task the local AWS never ends."""

SECONDS_IN_USE = 2
"""The time for which the task uses its security group. The stand-in waits 5 s, so a destroy must wait itself."""


@pytest.fixture(scope="module")
def stack(example_of: Callable[[str], EngineStack]) -> EngineStack:
    stack = example_of("jobs")
    stack.export()  # Starts the server.
    stack.local_aws.client("sqs").create_queue(QueueName="invoices")
    stack.up()
    return stack


@pytest.fixture
def run(stack: EngineStack, tmp_path: Path) -> Callable[[str], subprocess.CompletedProcess[str]]:
    """Return a function that runs a job by its command, in a shell with the AWS CLI."""
    aws_command_line.put_on_path(tmp_path)
    environ = {
        **stack.local_aws.environ,
        "PATH": f"{tmp_path}:{os.environ['PATH']}",
        "AWS_ENDPOINT_URL": stack.local_aws.endpoint,
        "AWS_ACCESS_KEY_ID": "testing",
        "AWS_SECRET_ACCESS_KEY": "testing",
    }

    def run_job(name: str) -> subprocess.CompletedProcess[str]:
        stack.forget_outputs()
        command = stack.output("jobs")[name]["runCommand"]
        return subprocess.run(
            ["sh", "-c", command], env=environ, capture_output=True, text=True, timeout=60, check=False
        )

    return run_job


def jobs_of(config: StackConfig) -> dict[str, Any]:
    return changes.section(config, "jobs")


def schedule_of(stack: EngineStack, name: str) -> dict[str, Any]:
    scheduler = stack.local_aws.client("scheduler")
    (found,) = scheduler.list_schedules(NamePrefix=name)["Schedules"]
    schedule: dict[str, Any] = scheduler.get_schedule(GroupName=found["GroupName"], Name=found["Name"])
    return schedule


def test_a_schedule_runs_exactly_the_job(stack: EngineStack) -> None:
    schedule = schedule_of(stack, "report")
    outputs = stack.output("jobs")["report"]
    assert (schedule["ScheduleExpression"], schedule["ScheduleExpressionTimezone"]) == (
        "cron(0 3 * * ? *)",
        "Europe/Berlin",
    )
    target = schedule["Target"]
    assert target["RetryPolicy"]["MaximumRetryAttempts"] == 2
    ecs = target["EcsParameters"]
    assert ecs["TaskDefinitionArn"] == outputs["taskDefinitionArn"]
    assert [each["capacityProvider"] for each in ecs["CapacityProviderStrategy"]] == [
        stack.output("capacityProviderName")
    ]
    assert ecs["NetworkConfiguration"]["awsvpcConfiguration"]["SecurityGroups"] == [outputs["securityGroupId"]]
    iam = stack.local_aws.client("iam")
    role = target["RoleArn"].rpartition("/")[2]
    (policy,) = iam.list_role_policies(RoleName=role)["PolicyNames"]
    document = iam.get_role_policy(RoleName=role, PolicyName=policy)["PolicyDocument"]
    resources = {each["Action"]: each["Resource"] for each in document["Statement"]}
    definition = stack.local_aws.client("ecs").describe_task_definition(taskDefinition=outputs["taskDefinitionArn"])
    roles = [definition["taskDefinition"][name] for name in ("executionRoleArn", "taskRoleArn")]
    assert (resources["ecs:RunTask"], resources["iam:PassRole"]) == (outputs["taskDefinitionArn"], roles)


def run_as_scheduled(stack: EngineStack, name: str) -> dict[str, Any]:
    """Start the task that the schedule of a job starts."""
    ecs = schedule_of(stack, name)["Target"]["EcsParameters"]
    vpc = ecs["NetworkConfiguration"]["awsvpcConfiguration"]
    answer: dict[str, Any] = stack.local_aws.client("ecs").run_task(
        cluster=stack.cluster_name,
        taskDefinition=ecs["TaskDefinitionArn"],
        count=ecs["TaskCount"],
        networkConfiguration={"awsvpcConfiguration": {key[0].lower() + key[1:]: vpc[key] for key in vpc}},
        capacityProviderStrategy=ecs["CapacityProviderStrategy"],
        placementStrategy=ecs["PlacementStrategy"],
        propagateTags=ecs["PropagateTags"],
        enableECSManagedTags=ecs["EnableECSManagedTags"],
        enableExecuteCommand=ecs["EnableExecuteCommand"],
    )
    return answer


def test_a_scheduled_task_runs(stack: EngineStack) -> None:
    answer = run_as_scheduled(stack, "report")
    assert (answer["failures"], [task["group"] for task in answer["tasks"]]) == ([], ["family:report"])


def test_a_command_runs_a_job_and_reports_its_result(
    stack: EngineStack, run: Callable[[str], subprocess.CompletedProcess[str]]
) -> None:
    done = run("report")
    assert done.returncode == 0, done.stderr
    assert done.stdout == "local AWS: python -c 'print('\"'\"'the report of the day'\"'\"')' succeeded\n"
    assert "report ended with exit code 0" in done.stderr
    stack.change(lambda config: jobs_of(config)["migrate"].update(image="localaws/fails"))
    assert set(stack.up().changed) == {f"{TASK_DEFINITION} migrate"}
    done = run("migrate")
    assert (done.returncode, done.stdout.rpartition(" ")[2]) == (1, "failed\n"), done.stderr
    assert "Essential container in task exited" in done.stderr


def test_a_worker_scales_from_zero_with_its_queue(stack: EngineStack) -> None:
    scaling = stack.local_aws.client("application-autoscaling")
    (target,) = scaling.describe_scalable_targets(ServiceNamespace="ecs")["ScalableTargets"]
    assert (target["MinCapacity"], target["MaxCapacity"]) == (0, 10)
    (policy,) = scaling.describe_scaling_policies(ServiceNamespace="ecs")["ScalingPolicies"]
    tracking = policy["TargetTrackingScalingPolicyConfiguration"]
    names = {metric["Id"] for metric in tracking["CustomizedMetricSpecification"]["Metrics"]}
    assert (tracking["TargetValue"], names) == (10, {"waiting", "inflight", "tasks", "backlog"})
    ecs = stack.local_aws.client("ecs")
    assert ecs.describe_services(cluster=stack.cluster_name, services=["invoices"])["services"][0]["runningCount"] == 0


def test_a_daemon_runs_on_each_instance(stack: EngineStack) -> None:
    ecs = stack.local_aws.client("ecs")
    (agent,) = ecs.describe_services(cluster=stack.cluster_name, services=["agent"])["services"]
    instances = ecs.list_container_instances(cluster=stack.cluster_name)["containerInstanceArns"]
    assert (agent["schedulingStrategy"], agent["runningCount"]) == ("DAEMON", len(instances))
    assert len(instances) > 0


def test_the_service_allows_only_the_job(stack: EngineStack) -> None:
    rules = stack.local_aws.client("ec2").describe_security_group_rules()["SecurityGroupRules"]
    group = stack.output("jobs")["report"]["securityGroupId"]
    admitting = [rule for rule in rules if rule.get("ReferencedGroupInfo", {}).get("GroupId") == group]
    assert [(rule["IsEgress"], rule["FromPort"]) for rule in admitting] == [(False, 80)]


def test_a_second_up_changes_nothing(stack: EngineStack) -> None:
    assert stack.refresh_without_changes().is_unchanged
    assert stack.up_without_changes().is_unchanged


def test_another_schedule_changes_nothing_else(stack: EngineStack) -> None:
    stack.change(lambda config: jobs_of(config)["report"].update(schedule="rate(1 hour)", enabled=False))
    assert stack.up().changed == {f"{SCHEDULE} report": {"update"}}
    schedule = schedule_of(stack, "report")
    assert (schedule["ScheduleExpression"], schedule["State"]) == ("rate(1 hour)", "DISABLED")


def test_a_job_can_be_updated_before_the_services(stack: EngineStack) -> None:
    def new_release(config: StackConfig) -> None:
        jobs_of(config)["migrate"].update(image="public.ecr.aws/docker/library/python:3.14-slim")
        changes.services(config)["orders"].update(image="public.ecr.aws/docker/library/nginx:1.30")

    stack.change(new_release)
    before = stack.output("jobs")["migrate"]["taskDefinitionArn"]
    update = stack.up_without(SERVICES)
    assert set(update.changed) == {f"{TASK_DEFINITION} migrate"}
    stack.forget_outputs()
    assert stack.output("jobs")["migrate"]["taskDefinitionArn"] != before
    assert stack.up().changed == {
        # The engine kept the old revision until this update.
        f"{TASK_DEFINITION} migrate": {"delete-replaced"},
        f"{TASK_DEFINITION} orders": REPLACEMENT,
        "aws:ecs/service:Service orders": {"update"},
    }


def test_a_destroy_waits_for_a_running_task_of_a_job(stack: EngineStack) -> None:
    stack.change(lambda config: jobs_of(config)["report"].update(image=ENDLESS_IMAGE))
    stack.up()
    ecs, scheduler = stack.local_aws.client("ecs"), stack.local_aws.client("scheduler")
    cluster, group = stack.cluster_name, stack.output("jobs")["report"]["securityGroupId"]
    (task,) = run_as_scheduled(stack, "report")["tasks"]
    with ThreadPoolExecutor() as pool:
        destroyed = pool.submit(stack.destroy)
        try:
            # The schedule and its role are deleted; the running task keeps its resources.
            until(lambda: scheduler.list_schedules()["Schedules"] == [] or destroyed.done())
            time.sleep(SECONDS_IN_USE)
            assert not destroyed.done(), destroyed.result()
            (found,) = ecs.describe_tasks(cluster=cluster, tasks=[task["taskArn"]])["tasks"]
            assert found["lastStatus"] == "RUNNING"
            assert stack.local_aws.client("ec2").describe_security_groups(GroupIds=[group])["SecurityGroups"]
        finally:
            ecs.stop_task(cluster=cluster, task=task["taskArn"])
        destroyed.result(timeout=180)
    assert stack.export() == []
    assert inventory(stack.local_aws.client) == set()
    assert [each["Name"] for each in scheduler.list_schedule_groups()["ScheduleGroups"]] == ["default"]


def until(is_so: Callable[[], bool]) -> None:
    """Wait until a condition holds."""
    deadline = time.monotonic() + 120
    while not is_so():
        assert time.monotonic() < deadline
        time.sleep(0.2)
