"""The committed names of every resource of every stack. ``python -m tests.harness.names`` writes them anew."""

from __future__ import annotations

from pathlib import Path

from tests.harness.build import STACKS, build_stack

FOLDER = Path(__file__).parent / "names"


def committed_names(stack: str) -> list[str]:
    """Return every resource as ``kind name``, sorted."""
    return (FOLDER / f"{stack}.txt").read_text().splitlines()


if __name__ == "__main__":
    FOLDER.mkdir(exist_ok=True)
    for name in STACKS:
        (FOLDER / f"{name}.txt").write_text("\n".join(build_stack(name).listed) + "\n")
