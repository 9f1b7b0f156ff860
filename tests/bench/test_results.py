"""The results file: a repeated measurement replaces its section and keeps the others."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from bench.process import run
from bench.results import machine, table, verdict, write

ORDER = ["Plan", "Growth"]


def test_a_section_is_replaced_and_the_other_sections_are_kept(tmp_path: Path) -> None:
    file = tmp_path / "RESULTS.md"
    write({"Growth": "old growth\n\n### small"}, ORDER, file)
    write({"Plan": "plan"}, ORDER, file)
    write({"Growth": "new growth"}, ORDER, file)
    text = file.read_text()
    assert text.index("## Plan\n\nplan\n") < text.index("## Growth\n\nnew growth\n")
    assert "old growth" not in text


def test_a_missed_target_is_marked() -> None:
    assert verdict(0.4, 0.4) == "0.40 (target: at most 0.4, met)"
    assert "missed" in verdict(0.41, 0.4)


def test_a_table_is_written_in_markdown() -> None:
    assert table(["a", "b"], [[1, "x"]]) == "| a | b |\n| --- | --- |\n| 1 | x |"


def test_the_description_of_the_machine_contains_its_load() -> None:
    assert f"{os.cpu_count()} cores" in machine()
    assert "load before" in machine()


def test_a_run_is_timed(tmp_path: Path) -> None:
    shorter, longer = (run(["sleep", seconds], cwd=tmp_path, environ=os.environ) for seconds in ("0", "0.5"))
    assert shorter.seconds < longer.seconds


def test_a_failed_run_raises_with_its_output(tmp_path: Path) -> None:
    with pytest.raises(RuntimeError, match="exited 3:\nbroken"):
        run(["sh", "-c", "echo broken; exit 3"], cwd=tmp_path, environ=os.environ)
