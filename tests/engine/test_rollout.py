"""`pulumi up` fails with the reason after a rollback, until the service runs the requested revision."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from tests.engine.changes import set_service
from tests.engine.engine_stack import EngineStack
from tests.engine.local_aws import Finished

GOOD, FAILING = "public.ecr.aws/docker/library/nginx:1.29", "localaws/fails:1"
SURVIVING = {"url", "loadBalancerDnsName", "serviceName", "logGroupName", "securityGroupId", "testCommand"}


@pytest.fixture(scope="module")
def stack(stack_of: Callable[[str], EngineStack]) -> EngineStack:
    return stack_of("dev")


def update(stack: EngineStack, **settings: object) -> Finished:
    stack.change(lambda config: set_service(config, name="worker", **settings))
    stack.forget_outputs()
    return stack.local_aws.pulumi(*stack.arguments("up", "--yes", "--skip-preview"))


def service(stack: EngineStack) -> dict[str, Any]:
    ecs = stack.local_aws.client("ecs")
    return dict(ecs.describe_services(cluster=stack.cluster_name, services=["worker"])["services"][0])


def image_of(stack: EngineStack, task_definition: str) -> tuple[str, str]:
    ecs = stack.local_aws.client("ecs")
    definition = ecs.describe_task_definition(taskDefinition=task_definition)["taskDefinition"]
    return str(definition["containerDefinitions"][0]["image"]), str(definition["status"])


def running_image(stack: EngineStack) -> str:
    return image_of(stack, service(stack)["taskDefinition"])[0]


def outputs_of_worker(stack: EngineStack) -> dict[str, Any]:
    services: dict[str, Any] = stack.output("services")
    return dict(services["worker"])


def test_a_failed_first_rollout_keeps_the_outputs(stack: EngineStack) -> None:
    failed = update(stack, image=FAILING)
    assert failed.returncode != 0
    assert "in service worker failed: the deployment failed: tasks failed to start" in failed.output
    found = outputs_of_worker(stack)
    assert found.keys() >= SURVIVING
    assert found.get("runningTaskDefinitionArn") is None


def test_a_rolled_back_revision_fails_the_update_until_it_is_fixed(stack: EngineStack) -> None:
    update(stack, image=GOOD).succeeded()
    assert running_image(stack) == GOOD
    good = outputs_of_worker(stack)
    assert good["runningTaskDefinitionArn"] == service(stack)["taskDefinition"]

    for attempt in ("the first", "the next"):
        failed = update(stack, image=FAILING)
        assert failed.returncode != 0, attempt
        assert "in service worker failed: ECS rolled it back" in failed.output
        assert "deployment failed" in failed.output, failed.output
        assert "Traceback" not in failed.output
        assert "unhandled error" not in failed.output
        assert running_image(stack) == GOOD
        found = outputs_of_worker(stack)
        assert {key: found[key] for key in ("url", "serviceName")} == {key: good[key] for key in ("url", "serviceName")}
        assert found.get("runningTaskDefinitionArn") is None

    update(stack, image=GOOD).succeeded()
    assert stack.up_without_changes().is_unchanged


def test_a_deployment_by_another_system_is_not_reported_as_a_rollback(stack: EngineStack) -> None:
    ecs = stack.local_aws.client("ecs")
    own = service(stack)["taskDefinition"]
    definition = ecs.describe_task_definition(taskDefinition=own)["taskDefinition"]
    kept = ("family", "networkMode", "cpu", "memory", "executionRoleArn", "requiresCompatibilities")
    containers = [
        {**each, "image": "public.ecr.aws/docker/library/nginx:1.30"} for each in definition["containerDefinitions"]
    ]
    theirs = ecs.register_task_definition(**{name: definition[name] for name in kept}, containerDefinitions=containers)[
        "taskDefinition"
    ]["taskDefinitionArn"]
    ecs.update_service(cluster=stack.cluster_name, service="worker", taskDefinition=theirs)

    failed = update(stack, image=GOOD)
    assert failed.returncode != 0
    assert f"a later deployment by another system replaced it: {theirs} runs since" in failed.output
    assert "rolled it back" not in failed.output
    assert service(stack)["taskDefinition"] == theirs

    stack.refresh()
    update(stack, image=GOOD).succeeded()
    assert running_image(stack) == GOOD


def test_a_service_can_skip_the_wait(stack: EngineStack) -> None:
    unwaited = {"waitForRollout": False}
    stack.change(lambda config: set_service(config, name="worker", image=FAILING, deployment=unwaited))
    refused = stack.local_aws.pulumi(*stack.arguments("preview"))
    assert refused.returncode != 0
    assert "worker.deployment.waitForRollout: false is refused: this update also registers a revision" in refused.output
    assert "unhandled error" not in refused.output
    stack.change(lambda config: set_service(config, name="worker", image=GOOD))
    assert stack.preview().changed == {"aws:ecs/taskDefinition:TaskDefinition worker": {"update"}}
    update(stack, deployment={"waitForRollout": False}).succeeded()
    before = service(stack)["taskDefinition"]
    update(stack, image=FAILING).succeeded()
    assert service(stack)["taskDefinition"] == before
    # ECS can return to it at any time.
    assert image_of(stack, before) == (GOOD, "ACTIVE")


def test_a_failed_service_is_destroyed(stack: EngineStack) -> None:
    stack.destroy()
    assert stack.export() == []
