"""The table of the effects in docs/updates.md, which ``python -m tests.updates`` writes."""

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
# The effect of each change

Each row changes one setting of a deployed stack, `dev` unless the row names another one, and changes it back. *With*
lists settings that the stack needs before the change. Settings with the same effect share a row.

- **updates**: the resource is updated in place.
- **replaces**: the new resource is created before the old one is deleted. A new task definition is a new revision, to
  which ECS moves the tasks as `deployment` describes.
- **deletes and creates again**: in this order, because both resources cannot exist at the same time.
- **reversed**: the change back deletes the created resources and creates the deleted ones.
- **forgets**: Pulumi removes the resource from its state, and AWS keeps it.

Rows in bold replace a VPC, subnet, NAT gateway, Elastic IP, cluster, capacity provider, load balancer or service,
because AWS cannot update it. The description in [the configuration reference](configuration.md) mentions it; a test
compares the two.

`python -m tests.updates` generates the table from plans: the program runs with mocks and with both configurations, and
the stand-in for the AWS plugin decides which resources are updated and which are replaced. `make matrix` runs the
changes with the real engine on the local AWS. It checks that the engine's steps match the plan, that the next `up` has
no changes, that the security groups match the stack file, and that nothing is left at the end. Of the changes with the
same effect on the same types, it runs one; `python -m tests.updates.matrix --every` runs all.
"""

HEADER = "| Setting | Change | Effect | Back |\n| --- | --- | --- | --- |\n"


def render() -> str:
    """Return the document."""
    return "\n".join([INTRODUCTION, *(_section(title, rows) for title, rows in SECTIONS.items())])


def lines_of(title: str) -> list[str]:
    """Return the rows of a section of the committed document."""
    section = PATH.read_text(encoding="utf-8").split(f"\n## {title}\n")[1].split("\n## ")[0]
    return [line for line in section.splitlines() if line.startswith("| `")]


def _section(title: str, rows: tuple[Row, ...]) -> str:
    grouped: dict[tuple[str, str], list[Case]] = {}
    for case in (case for row in rows for case in first_cases(row)):
        grouped.setdefault(effect_of(case), []).append(case)
    lines = [_line(cases, effect, back) for (effect, back), cases in grouped.items()]
    return f"## {title}\n\n{HEADER}{''.join(lines)}"


def effect_of(case: Case) -> tuple[str, str]:
    """Return the effect of a change and of the change back, in words."""
    there, back = plan_change(case.before, case.after), plan_change(case.after, case.before)
    words = in_words(there) if there else f"nothing: {case.row.changes_nothing}"
    return f"**{words}**" if replaced(there) else words, _back(there, back)


def _line(cases: list[Case], effect: str, back: str) -> str:
    settings = ", ".join(dict.fromkeys(f"`{case.row.setting}`" for case in cases))
    changes = "; ".join(change_of(case) for case in cases)
    return f"| {settings} | {changes} | {effect} | {back} |\n".replace("||", r"\|\|")


def change_of(case: Case) -> str:
    """Return a change as in its row, with the other settings that the stack needs."""
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
