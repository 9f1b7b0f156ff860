"""Writes ``bench/RESULTS.md``, with a section for each part; a new measurement replaces its section."""

from __future__ import annotations

import os
import platform
import re
import subprocess
from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime, timezone
from pathlib import Path

from localaws.launcher.home import ROOT

FILE = ROOT / "bench" / "RESULTS.md"
INTRODUCTION = """\
# How fast it is

`make bench` wrote this. Ratios are comparable between machines, seconds are not. Nothing here ran on AWS: the engine is
Pulumi's own, and AWS is the [local one](../localaws/README.md).
"""


def table(header: Sequence[str], rows: Iterable[Sequence[object]]) -> str:
    """Return a Markdown table."""
    lines = [header, ["---"] * len(header), *rows]
    return "\n".join(f"| {' | '.join(str(cell) for cell in line)} |" for line in lines)


def verdict(ratio: float, target: float) -> str:
    """Return a ratio with its target."""
    return f"{ratio:.2f} (target: at most {target:g}, {'met' if ratio <= target else '**missed**'})"


def machine() -> str:
    """Return the machine and the time of the measurement."""
    memory = os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES") / 2**30
    commit = subprocess.run(
        ["git", "rev-parse", "--short", "HEAD"], cwd=ROOT, capture_output=True, text=True, check=False
    ).stdout.strip()
    when = f"{datetime.now(timezone.utc):%Y-%m-%d %H:%M}"
    return (
        f"{when} UTC, {os.cpu_count()} cores ({_processor()}), {memory:.0f} GB, "
        f"{platform.system()} {platform.machine()}, Python {platform.python_version()}, "
        f"load before {os.getloadavg()[0]:.1f}, commit {commit or 'unknown'}."
    )


def _processor() -> str:
    try:
        found = re.search(r"^model name\s*:\s*(.+)$", Path("/proc/cpuinfo").read_text(), re.MULTILINE)
    except OSError:
        found = None
    return found[1].strip() if found else platform.processor() or "unknown"


def write(sections: Mapping[str, str], order: Sequence[str], file: Path = FILE) -> None:
    """Replace the sections with the same titles, and keep the others."""
    old = _sections(file.read_text()) if file.exists() else {}
    kept = {**old, **sections}
    texts = [f"## {title}\n\n{kept[title].strip()}\n" for title in order if title in kept]
    file.write_text("\n".join([INTRODUCTION, *texts]))


def _sections(text: str) -> dict[str, str]:
    parts = re.split(r"^## (.+)$", text, flags=re.MULTILINE)[1:]
    return dict(zip(parts[::2], parts[1::2], strict=True))
