"""The launcher parses flags as the CLI's help describes them."""

from __future__ import annotations

import os
import re
import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest

from localaws.launcher import toolchain
from localaws.launcher.command_line import CommandLine

COMMANDS = [
    *("up", "preview", "destroy", "refresh", "import", "watch", "cancel", "logs", "about", "console", "state delete"),
    *("state move", "state rename", "state unprotect", "config", "config set", "config get", "config rm", "config cp"),
    *("stack", "stack ls", "stack init", "stack rm", "stack output", "stack export", "stack import", "stack graph"),
    *("stack history", "stack rename", "stack select", "stack tag set", "stack change-secrets-provider"),
]
# One space, and the type of the value; `false` is the default of a switch.
FLAG = re.compile(r"^ +(?:(-\w), )?(--[\w-]+)(?: (?!false )(\w+))?(\[)?", re.MULTILINE)
# A flag of every command has the same name without a value.
AMBIGUOUS = {("watch", "--version")}


def flags(command: str) -> Iterator[tuple[str, bool]]:
    """Return the flags of a command, and whether the next argument is their value."""
    cli = toolchain.provide(os.environ)
    shown = subprocess.run([cli, *command.split(), "--help"], capture_output=True, text=True, check=True).stdout
    for letter, name, kind, optional in FLAG.findall(shown.partition("\nFlags:")[2]):
        for flag in filter(None, (letter, name)):
            yield flag, bool(kind) and not optional


@pytest.mark.parametrize("command", COMMANDS)
def test_a_flag_uses_the_next_argument_as_in_the_cli(
    command: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PULUMI_HOME", str(tmp_path))
    found = dict(flags(command))
    assert {"--stack" if command not in {"about", "state move", "watch"} else "--help", "-C"} <= found.keys()
    read = {
        flag: CommandLine.read([*command.split(), flag, "next"]).value_of(flag) == "next"
        for flag in found
        if (command, flag) not in AMBIGUOUS
    }
    assert {flag for flag in read if read[flag] != found[flag]} == set()
