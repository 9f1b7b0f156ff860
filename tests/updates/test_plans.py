"""What the plan of each change does: what users would miss is replaced only where the reference says so.

Here on the first stack that has the change; `make matrix` does it on all of them, and on the engine.
"""

from __future__ import annotations

import pytest

from tests.updates.case import Case
from tests.updates.document import PATH, render
from tests.updates.effects import marked, replaced
from tests.updates.plan import plan_change
from tests.updates.rows import ROWS, first_cases
from tests.updates.settings_paths import setting_schemas

FIRST = [case for row in ROWS for case in first_cases(row)]


@pytest.mark.parametrize("case", FIRST, ids=str)
def test_a_change_does_something_or_says_why_not(case: Case) -> None:
    plan = plan_change(case.before, case.after)
    assert bool(plan) != bool(case.row.changes_nothing), list(map(str, plan))


@pytest.mark.parametrize("setting", setting_schemas())
def test_what_is_replaced_is_what_the_reference_says(setting: str) -> None:
    of_setting = [case for case in FIRST if case.row.setting == setting]
    plans = [
        plan_change(*pair) for case in of_setting for pair in ((case.before, case.after), (case.after, case.before))
    ]
    found = frozenset[str]().union(*map(replaced, plans))
    assert found == marked(setting_schemas()[setting].get("description", ""))


def test_the_document_is_current() -> None:
    assert PATH.read_text(encoding="utf-8") == render(), "run make docs and commit what it changes"
