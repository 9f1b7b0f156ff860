"""The commands that `make up` recommends exist and have the described effect."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from localaws.launcher.command_line import CommandLine
from tools.checkout import next_steps

CHECKOUT = Path(__file__).parents[2]
PROTECTIONS = [
    "vpc.protect",
    "services.web.loadBalancer.deletionProtection",
    "services.worker.loadBalancer.deletionProtection",
]


def run(*command: str, **environ: str) -> str:
    return subprocess.run(
        command, cwd=CHECKOUT, env={**os.environ, **environ}, capture_output=True, text=True, check=True
    ).stdout


def commands(text: str) -> list[list[str]]:
    return [line.partition("(")[0].split() for line in text.splitlines() if line.startswith("  ")]


@pytest.mark.parametrize(("stack", "count"), [("dev", 3), ("public-api", 3), ("prod", 7)])
def test_the_recommended_commands_exist(stack: str, count: int, tmp_path: Path) -> None:
    (tmp_path / "project").mkdir()
    shutil.copy(CHECKOUT / f"Pulumi.{stack}.yaml", tmp_path / "project")
    found = commands(run(sys.executable, "-m", "tools.checkout.next_steps", stack, LOCALAWS_HOME=str(tmp_path)))
    assert len(found) == count
    for command in found:
        if command[0] == "make":
            assert f"localaws/pulumi {command[1]} --stack '{stack}'" in run("make", "-n", *command[1:])
        else:
            assert command[0] == "localaws/pulumi"
            assert CommandLine.read(command[1:]).stack == stack


def test_the_protection_of_a_stack_is_removed_before_its_destruction() -> None:
    found = commands(next_steps.destroy_steps("prod", CHECKOUT))
    assert [command[4] for command in found[:-2]] == [f"ecs-on-ec2:{path}" for path in PROTECTIONS]
    assert [command[1] for command in found[-2:]] == ["up", "destroy"]


@pytest.mark.parametrize("config", [{}, {"ecs-on-ec2:vpc": None}, {"ecs-on-ec2:services": {"a": None}}])
def test_a_stack_without_settings_is_not_protected(config: dict[str, object]) -> None:
    assert list(next_steps.protections(config)) == []
