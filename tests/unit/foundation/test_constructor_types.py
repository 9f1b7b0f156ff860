"""Type checkers find wrong arguments of these classes without pydantic's plugin for mypy, which users lack.

`make types` reads this file: if mypy accepts a mistake, it reports the comment of the mistake as unused.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from pathlib import Path

import pulumi
import pytest

from components import (
    AwsvpcServiceArgs,
    ContainerArgs,
    Ec2EcsClusterArgs,
    JobArgs,
    LargeVpcArgs,
    LoadBalancerArgs,
    RefusedError,
    ServiceScalingArgs,
    SidecarArgs,
)
from components.foundation.args import Args

ROOT = Path(__file__).resolve().parents[3]


def wrong_name() -> object:
    return LargeVpcArgs(nat_gateway="single")  # type: ignore[call-arg]


def stack_files_name() -> object:
    return LargeVpcArgs(natGateways="single")  # type: ignore[call-arg]


def missing() -> object:
    return AwsvpcServiceArgs(cpu=512)  # type: ignore[call-arg]


def missing_below() -> object:
    return AwsvpcServiceArgs(topology="public-api", scaling=ServiceScalingArgs(max_count=3))  # type: ignore[call-arg]


def wrong_type() -> object:
    return LargeVpcArgs(nat_gateways=3)  # type: ignore[arg-type]


def wrong_value() -> object:
    return AwsvpcServiceArgs(topology="public")  # type: ignore[arg-type]


def wrong_inherited() -> object:
    return JobArgs(cpu="512")  # type: ignore[arg-type]


def plain_only() -> object:
    return Ec2EcsClusterArgs(max_size=pulumi.Output.from_input(3))  # type: ignore[arg-type]


MISTAKES = (
    wrong_name,
    stack_files_name,
    missing,
    missing_below,
    wrong_type,
    wrong_value,
    wrong_inherited,
    plain_only,
)


@pytest.mark.parametrize("mistake", MISTAKES, ids=lambda mistake: mistake.__name__)
def test_a_mistake_that_mypy_reports_is_refused(mistake: Callable[[], object]) -> None:
    async def program() -> None:
        with pytest.raises(RefusedError):
            mistake()

    # An Output needs an event loop.
    asyncio.run(program())


def test_mypy_and_the_classes_accept_valid_arguments() -> None:
    async def program() -> None:
        image = pulumi.Output.from_input("nginx")
        args = AwsvpcServiceArgs(
            topology="private-worker",
            image=image,
            environment={"PLAIN": "text", "LATER": image},
            secrets={"KEY": image},
            allow_from=("web",),
            container=ContainerArgs(command=("serve", image)),
            sidecars={"proxy": SidecarArgs(image=image, memory=64)},
            load_balancer=LoadBalancerArgs(certificate_arns=(image,)),
            scaling=ServiceScalingArgs(min_count=1, max_count=3, cpu=60),
        )
        assert args.image is image

    asyncio.run(program())
    assert AwsvpcServiceArgs(topology="private-worker", load_balancer="none").balancer is None


def test_the_arguments_are_frozen() -> None:
    args = LargeVpcArgs()
    with pytest.raises(ValueError, match="frozen"):
        args.nat_gateways = "single"  # type: ignore[misc]


def test_mypy_runs_without_the_plugin_of_pydantic() -> None:
    assert "plugins" not in (ROOT / "pyproject.toml").read_text(encoding="utf-8").partition("[tool.mypy]")[2]


def test_no_public_class_inherits_a_type_that_a_checker_has_to_infer() -> None:
    # pyright --verifytypes reports each class with such a base class, and each function that takes it, as incomplete.
    assert Args.__annotations__["model_config"] == "ClassVar[ConfigDict]"
