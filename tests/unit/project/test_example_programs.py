"""Each program of examples/ runs under mocks; tests/engine/test_examples.py deploys them."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest
import yaml

import components
from tests.harness.build import CHECKOUT, PROJECT, build_program
from tests.harness.recording import Recording

PROGRAMS = sorted((CHECKOUT / "examples").rglob("__main__.py"))


@pytest.mark.parametrize("program", PROGRAMS, ids=lambda program: program.parent.name)
def test_an_example_runs_under_mocks(program: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    assert recorded(program, monkeypatch).registrations


@pytest.mark.parametrize("disposable", [True, False])
def test_a_database_that_is_not_disposable_is_protected(monkeypatch: pytest.MonkeyPatch, disposable: bool) -> None:
    program = CHECKOUT / "examples" / "database-and-queue" / "__main__.py"
    database = recorded(program, monkeypatch, disposableDatabase=disposable).one("rds.Instance")
    assert database.protect is database.inputs["deletionProtection"] is not disposable
    assert database.inputs["skipFinalSnapshot"] is disposable
    assert database.inputs.get("finalSnapshotIdentifier") == (None if disposable else "orders-test-final")


def recorded(program: Path, monkeypatch: pytest.MonkeyPatch, **changed: object) -> Recording:
    """Run a program under mocks with the settings of its stack file, and with changes of them."""
    monkeypatch.syspath_prepend(str(program.parent))
    code = compile(program.read_text(encoding="utf-8"), program, "exec")
    config = yaml.safe_load((program.parent / "Pulumi.dev.yaml").read_text(encoding="utf-8"))["config"]
    own = yaml.safe_load((program.parent / "Pulumi.yaml").read_text(encoding="utf-8"))["name"]
    config = {key.replace(f"{own}:", f"{PROJECT}:", 1): value for key, value in config.items()}
    config |= {f"{PROJECT}:{name}": value for name, value in changed.items()}
    monkeypatch.setitem(sys.modules, "ecs_on_ec2", components)
    return build_program(lambda: exec(code, {"__name__": "__main__"}), config)
