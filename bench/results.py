"""``bench/RESULTS.md``: a section for each part, replaced when the part is measured again."""

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

`make bench` wrote this. Ratios and medians travel between machines, seconds do not. Nothing here ran on AWS: the engine
is Pulumi's own, AWS is the [local one](../localaws/README.md).
"""


def table(header: Sequence[str], rows: Iterable[Sequence[object]]) -> str:
    """A Markdown table."""
    lines = [header, ["---"] * len(header), *rows]
    return "\n".join(f"| {' | '.join(str(cell) for cell in line)} |" for line in lines)


def verdict(ratio: float, target: float) -> str:
    """A ratio beside its target."""
    return f"{ratio:.2f} (target: at most {target:g}, {'met' if ratio <= target else '**missed**'})"


def machine() -> str:
    """Where and when it was measured."""
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
    """Put new sections in the place of the old ones of the same title; the others stay."""
    old = _sections(file.read_text()) if file.exists() else {}
    kept = {**old, **sections}
    texts = [f"## {title}\n\n{kept[title].strip()}\n" for title in order if title in kept]
    file.write_text("\n".join([INTRODUCTION, *texts]))


def _sections(text: str) -> dict[str, str]:
    parts = re.split(r"^## (.+)$", text, flags=re.MULTILINE)[1:]
    return dict(zip(parts[::2], parts[1::2], strict=True))
