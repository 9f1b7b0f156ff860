"""`make` refuses targets and variables that it would otherwise ignore silently."""

from __future__ import annotations

import os
import subprocess
from pathlib import Path

import pytest

CHECKOUT = Path(__file__).parents[2]


def make(*arguments: str) -> subprocess.CompletedProcess[str]:
    environ = {**os.environ, "MAKEFLAGS": ""}
    command = ["make", "--no-print-directory", "--dry-run", *arguments]
    return subprocess.run(command, cwd=CHECKOUT, env=environ, capture_output=True, text=True, check=False)


@pytest.mark.parametrize("goal", ["deploy", "components", "prod"])
def test_an_unknown_target_is_refused_before_anything_runs(goal: str) -> None:
    refused = make("up", goal)
    assert (refused.returncode, refused.stdout) == (2, "")
    assert f"There is no target '{goal}'" in refused.stderr


@pytest.mark.parametrize("variable", ["stack=prod", "STAK=prod", "Stack=prod"])
def test_an_unknown_variable_is_refused(variable: str) -> None:
    refused = make("up", variable)
    assert (refused.returncode, refused.stdout) == (2, "")
    assert f"There is no variable '{variable}'" in refused.stderr


def test_every_variable_and_target_of_the_makefile_is_accepted() -> None:
    assert "--stack 'prod'" in make("up", "STACK=prod").stdout
    assert "'a b.svg'" in make("diagram", "STACK=prod", "PICTURE=a b.svg", "PLAN=yes").stdout
    for target in ("docs", "bench", "tools", "localaws", "lock", "clean"):
        assert make(target, "PYTHON=python3").returncode == 0, target
