"""What the plan of each change does: what users would miss is replaced only where the reference says so.

Here on the first stack that has the change; `make matrix` does it on all of them, and on the engine.
"""

from __future__ import annotations

import pytest

from tests.unit.build import STACKS
from tests.updates.case import Case
from tests.updates.effects import marked, replaced
from tests.updates.plan import plan_change
from tests.updates.rows import ROWS, cases_of
from tests.updates.settings_paths import setting_schemas

ROW_OF = {id(row): [case for stack in STACKS for case in cases_of(stack) if case.row is row] for row in ROWS}
FIRST = [case for found in ROW_OF.values() for case in found if case.stack == found[0].stack]


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
