"""Runs a command and measures its duration and the peak memory of all its processes."""

from __future__ import annotations

import os
import subprocess
import threading
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

SECONDS_BETWEEN_LOOKS = 0.1
PAGE = os.sysconf("SC_PAGE_SIZE")


@dataclass(frozen=True)
class Run:
    """A command that has succeeded.

    Args:
        seconds: its duration.
        processor_seconds: the processor time of the command and its children.
        peak_bytes: the largest sum of the resident memory of its processes; 0 without ``/proc``.
        output: its standard output.
    """

    seconds: float
    processor_seconds: float
    peak_bytes: int
    output: str


def run(command: Sequence[str], *, cwd: Path, environ: Mapping[str, str]) -> Run:
    """Run ``command``; raise ``RuntimeError`` with its output if it fails."""
    before = os.times()
    started = time.monotonic()
    with subprocess.Popen(
        command,
        cwd=cwd,
        env=dict(environ),
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
    ) as process:
        peak = _Peak(process.pid)
        output = process.communicate()[0]
    seconds = time.monotonic() - started
    after = os.times()
    used = after.children_user - before.children_user + after.children_system - before.children_system
    if process.returncode != 0:
        raise RuntimeError(f"{' '.join(command)} exited {process.returncode}:\n{output[-4000:]}")
    return Run(seconds, used, peak.end(), output)


class _Peak:
    def __init__(self, pid: int) -> None:
        self._pid = pid
        self._bytes = 0
        self._ended = threading.Event()
        self._thread = threading.Thread(target=self._look, daemon=True)
        self._thread.start()

    def end(self) -> int:
        self._ended.set()
        self._thread.join()
        return self._bytes

    def _look(self) -> None:
        while not self._ended.wait(SECONDS_BETWEEN_LOOKS):
            self._bytes = max(self._bytes, sum(map(resident_bytes, tree(self._pid))))


def tree(root: int) -> set[int]:
    """Return ``root`` and all its descendants."""
    parents = {}
    for folder in Path("/proc").glob("[0-9]*"):
        try:
            # The name before it is in parentheses and can contain spaces.
            parents[int(folder.name)] = int((folder / "stat").read_text().rpartition(")")[2].split()[1])
        except (OSError, ValueError):
            continue
    found, rest = {root}, [root]
    while rest:
        children = {pid for pid, parent in parents.items() if parent in rest} - found
        found |= children
        rest = list(children)
    return found


def resident_bytes(pid: int) -> int:
    """Return the resident memory of a process; 0 if it has ended. Shared pages count for each process."""
    try:
        return int(Path(f"/proc/{pid}/statm").read_text().split()[1]) * PAGE
    except (OSError, IndexError):
        return 0
