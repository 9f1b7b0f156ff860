"""A stack of only the network and cluster, and another of only services on it."""

from __future__ import annotations

from collections.abc import Callable
from typing import NamedTuple

import pytest

from tests.engine.engine_stack import PROJECT, EngineStack, StackConfig

PLATFORM_STACK = "organization/ecs-on-ec2/dev"
NETWORK_TYPES = {"aws:ec2/vpc:Vpc", "aws:ec2/natGateway:NatGateway", "aws:ecs/cluster:Cluster"}


def only_platform(config: StackConfig) -> None:
    del config[f"{PROJECT}:services"]
    config[f"{PROJECT}:platformOnly"] = True
    config[f"{PROJECT}:cluster"] = {"discovery": "dns"}


def only_services(config: StackConfig) -> None:
    config[f"{PROJECT}:platform"] = {"stack": PLATFORM_STACK}


class Pair(NamedTuple):
    platform: EngineStack
    services: EngineStack


@pytest.fixture(scope="module")
def pair(stack_of: Callable[[str], EngineStack]) -> Pair:
    pair = Pair(stack_of("dev"), stack_of("public-api"))
    pair.platform.change(only_platform)
    pair.platform.up()
    pair.services.change(only_services)
    pair.services.up()
    return pair


def types(stack: EngineStack) -> set[str]:
    return {str(resource["type"]) for resource in stack.export()}


def test_each_stack_holds_its_own_part(pair: Pair) -> None:
    assert types(pair.platform) >= NETWORK_TYPES
    assert "aws:ecs/service:Service" not in types(pair.platform)
    assert not types(pair.services) & NETWORK_TYPES
    assert "aws:ecs/service:Service" in types(pair.services)


def test_the_service_runs_on_the_platforms_capacity(pair: Pair) -> None:
    ecs = pair.platform.local_aws.client("ecs")
    [service] = ecs.describe_services(cluster=pair.platform.cluster_name, services=["web"])["services"]
    assert service["runningCount"] == service["desiredCount"] == 2
    [registry] = service["serviceRegistries"]
    assert ":service/" in registry["registryArn"]


def test_both_are_unchanged_afterwards(pair: Pair) -> None:
    assert pair.services.up_without_changes().is_unchanged
    assert pair.platform.up_without_changes().is_unchanged


def test_a_stack_that_is_no_platform_is_refused(pair: Pair) -> None:
    itself = "organization/ecs-on-ec2/public-api"
    pair.services.change(lambda config: config[f"{PROJECT}:platform"].update(stack=itself))
    refused = pair.services.local_aws.pulumi(*pair.services.arguments("preview"))
    assert refused.returncode != 0
    assert "ecs-on-ec2:platform.stack" in refused.output
    assert "a stack with platformOnly is allowed" in refused.output
    assert "Traceback" not in refused.output
    pair.services.change(only_services)


def test_both_go_the_services_first(pair: Pair) -> None:
    pair.services.destroy()
    pair.platform.destroy()
    assert pair.platform.export() == []
