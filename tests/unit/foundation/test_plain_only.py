"""Outputs and awaitables are refused as arguments that decide which resources are created."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from components import (
    Alarms,
    AlarmsArgs,
    AwsvpcServiceArgs,
    Ec2EcsCluster,
    Ec2EcsClusterArgs,
    Job,
    JobArgs,
    LargeVpcArgs,
    Namespace,
    SharedLoadBalancer,
)
from components.foundation.args import Args
from tests.harness.build import refuse_component
from tests.harness.later import WAYS, Later, later, with_later
from tests.harness.standalone import existing_capacity, existing_network, make_service

PLAIN_ONLY = "a plain value is allowed: it decides what the program creates"


@pytest.mark.parametrize("way", WAYS)
@pytest.mark.parametrize(
    ("args_class", "given", "key"),
    [
        (AwsvpcServiceArgs, {"topology": Later("public-api")}, "topology"),
        (AwsvpcServiceArgs, {"topology": "public-api", "desired_count": Later(2)}, "desired_count"),
        (AwsvpcServiceArgs, {"topology": "public-api", "container_port": Later(80)}, "container_port"),
        (AwsvpcServiceArgs, {"topology": "private-worker", "allow_from": Later(["web"])}, "allow_from"),
        (AwsvpcServiceArgs, {"topology": "private-worker", "allow_from": [Later("web")]}, "allow_from[0]"),
        (AwsvpcServiceArgs, {"topology": "public-api", "secrets": Later({})}, "secrets"),
        (AwsvpcServiceArgs, {"topology": "public-api", "sidecars": {"proxy": Later({})}}, "sidecars.proxy"),
        (AwsvpcServiceArgs, {"topology": "public-api", "load_balancer": Later({})}, "load_balancer"),
        (
            AwsvpcServiceArgs,
            {"topology": "public-api", "load_balancer": {"idle_timeout": Later(30)}},
            "load_balancer.idle_timeout",
        ),
        (
            AwsvpcServiceArgs,
            {"topology": "public-api", "load_balancer": {"certificate_arns": Later(["arn"])}},
            "load_balancer.certificate_arns",
        ),
        (LargeVpcArgs, {"availability_zones": Later(3)}, "availability_zones"),
        (LargeVpcArgs, {"availability_zones": ["us-east-1a", Later("us-east-1b")]}, "availability_zones"),
        (LargeVpcArgs, {"cidr_block": Later("10.0.0.0/16")}, "cidr_block"),
        (LargeVpcArgs, {"protect": Later(True)}, "protect"),
        (Ec2EcsClusterArgs, {"max_size": Later(3)}, "max_size"),
        (Ec2EcsClusterArgs, {"root_volume": Later({})}, "root_volume"),
        (Ec2EcsClusterArgs, {"operating_system": Later("al2023")}, "operating_system"),
        (JobArgs, {"image": "busybox", "schedule": Later("rate(1 day)")}, "schedule"),
        (AlarmsArgs, {"topic_arn": "arn:aws:sns:us-east-1:123456789012:a", "cpu_percent": Later(9)}, "cpu_percent"),
    ],
)
# A coroutine in a list is not closed.
@pytest.mark.filterwarnings("ignore:coroutine 'later.<locals>.wait' was never awaited")
def test_an_output_that_decides_which_resources_exist_is_refused(
    args_class: type[Args], given: dict[str, Any], key: str, way: str
) -> None:
    value = "an output" if way == "output" else "an awaitable"
    (problem,) = refuse_component(lambda: args_class.of(with_later(given, way)))
    assert str(problem).startswith(f"{key}: ")
    assert str(problem).endswith(f" is refused: {PLAIN_ONLY}")
    assert value in str(problem) or key == "secrets"


@pytest.mark.parametrize(
    ("program", "key"),
    [
        (lambda value: existing_network(cidr_blocks=value), "cidr_blocks"),
        (lambda value: existing_network(endpoints=value), "endpoints"),
        (lambda value: existing_network(availability_zones=[value]), "availability_zones"),
        (lambda value: existing_capacity(operating_system=value), "operating_system"),
        (lambda value: existing_capacity(namespace=value), "namespace"),
        (lambda value: Namespace("ns-1", "arn", value), "domain"),
        (lambda value: make_service("w", AwsvpcServiceArgs(topology="public-api"), callers=value), "callers"),
        (lambda value: make_service("w", AwsvpcServiceArgs(topology="public-api"), network=value), "network"),
        (lambda value: make_service("w", AwsvpcServiceArgs(topology="public-api"), capacity=value), "capacity"),
        (lambda value: Job("j", {"image": "busybox"}, network=value, capacity=existing_capacity()), "network"),
        (lambda value: Ec2EcsCluster("cluster", network=value), "network"),
        (lambda value: SharedLoadBalancer("edge", network=value), "network"),
        (
            lambda value: Alarms("a", {"topic_arn": "arn:aws:sns:us-east-1:123456789012:alarms"}, services=value),
            "services",
        ),
    ],
)
@pytest.mark.parametrize("way", WAYS)
def test_an_output_as_a_plain_argument_of_a_component_is_refused(
    program: Callable[[Any], object], key: str, way: str
) -> None:
    value = "an output" if way == "output" else "an awaitable"
    (problem,) = refuse_component(lambda: program(later("x", way)))
    assert str(problem) == f"{key}: {value} is refused: {PLAIN_ONLY}"
