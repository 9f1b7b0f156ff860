"""Runs a command and measures its duration."""

from __future__ import annotations

import os
import subprocess
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path


@dataclass(frozen=True)
class Run:
    """The duration of a command that has succeeded, and the processor time of the command and its children."""

    seconds: float
    processor_seconds: float


def run(command: Sequence[str], *, cwd: Path, environ: Mapping[str, str]) -> Run:
    """Run ``command``; raise ``RuntimeError`` with its output if it fails."""
    before, started = os.times(), time.monotonic()
    done = subprocess.run(
        command,
        cwd=cwd,
        env=dict(environ),
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        check=False,
    )
    seconds, after = time.monotonic() - started, os.times()
    if done.returncode != 0:
        raise RuntimeError(f"{' '.join(command)} exited {done.returncode}:\n{done.stdout[-4000:]}")
    used = after.children_user - before.children_user + after.children_system - before.children_system
    return Run(seconds, used)
