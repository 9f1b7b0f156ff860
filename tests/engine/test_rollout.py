"""`pulumi up` fails where ECS rolled back, says why, and goes on failing until the service runs what is asked for."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from tests.engine.changes import set_service
from tests.engine.engine_stack import EngineStack
from tests.engine.local_aws import Finished

GOOD, FAILING = "public.ecr.aws/docker/library/nginx:1.29", "localaws/fails:1"


@pytest.fixture(scope="module")
def stack(stack_of: Callable[[str], EngineStack]) -> EngineStack:
    return stack_of("dev")


def update(stack: EngineStack, image: str) -> Finished:
    stack.change(lambda config: set_service(config, name="worker", image=image))
    return stack.local_aws.pulumi(*stack.arguments("up", "--yes", "--skip-preview"))


def running_image(stack: EngineStack) -> str:
    ecs = stack.local_aws.client("ecs")
    [service] = ecs.describe_services(cluster=stack.cluster_name, services=["worker"])["services"]
    definition = ecs.describe_task_definition(taskDefinition=service["taskDefinition"])["taskDefinition"]
    return str(definition["containerDefinitions"][0]["image"])


def test_a_rolled_back_revision_fails_the_update_until_it_is_mended(stack: EngineStack) -> None:
    update(stack, GOOD).succeeded()
    assert running_image(stack) == GOOD

    for attempt in ("the first", "the next"):
        failed = update(stack, FAILING)
        assert failed.returncode != 0, attempt
        assert "in service worker failed: ECS rolled it back" in failed.output
        assert "deployment failed" in failed.output, failed.output
        assert "Traceback" not in failed.output
        assert running_image(stack) == GOOD

    update(stack, GOOD).succeeded()
    assert stack.up_without_changes().is_unchanged


def test_a_service_may_leave_the_waiting_to_others(stack: EngineStack) -> None:
    stack.change(lambda config: set_service(config, name="worker", deployment={"waitForRollout": False}))
    update(stack, FAILING).succeeded()
    assert running_image(stack) == GOOD


def test_what_failed_is_destroyed_all_the_same(stack: EngineStack) -> None:
    stack.destroy()
    assert stack.export() == []
