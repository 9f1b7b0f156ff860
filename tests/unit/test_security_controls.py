"""Security Hub's controls on the registered resources of prod: each answers as the table says, and can fail."""

from __future__ import annotations

import importlib

import pytest

from .build import build_stack
from .security import CONTROLS
from .security.control import Break, Control
from .security.document import PATH, render
from .security.resource import Resource, Resources

ASKED_FOR = {
    "ECS": range(2, 21),
    "EC2": [2, 3, 6, 7, 8, 13, 15, 18, 19, 25, *range(170, 183)],
    "AutoScaling": range(1, 10),
    "ELB": [1, 4, 5, 6, 12, 13, 16, 17, 18],
    "CloudWatch": [15, 16, 17],
    "IAM": [1, 21],
}
"""The list that issue 4 asks for."""

GONE = {"ECS.6", "ECS.7", "ECS.11", "AutoScaling.4", "AutoScaling.7", "AutoScaling.8"}
"""Numbers that Security Hub skips, and AutoScaling.4, which it retired in April 2024."""


@pytest.fixture(scope="module")
def prod() -> Resources:
    return [
        Resource(found.kind, found.name, found.id, found.inputs, found.computed) for found in build_stack("prod").custom
    ]


def named(control: Control) -> str:
    return control.id


BREAKS = [
    pytest.param(control, broken, id=f"{control.id}-{index}")
    for control in CONTROLS
    for index, broken in enumerate(control.broken_by)
]


@pytest.mark.parametrize("control", CONTROLS, ids=named)
def test_a_control_answers_as_the_table_says(prod: Resources, control: Control) -> None:
    assert control.check.failing(prod) == tuple(sorted(control.failing))
    assert control.check.result(prod) == control.result


@pytest.mark.parametrize(("control", "broken"), BREAKS)
def test_a_control_can_fail(prod: Resources, control: Control, broken: Break) -> None:
    failing = control.check.failing(broken(prod))
    assert set(failing) > set(control.failing), "the change went unnoticed"


@pytest.mark.parametrize("control", CONTROLS, ids=named)
def test_a_row_is_complete(control: Control) -> None:
    assert control.broken_by
    assert (control.result == "no") is bool(control.failing)
    assert control.because or control.result == "pass"


@pytest.mark.parametrize("kind", sorted({kind for control in CONTROLS for kind in control.check.kinds}))
def test_a_kind_that_a_control_looks_for_is_one(kind: str) -> None:
    module, _, name = kind.partition(".")
    assert hasattr(importlib.import_module(f"pulumi_aws.{module}"), name)


def test_every_control_that_is_asked_for_is_in_the_table_once() -> None:
    asked_for = {f"{service}.{number}" for service, numbers in ASKED_FOR.items() for number in numbers}
    found = [control.id for control in CONTROLS]
    assert len(set(found)) == len(found)
    assert {control.id for control in CONTROLS if control.asked_for} == asked_for - GONE


def test_the_document_is_current() -> None:
    assert PATH.read_text(encoding="utf-8") == render(), "run python -m tests.unit.security and commit what it changes"
