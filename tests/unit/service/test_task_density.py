"""The number of tasks that fit on an instance, and the warning if network interfaces are the limit."""

from __future__ import annotations

import pytest

from components import AwsvpcServiceArgs
from components.foundation.instance_memory import registered_memory
from components.foundation.region import InstanceType
from components.service.task_density import interface_warning, tasks_that_fit
from localaws.server.simulation.resources import memory_of
from tests.harness.aws_functions import INSTANCE_TYPES
from tests.harness.build import build_cluster

C5_XLARGE = InstanceType("c5.xlarge", vcpus=4, memory=8192, network_interfaces=4, architectures=("x86_64",))
WORKER = AwsvpcServiceArgs(topology="private-worker")


def test_the_density_is_computed_from_the_data_of_the_type() -> None:
    fit = tasks_that_fit(WORKER, C5_XLARGE)
    assert fit == (3, 16, 14)


@pytest.mark.parametrize(
    ("memory", "published"),
    [
        # https://github.com/misterfifi1/exo-lives-aws (local.tf): the memory that instances of these types registered
        # with ECS.
        *((2048, 1800), (4096, 3704), (4096, 3884), (8192, 7624), (8192, 7680), (16384, 15463), (16384, 15576)),
        *((32768, 31142), (65536, 62950), (73728, 70341), (147456, 140768), (196608, 189283), (393216, 378652)),
        # https://sentialabs.github.io/2018/05/25/ecs-calculator.html
        *((3840, 3765), (8192, 7984), (15616, 15292), (62464, 61408), (1024, 993)),
    ],
)
def test_the_memory_of_an_instance_is_estimated_slightly_too_low(memory: int, published: int) -> None:
    assert published - 0.12 * memory <= registered_memory(memory) <= published


def test_the_local_aws_registers_the_memory_that_the_program_expects() -> None:
    names = [name for name, (_, memory, *_) in INSTANCE_TYPES.items() if memory]
    assert len(names) > 5
    assert {name: memory_of(name) for name in names} == {
        name: registered_memory(INSTANCE_TYPES[name][1]) for name in names
    }


def test_the_warning_contains_the_limits_and_the_numbers_of_instances() -> None:
    many = AwsvpcServiceArgs(topology="private-worker", desired_count=32)
    warning = interface_warning("worker", many, C5_XLARGE)
    assert warning is not None
    for words in (
        "3 tasks of worker by network interfaces",
        "16 by CPU",
        "14 by memory",
        "11 instances",
        "instead of 3",
    ):
        assert words in warning, warning


@pytest.mark.parametrize(
    ("count", "cpu"),
    [
        (32, 2048),  # CPU runs out first
        (3, 256),  # three fit either way
        (0, 256),
    ],
)
def test_no_warning_if_network_interfaces_are_not_the_limit(count: int, cpu: int) -> None:
    args = AwsvpcServiceArgs(topology="private-worker", desired_count=count, cpu=cpu)
    assert interface_warning("worker", args, C5_XLARGE) is None


def test_a_program_warns_unless_trunking_is_on() -> None:
    services = {"worker": {"topology": "private-worker", "desiredCount": 32}}
    warned = build_cluster({}, services).messages
    assert ["network interfaces" in message for message in warned] == [True]
    assert build_cluster({"eniTrunking": True}, services).messages == []
