"""Mistakes in a stack file, through the real command line: all told at once, a line each, and nothing is created."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from tests.engine import changes
from tests.engine.engine_stack import EngineStack, StackConfig
from tests.engine.inventory import inventory


def misspell(config: StackConfig) -> None:
    changes.section(config, "vpc").update(natGateway="single", cidrBlock="10.0.0.0/24")
    changes.section(config, "cluster").update(minSize=5, maxSize=2, capacityProviderName="aws-main")
    changes.services(config)["worker"].update(containerPort=70_000, cpu="256", topology="private")


def leave_no_way_out(config: StackConfig) -> None:
    changes.section(config, "vpc").update(natGateways="none")
    changes.services(config)["worker"].update(allowFrom=["nobody"])


def ask_for_what_the_region_lacks(config: StackConfig) -> None:
    changes.section(config, "vpc").update(availabilityZones=["us-east-1a", "us-east-1z"])
    changes.section(config, "cluster").update(instanceType="c5.gigantic")


def ask_for_more_than_an_instance_has(config: StackConfig) -> None:
    changes.section(config, "cluster").update(instanceType="m6g.large", ami="ami-0123456789abcdef0")
    changes.services(config)["worker"].update(cpu=8192, memory=65_536)


def have_no_services(config: StackConfig) -> None:
    changes.services(config).clear()


MISTAKES: list[tuple[Callable[[StackConfig], None], list[str]]] = [
    (
        misspell,
        [
            "vpc.natGateway",
            "vpc.cidrBlock",
            "cluster.maxSize",
            "cluster.capacityProviderName",
            "services.worker.containerPort",
            "services.worker.cpu",
            "services.worker.topology",
        ],
    ),
    (leave_no_way_out, ["vpc.interfaceEndpoints"]),
    (ask_for_what_the_region_lacks, ["vpc.availabilityZones[1]", "cluster.instanceType"]),
    (ask_for_more_than_an_instance_has, ["cluster.ami", "services.worker.cpu", "services.worker.memory"]),
    (have_no_services, ["services"]),
]


@pytest.mark.parametrize(("mistake", "keys"), MISTAKES, ids=[mistake.__name__ for mistake, _ in MISTAKES])
def test_mistakes_are_told_and_nothing_is_created(
    stack_of: Callable[[str], EngineStack], mistake: Callable[[StackConfig], None], keys: list[str]
) -> None:
    stack = stack_of("dev")
    stack.change(mistake)
    finished = stack.local_aws.pulumi(*stack.arguments("up", "--yes", "--skip-preview"))
    assert finished.returncode != 0
    assert "Traceback" not in finished.output
    assert "unhandled error" not in finished.output
    assert len([line for line in finished.output.splitlines() if line.strip().startswith("error:")]) == 1
    told = [line.strip() for line in finished.output.splitlines() if line.strip().startswith("ecs-on-ec2:")]
    assert sorted(line.split(": ")[0].removeprefix("ecs-on-ec2:") for line in told) == sorted(keys)
    assert all("is refused" in line for line in told)
    assert stack.local_aws.calls() == []
    assert inventory(stack.local_aws.client) == set()
