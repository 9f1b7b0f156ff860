"""A deployment waits for its bake times on the local AWS, so a timeout that is too short fails a test."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING, Any

import pytest

from components.service.ecs_service import STRATEGIES
from components.service.rollout import rollout
from components.service.rollout.deployment_args import DeploymentArgs, Strategy
from components.service.rollout.status import RolloutStatus
from localaws.tests.server.test_server_traffic_shift import ShiftingService

if TYPE_CHECKING:
    from localaws.tests.conftest import Server
    from localaws.tests.plugin.engine import Engine
    from localaws.tests.server.account import Account

TIMEOUT_OF_OLD = 20


class Clock:
    """The clock of the program and of the server; each sleep advances it."""

    def __init__(self, server: Server) -> None:
        self._server = server
        self._seconds = 0.0
        self._server.request("POST", "/localaws/clock", {"advance": 0})

    def monotonic(self) -> float:
        return self._seconds

    async def sleep(self, seconds: float) -> None:
        self._seconds += seconds
        self._server.request("POST", "/localaws/clock", {"advance": seconds})


def deploy(aws: Account, args: DeploymentArgs) -> str:
    """Start a deployment with a strategy and its defaults; return its revision."""
    service = ShiftingService(aws, STRATEGIES[args.strategy])
    service.update(deploymentConfiguration={"strategy": STRATEGIES[args.strategy], "bakeTimeInMinutes": 5})
    return aws.task_definition("nginx:2")


def followed(
    aws: Account, engine: Engine, server: Server, patch: pytest.MonkeyPatch, args: DeploymentArgs
) -> RolloutStatus:
    revision = deploy(aws, args)
    clock = Clock(server)
    patch.setattr(rollout, "POLL_SECONDS", 60)
    patch.setattr(rollout, "time", clock)
    patch.setattr(rollout, "asyncio", clock)
    aws.ecs.update_service(cluster="main", service="web", taskDefinition=revision)
    [cluster] = aws.ecs.list_clusters()["clusterArns"]

    async def look() -> dict[str, Any]:
        return engine.invoke(rollout.GET_SERVICE, clusterArn=cluster, serviceName="web")

    status, _ = asyncio.run(rollout.follow(look, revision, args.minutes_to_wait))
    return status


@pytest.mark.parametrize("strategy", ["rolling", "blue-green", "canary", "linear"])
def test_the_default_timeout_is_long_enough(
    aws: Account, engine: Engine, server: Server, monkeypatch: pytest.MonkeyPatch, strategy: Strategy
) -> None:
    assert followed(aws, engine, server, monkeypatch, DeploymentArgs(strategy=strategy)) == RolloutStatus("completed")


def test_a_rollout_with_a_timeout_shorter_than_its_bake_times_fails(
    aws: Account, engine: Engine, server: Server, monkeypatch: pytest.MonkeyPatch
) -> None:
    # The arguments refuse it; the default was once the same for all strategies.
    args = DeploymentArgs.model_construct(
        **{**DeploymentArgs(strategy="linear").model_dump(), "timeout_minutes": TIMEOUT_OF_OLD}
    )
    status = followed(aws, engine, server, monkeypatch, args)
    assert status == RolloutStatus("failed", "it was not completed within 20 minutes")
