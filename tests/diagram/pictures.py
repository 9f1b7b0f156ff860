"""``python -m tests.diagram.pictures`` draws the committed stacks from resources that the program registers."""

from __future__ import annotations

from pathlib import Path

from tests.diagram.exported_state import exported
from tests.harness.build import CHECKOUT, STACKS, build_stack
from tools.diagram.deployment import read_deployment
from tools.diagram.picture import draw
from tools.state import read_state

PICTURES = CHECKOUT / "docs" / "pictures"


def picture_of(stack: str) -> str:
    """Draw a committed stack as if it were deployed."""
    return draw(read_deployment(read_state(exported(build_stack(stack), stack))))


def write(folder: Path) -> None:
    """Write each picture into ``folder``."""
    folder.mkdir(parents=True, exist_ok=True)
    for stack in STACKS:
        (folder / f"{stack}.svg").write_text(picture_of(stack), encoding="utf-8")


if __name__ == "__main__":
    write(PICTURES)
