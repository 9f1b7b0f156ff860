"""Measures the tests that a developer runs while editing: all quick tests, and those of one component."""

from __future__ import annotations

import os
import sys
from statistics import median

from bench.process import run as run_command
from bench.results import table
from localaws.launcher.home import ROOT

TITLE = "Tests"
ROUNDS = 3
MOST_SECONDS = {
    "tests/unit tests/harness --numprocesses 2 --dist loadfile": 15,
    "tests/unit/network/test_large_vpc.py": 2,
    "tests/unit/service/scaling/test_scaling.py": 2,
}


def run() -> str:
    """Measure; return the section."""
    rows = []
    for arguments, target in MOST_SECONDS.items():
        seconds = [_seconds(arguments) for _ in range(ROUNDS)]
        middle = median(seconds)
        verdict = "met" if middle <= target else "**missed**"
        spread = f"{min(seconds):.1f} to {max(seconds):.1f}"
        rows.append([f"`pytest {arguments}`", f"{middle:.1f}", spread, f"at most {target} s, {verdict}"])
    return f"""\
The quick tests, as in `make unit`, and those of one component, {ROUNDS} times each, from the command to its end.

{table(["command", "median, s", "from, to, s", "target"], rows)}"""


def _seconds(arguments: str) -> float:
    environ = {name: value for name, value in os.environ.items() if name != "PYTHONDONTWRITEBYTECODE"}
    command = [sys.executable, "-m", "pytest", "--quiet", *arguments.split()]
    return run_command(command, cwd=ROOT, environ=environ).seconds
