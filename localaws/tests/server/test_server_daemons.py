"""Daemons run one task on each instance and do not prevent scale-in."""

from __future__ import annotations

from typing import Any

import pytest

from localaws.tests.server.account import refused
from localaws.tests.server.stack import Stack


def daemon(stack: Stack, **settings: Any) -> None:
    """Create a daemon: one task on each instance, without a count."""
    given: dict[str, Any] = {"serviceName": "agent", "loadBalancers": [], "schedulingStrategy": "DAEMON"}
    given |= {"desiredCount": None, "launchType": "EC2", "capacityProviderStrategy": [], **settings}
    stack.service(stack.aws.task_definition(cpu=128, memory=64), **given)


def test_a_daemon_runs_on_each_instance_and_does_not_prevent_scale_in(stack: Stack) -> None:
    daemon(stack)
    assert stack.described("agent")["runningCount"] == len(stack.running_instances()) == 0
    stack.service(desiredCount=2, placementConstraints=[{"type": "distinctInstance"}])
    agent = stack.described("agent")
    assert (agent["runningCount"], agent["desiredCount"], len(stack.running_instances())) == (2, 2, 2)
    configuration = agent["deploymentConfiguration"]
    assert (configuration["maximumPercent"], configuration["minimumHealthyPercent"]) == (100, 0)
    stack.aws.ecs.update_service(cluster="main", service="agent", forceNewDeployment=True)
    assert [each["rolloutState"] for each in stack.described("agent")["deployments"]] == ["COMPLETED"]
    stack.aws.ecs.update_service(cluster="main", service="web", desiredCount=0)
    assert stack.running_instances() == []
    assert stack.described("agent")["runningCount"] == 0


@pytest.mark.parametrize(
    ("settings", "message"),
    [
        (
            {"launchType": None, "capacityProviderStrategy": [{"capacityProvider": "capacity", "weight": 1}]},
            "capacity provider",
        ),
        ({"desiredCount": 1}, "desired count"),
        ({"placementStrategy": [{"type": "random"}]}, "placement strategy"),
        ({"deploymentConfiguration": {"maximumPercent": 200}}, "maximumPercent"),
    ],
)
def test_a_daemon_with_a_setting_of_replicas_is_refused(stack: Stack, settings: dict[str, Any], message: str) -> None:
    with refused("InvalidParameterException", message):
        daemon(stack, **settings)


def test_a_daemon_is_deleted_while_its_tasks_run_and_a_replica_service_is_not(stack: Stack) -> None:
    daemon(stack)
    stack.service(desiredCount=1, placementConstraints=[{"type": "distinctInstance"}])
    assert stack.described("agent")["runningCount"] == 1
    with refused("InvalidParameterException", "scaled above 0"):
        stack.aws.ecs.delete_service(cluster="main", service="web")
    stack.aws.ecs.delete_service(cluster="main", service="agent")
    assert stack.described("agent")["runningCount"] == 0
