"""The policy pack on the real engine passes prod, and fails a prod with broken settings."""

from __future__ import annotations

import re
from collections.abc import Callable

import pytest

from policy.controls import CONTROLS
from tests.engine import changes
from tests.engine.engine_stack import EngineStack, StackConfig
from tests.engine.local_aws import CHECKOUT, Finished
from tools.checkout import virtual_environment

pytestmark = pytest.mark.nightly

PACK = CHECKOUT / "policy" / "pack"
MANDATORY = ("--policy-pack-config", str(PACK / "mandatory.json"))
DECLINED = {control.id for control in CONTROLS if control.result == "no"}


@pytest.fixture(scope="module")
def stack(stack_of: Callable[[str], EngineStack]) -> EngineStack:
    virtual_environment.provide(PACK / "requirements.txt")
    return stack_of("prod")


def checked_by_the_pack(stack: EngineStack, *options: str) -> Finished:
    return stack.local_aws.pulumi(*stack.arguments("preview", "--policy-pack", str(PACK), *options))


def violated(finished: Finished, level: str) -> set[str]:
    return set(re.findall(rf"\[{level}\] +(?:\[severity: \w+\] +)?(\w+\.\d+)", finished.output))


def break_prod(config: StackConfig) -> None:
    changes.services(config)["worker"]["loadBalancer"]["deletionProtection"] = False
    changes.section(config, "vpc")["publicIpOnLaunch"] = True
    del config["ecs-on-ec2:audit"]


def test_the_pack_passes_prod_and_fails_a_broken_prod(stack: EngineStack) -> None:
    passed = checked_by_the_pack(stack, *MANDATORY).succeeded()
    assert violated(passed, "mandatory") == set()
    assert violated(passed, "advisory") == DECLINED

    stack.change(break_prod)
    refused = checked_by_the_pack(stack, *MANDATORY)
    assert refused.returncode != 0
    assert violated(refused, "mandatory") == {"ELB.5", "ELB.6", "EC2.6", "EC2.15"}

    advised = checked_by_the_pack(stack).succeeded()
    assert violated(advised, "advisory") >= {"ELB.5", "ELB.6", "EC2.6", "EC2.15"}
