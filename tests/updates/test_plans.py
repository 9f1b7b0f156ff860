"""The effect of each change matches docs/updates.md and the configuration reference.

A plan runs the whole program twice. By default, the tests plan the changes that replace resources that users depend on,
and every tenth of the others, each on the first stack that has it. ``--every`` plans all of them, and
`make matrix` makes them on the engine.
"""

from __future__ import annotations

import pytest

from tests.updates.case import Case
from tests.updates.document import PATH, change_of, effect_of, lines_of, render
from tests.updates.effects import marked, replaced
from tests.updates.plan import plan_change
from tests.updates.rows import SECTIONS, first_cases
from tests.updates.settings_paths import setting_schemas

SHARE = 10
"""By default, the tests plan one of this number of changes that replace nothing."""

FIRST = [(title, case) for title, rows in SECTIONS.items() for row in rows for case in first_cases(row)]
HARMFUL = [(title, case) for title, case in FIRST if marked(setting_schemas()[case.row.setting].get("description", ""))]
OTHERS = [found for found in FIRST if found not in HARMFUL]


def pytest_generate_tests(metafunc: pytest.Metafunc) -> None:
    """Choose the changes: all of them with ``--every``."""
    if {"title", "case"} <= set(metafunc.fixturenames):
        every = metafunc.config.getoption("--every", default=False)
        found = FIRST if every else [*HARMFUL, *OTHERS[::SHARE]]
        metafunc.parametrize(("title", "case"), found, ids=[str(case) for _, case in found])


def test_the_effect_of_a_change_matches_the_documents(title: str, case: Case) -> None:
    there, back = plan_change(case.before, case.after), plan_change(case.after, case.before)
    assert bool(there) != bool(case.row.changes_nothing), list(map(str, there))
    described = [line for line in lines_of(title) if change_of(case) in line]
    assert any(line.endswith(f" | {' | '.join(effect_of(case))} |") for line in described), effect_of(case)
    promised = marked(setting_schemas()[case.row.setting].get("description", ""))
    assert replaced(there) | replaced(back) <= promised


def test_each_replacement_in_the_configuration_reference_happens() -> None:
    found: dict[str, frozenset[str]] = {}
    for _, case in HARMFUL:
        for pair in ((case.before, case.after), (case.after, case.before)):
            found[case.row.setting] = found.get(case.row.setting, frozenset()) | replaced(plan_change(*pair))
    assert found == {setting: marked(setting_schemas()[setting]["description"]) for setting in found}


def test_the_document_has_every_change() -> None:
    assert [str(case) for title, case in FIRST if not any(change_of(case) in line for line in lines_of(title))] == []


def test_the_document_has_no_unknown_setting() -> None:
    first_cells = [line.split(" | ")[0].strip("| ") for title in SECTIONS for line in lines_of(title)]
    named = {name.strip("`") for cell in first_cells for name in cell.split(", ")}
    assert named == set(setting_schemas())


def test_the_document_is_current(request: pytest.FixtureRequest) -> None:
    if not request.config.getoption("--every", default=False):
        pytest.skip("needs --every, because it plans every change")
    assert PATH.read_text(encoding="utf-8") == render(), "run make docs and commit the changes"
