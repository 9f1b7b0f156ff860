"""Each program of examples/ runs under mocks; tests/engine/test_examples.py deploys them."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest
import yaml

import components
from tests.harness.build import CHECKOUT, PROJECT, build_program

PROGRAMS = sorted((CHECKOUT / "examples").rglob("__main__.py"))


@pytest.mark.parametrize("program", PROGRAMS, ids=lambda program: program.parent.name)
def test_an_example_runs(program: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.syspath_prepend(str(program.parent))
    code = compile(program.read_text(encoding="utf-8"), program, "exec")
    config = yaml.safe_load((program.parent / "Pulumi.dev.yaml").read_text(encoding="utf-8"))["config"]
    own = yaml.safe_load((program.parent / "Pulumi.yaml").read_text(encoding="utf-8"))["name"]
    config = {key.replace(f"{own}:", f"{PROJECT}:", 1): value for key, value in config.items()}
    monkeypatch.setitem(sys.modules, "ecs_on_ec2", components)
    recording = build_program(lambda: exec(code, {"__name__": "__main__"}), config)
    assert recording.registrations
