"""Write the generated documents."""

from pathlib import Path

from . import GENERATED, ROOT


def write(root: Path) -> None:
    """Write each generated document into a checkout."""
    for path, render in GENERATED.items():
        (root / path.relative_to(ROOT)).write_text(render(), encoding="utf-8")


if __name__ == "__main__":
    write(ROOT)
