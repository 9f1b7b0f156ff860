"""Every setting has a row, and every row is a change that the program accepts."""

from __future__ import annotations

import pulumi
import pytest

from components import Region
from components.foundation.refusal import RefusedError
from settings import parse_and_look_up
from tests.harness.aws_outputs import REGION
from tests.harness.build import STACKS, build_program
from tests.updates.case import Row, cases
from tests.updates.rows import ROWS, all_cases, cases_of
from tests.updates.settings_paths import ABSENT, every_value, setting_schemas


def without_row(rows: tuple[Row, ...]) -> set[str]:
    return set(setting_schemas()) - {row.setting for row in rows}


def test_every_setting_has_a_row() -> None:
    assert without_row(ROWS) == set()


def test_a_setting_without_a_row_is_reported() -> None:
    rest = tuple(row for row in ROWS if row.setting != "services.*.container.tmpfs.*.size")
    assert without_row(rest) == {"services.*.container.tmpfs.*.size"}


def test_every_row_belongs_to_a_setting() -> None:
    assert {row.setting for row in ROWS} - set(setting_schemas()) == set()


@pytest.mark.parametrize("stack", STACKS)
def test_every_row_changes_every_stack_that_it_applies_to(stack: str) -> None:
    assert [row.setting for row in ROWS if stack in row.stacks and not list(cases(row, stack))] == []


@pytest.mark.parametrize("stack", STACKS)
def test_both_configurations_of_a_case_are_accepted(stack: str) -> None:
    refused = {}

    def look_up() -> None:
        # A program without a resource is refused by the harness.
        pulumi.ComponentResource("test:index:Changes", stack)
        region = Region()
        for case in cases_of(stack):
            try:
                parse_and_look_up(case.before, region)
                parse_and_look_up(case.after, region)
            except RefusedError as error:
                refused[str(case)] = str(error)

    build_program(look_up, {"aws:region": REGION})
    assert refused == {}


def test_a_setting_of_few_values_is_changed_to_each_of_them() -> None:
    few = {case.row.setting for case in all_cases() if every_value(case.row.setting)}
    assert {"services.*.topology", "vpc.natGateways", "cluster.discovery"} < few
    for setting in few:
        of_setting = [case for case in all_cases() if case.row.setting == setting]
        default = setting_schemas()[setting].get("default")
        used = {default if value is ABSENT else value for case in of_setting for value in (case.old, case.new)}
        assert used == set(every_value(setting) or ()), setting
