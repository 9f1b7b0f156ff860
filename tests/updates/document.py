"""The table of what each change does, as docs/updates.md shows it. ``python -m tests.updates`` writes it."""

from __future__ import annotations

from pathlib import Path

from tests.updates.case import Case, Row, shown
from tests.updates.effects import in_words, replaced
from tests.updates.plan import CREATE, DELETE, Plan, plan_change
from tests.updates.rows import SECTIONS, first_cases
from tests.updates.settings_paths import ABSENT, setting_schemas

PATH = Path(__file__).resolve().parents[2] / "docs" / "updates.md"

LONGEST_VALUE = 60

INTRODUCTION = """\
# What each change does

Each row changes one setting of a stack that is there, and changes it back: of `dev`, unless the row names another
stack. What the stack must have for the change to make sense stands behind *with*.

- **updates**: in place.
- **replaces**: a new one is made before the old one is deleted. A new task definition is a new revision, to which ECS
  moves the tasks as `deployment` says.
- **deletes and creates again**: in this order, since two cannot exist at the same time.
- **reversed**: what was made is deleted, and what was deleted is made.
- **forgets**: it goes from the state, and AWS keeps it as it is.

Rows in bold replace a VPC, subnet, NAT gateway, Elastic IP, cluster, capacity provider, load balancer or service: AWS
leaves no other way. [The configuration reference](configuration.md) says so at the setting; a test compares the two.

The table is generated, by `python -m tests.updates`, from plans: the program runs under mocks with either
configuration, and the local AWS's stand-in for the AWS plugin says what is updated and what replaced. `make matrix`
makes the changes on the real engine and the local AWS. The engine's steps must be those of the plan; the next `up` must
find nothing to do; who reaches whom must be as the stack file says; and at the end nothing may be left. Of changes that
do the same to the same types it makes one; `python -m tests.updates.matrix --every` makes all.
"""

HEADER = "| Setting | Change | What it does | And back |\n| --- | --- | --- | --- |\n"


def render() -> str:
    """Return the document."""
    return "\n".join([INTRODUCTION, *(_section(title, rows) for title, rows in SECTIONS.items())])


def _section(title: str, rows: tuple[Row, ...]) -> str:
    lines = [_line(case) for row in rows for case in first_cases(row)]
    return f"## {title}\n\n{HEADER}{''.join(lines)}"


def _line(case: Case) -> str:
    there, back = plan_change(case.before, case.after), plan_change(case.after, case.before)
    words = in_words(there) if there else f"nothing: {case.row.changes_nothing}"
    strong = bool(replaced(there))
    cells = [f"`{case.row.setting}`", _change(case), f"**{words}**" if strong else words, _back(there, back)]
    return f"| {' | '.join(cells)} |\n".replace("||", r"\|\|")


def _change(case: Case) -> str:
    given = {path: value for path, value in case.row.given.items() if path != case.row.setting}
    also = [f"`{path}`: {_short(value)}" for path, value in given.items()]
    stack = "" if case.stack == "dev" else f" (`{case.stack}`)"
    beside = f", with {', '.join(also)}" if also else ""
    default = setting_schemas()[case.row.setting].get("default")
    old = default if case.old is ABSENT and default is not None else case.old
    return f"{_short(old)} → {_short(case.new)}{beside}{stack}"


def _short(value: object) -> str:
    if value is ABSENT:
        return "left out"
    text = shown(value)
    return f"`{text}`" if len(text) <= LONGEST_VALUE else f"`{text[:LONGEST_VALUE]}...`"


def _back(there: Plan, back: Plan) -> str:
    if _steps(there) == _steps(back):
        return "the same" if there else "nothing"
    swapped = {CREATE: DELETE, DELETE: CREATE}
    reverse = {(swapped.get(operation, operation), type_, name, kept) for operation, type_, name, kept in _steps(there)}
    return "reversed" if reverse == _steps(back) else in_words(back)


def _steps(plan: Plan) -> set[tuple[str, str, str, bool]]:
    return {(step.operation, step.type, step.name, step.retained) for step in plan}
