"""The commands that `make up` recommends exist."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

from localaws.launcher.command_line import CommandLine

CHECKOUT = Path(__file__).parents[2]


def test_next_steps_are_commands_that_exist() -> None:
    said = subprocess.run(
        [sys.executable, "-m", "tools.checkout.next_steps", "prod"],
        cwd=CHECKOUT,
        capture_output=True,
        text=True,
        check=True,
    ).stdout
    commands = [line.partition("(")[0].split() for line in said.splitlines() if line.startswith("  ")]
    assert len(commands) == 3
    for command in commands:
        if command[0] == "make":
            planned = subprocess.run(
                ["make", "-n", *command[1:]], cwd=CHECKOUT, capture_output=True, text=True, check=True
            )
            assert "localaws/pulumi destroy --stack 'prod'" in planned.stdout
        else:
            assert command[0] == "localaws/pulumi"
            assert CommandLine.read(command[1:]).stack == "prod"
