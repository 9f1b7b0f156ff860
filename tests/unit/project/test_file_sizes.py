"""No file is too long to read in one sitting."""

from __future__ import annotations

from pathlib import Path

from docs.generator import GENERATED
from tests.harness.build import CHECKOUT

MOST_LINES = 300
NOT_OURS = {".venv", ".git", ".localaws", "node_modules", "sdks", "__pycache__", "build", "dist", "site-packages"}


def files(folder: Path) -> list[Path]:
    found: list[Path] = []
    for entry in sorted(folder.iterdir()):
        if entry.is_dir() and not entry.is_symlink() and entry.name not in NOT_OURS:
            found += files(entry)
        elif entry.suffix in {".py", ".md"} and entry not in GENERATED:
            found.append(entry)
    return found


def test_no_file_has_more_than_300_lines() -> None:
    lines = {file: len(file.read_text(encoding="utf-8").splitlines()) for file in files(CHECKOUT)}
    assert len(lines) > 500
    assert CHECKOUT / "README.md" in lines
    assert {str(file.relative_to(CHECKOUT)): count for file, count in lines.items() if count > MOST_LINES} == {}


def test_the_program_fits_on_a_screen() -> None:
    assert len((CHECKOUT / "__main__.py").read_text(encoding="utf-8").splitlines()) <= 40
