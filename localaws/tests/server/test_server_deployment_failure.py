"""A deployment of a failing image ends according to the service's circuit breaker."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

if TYPE_CHECKING:
    from localaws.tests.server.account import Account

FAILING = "localaws/fails:1"


def circuit_breaker(*, enable: bool, rollback: bool) -> dict[str, Any]:
    return {"deploymentCircuitBreaker": {"enable": enable, "rollback": rollback}}


@pytest.fixture
def network(aws: Account) -> tuple[list[str], list[str]]:
    vpc = aws.vpc()
    subnets = aws.subnets(vpc)
    aws.cluster()
    aws.associate(aws.capacity_provider(aws.group(subnets, aws.launch_template())))
    return subnets, [aws.security_group(vpc)]


def described(aws: Account) -> dict[str, Any]:
    return dict(aws.ecs.describe_services(cluster="main", services=["web"])["services"][0])


def test_with_rollback_the_service_returns_to_the_last_completed_definition(
    aws: Account, network: tuple[list[str], list[str]]
) -> None:
    good = aws.task_definition()
    aws.service(good, *network, deploymentConfiguration=circuit_breaker(enable=True, rollback=True))
    aws.ecs.update_service(cluster="main", service="web", taskDefinition=aws.task_definition(FAILING))
    service = described(aws)
    assert service["taskDefinition"] == good
    assert (service["runningCount"], service["deployments"][0]["rolloutState"]) == (2, "COMPLETED")
    messages = [event["message"] for event in service["events"]]
    assert any(message.endswith("deployment failed: tasks failed to start.") for message in messages)
    assert f"(service web) rolling back to deployment {service['deployments'][0]['id']}." in messages


def test_without_rollback_the_deployment_is_failed_and_the_old_tasks_stay(
    aws: Account, network: tuple[list[str], list[str]]
) -> None:
    good, bad = aws.task_definition(), aws.task_definition(FAILING)
    aws.service(good, *network, deploymentConfiguration=circuit_breaker(enable=True, rollback=False))
    aws.ecs.update_service(cluster="main", service="web", taskDefinition=bad)
    service = described(aws)
    primary, active = service["deployments"]
    assert (primary["rolloutState"], primary["failedTasks"], primary["runningCount"]) == ("FAILED", 3, 0)
    assert primary["rolloutStateReason"] == "ECS deployment circuit breaker: tasks failed to start."
    assert (active["taskDefinition"], active["runningCount"], service["taskDefinition"]) == (good, 2, bad)


def test_a_failed_first_deployment_is_not_rolled_back(aws: Account, network: tuple[list[str], list[str]]) -> None:
    bad = aws.task_definition(FAILING)
    aws.service(bad, *network, deploymentConfiguration=circuit_breaker(enable=True, rollback=True))
    service = described(aws)
    assert [each["rolloutState"] for each in service["deployments"]] == ["FAILED"]
    assert (service["runningCount"], service["taskDefinition"]) == (0, bad)


def test_without_a_circuit_breaker_the_deployment_stays_in_progress(
    aws: Account, network: tuple[list[str], list[str]]
) -> None:
    aws.service(aws.task_definition(), *network)
    aws.ecs.update_service(cluster="main", service="web", taskDefinition=aws.task_definition(FAILING))
    service = described(aws)
    assert [each["rolloutState"] for each in service["deployments"]] == ["IN_PROGRESS", "COMPLETED"]
    assert service["runningCount"] == 2
    repaired = aws.task_definition("nginx:2")
    aws.ecs.update_service(cluster="main", service="web", taskDefinition=repaired)
    service = described(aws)
    assert [each["rolloutState"] for each in service["deployments"]] == ["COMPLETED"]
    assert service["taskDefinition"] == repaired
