"""Write the generated documents."""

from pathlib import Path

from . import DOCUMENTS, GENERATED


def write(folder: Path) -> None:
    """Write each generated document into ``folder``."""
    for path, render in GENERATED.items():
        (folder / path.name).write_text(render(), encoding="utf-8")


if __name__ == "__main__":
    write(DOCUMENTS)
