"""The function ``ecs/getService``, from which a program learns the result of a rollout."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import grpc
import pytest
from pulumi_aws import ecs
from pulumi_aws.ecs.outputs import GetServiceDeploymentResult

from localaws.tests.plugin.engine import refusal

if TYPE_CHECKING:
    from localaws.tests.plugin.engine import Engine
    from localaws.tests.server.account import Account

GET_SERVICE = "aws:ecs/getService:getService"
BREAKER = {"deploymentCircuitBreaker": {"enable": True, "rollback": True}}


@pytest.fixture
def running(aws: Account) -> str:
    """Run a service of two tasks; return its cluster's ARN."""
    vpc_id = aws.vpc()
    subnets = aws.subnets(vpc_id)
    aws.cluster()
    aws.associate(aws.capacity_provider(aws.group(subnets, aws.launch_template())))
    created = aws.service(aws.task_definition(), subnets, [aws.security_group(vpc_id)], deploymentConfiguration=BREAKER)
    return str(created["clusterArn"])


def found(engine: Engine, cluster: str) -> dict[str, Any]:
    return engine.invoke(GET_SERVICE, clusterArn=cluster, serviceName="web")


def test_get_service_returns_every_output(engine: Engine, running: str) -> None:
    service = found(engine, running)
    outputs = {name for name, member in vars(ecs.GetServiceResult).items() if isinstance(member, property)}
    assert len(outputs) > 30
    assert outputs <= {_snake(name) for name in service}


def _snake(name: str) -> str:
    return "".join(f"_{letter.lower()}" if letter.isupper() else letter for letter in name)


def test_a_completed_rollout_leaves_one_deployment_of_the_new_revision(engine: Engine, running: str) -> None:
    service = found(engine, running)
    (deployment,) = service["deployments"]
    outputs = {name for name, member in vars(GetServiceDeploymentResult).items() if isinstance(member, property)}
    assert outputs == {_snake(name) for name in deployment}
    assert deployment["createdAt"] <= deployment["updatedAt"]
    assert deployment["updatedAt"].endswith("Z")
    assert deployment["status"] == "PRIMARY"
    assert deployment["taskDefinition"] == service["taskDefinition"]
    assert (deployment["runningCount"], deployment["desiredCount"], deployment["pendingCount"]) == (2, 2, 0)
    assert service["clusterArn"] == running
    assert service["deploymentConfigurations"][0]["deploymentCircuitBreakers"] == [{"enable": True, "rollback": True}]
    assert service["networkConfigurations"][0]["assignPublicIp"] is False


def test_a_rolled_back_deployment_is_recognized_by_its_events(engine: Engine, aws: Account, running: str) -> None:
    before = found(engine, running)["taskDefinition"]
    failing = aws.task_definition("localaws/fails")
    aws.ecs.update_service(cluster="main", service="web", taskDefinition=failing)
    service = found(engine, running)
    assert service["deployments"][0]["taskDefinition"] == before
    messages = [event["message"] for event in service["events"]]
    assert any("deployment failed: tasks failed to start" in message for message in messages)
    assert all(event["createdAt"].endswith("Z") for event in service["events"])


def test_the_error_of_a_missing_service_names_it(engine: Engine, running: str) -> None:
    with pytest.raises(grpc.RpcError) as caught:
        engine.invoke(GET_SERVICE, clusterArn=running, serviceName="other")
    assert "reading ECS Service (other): couldn't find resource" in refusal(caught.value)
    with pytest.raises(grpc.RpcError) as caught:
        engine.invoke(GET_SERVICE, clusterArn=running.replace("/main", "/none"), serviceName="web")
    assert "reading ECS Service (web): couldn't find resource" in refusal(caught.value)
