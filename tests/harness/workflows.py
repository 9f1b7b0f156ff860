"""Reads the workflows of .github, and runs their steps as the runner does."""

from __future__ import annotations

import os
import subprocess
from pathlib import Path
from typing import Any

import yaml

ROOT = Path(__file__).parents[2]
GITHUB = ROOT / ".github"


def load(name: str) -> dict[str, Any]:
    """Return a workflow with every scalar as text, so that `on` is not parsed as true."""
    loaded: dict[str, Any] = yaml.load((GITHUB / "workflows" / name).read_text(), Loader=yaml.BaseLoader)
    return loaded


def steps(job: dict[str, Any], action: str) -> list[dict[str, Any]]:
    return [step for step in job["steps"] if step.get("uses", "").startswith(f"{action}@")]


def holds(condition: str, **facts: str) -> bool:
    """Whether a job's `if` holds, for the operators that these workflows use."""
    for name, value in facts.items():
        condition = condition.replace(name.replace("__", "."), repr(value))
    for operator, word in {"&&": " and ", "||": " or ", "!(": " not (", "\n": " "}.items():
        condition = condition.replace(operator, word)
    return bool(eval(condition, {"__builtins__": {}}))


def run_step(script: str, folder: Path, **environment: str) -> subprocess.CompletedProcess[str]:
    """Run a step as the runner does: bash, ending at the first error."""
    return subprocess.run(
        ["bash", "--noprofile", "--norc", "-eo", "pipefail", "-c", script],
        cwd=folder,
        env={"PATH": f"{folder}{os.pathsep}{os.environ['PATH']}", **environment},
        capture_output=True,
        text=True,
        check=False,
    )


def executable(file: Path, script: str) -> None:
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_text(f"#!/bin/sh\n{script}\n")
    file.chmod(0o755)


def named(job: dict[str, Any], name: str) -> dict[str, Any]:
    (step,) = [step for step in job["steps"] if step["name"] == name]
    return dict(step)
