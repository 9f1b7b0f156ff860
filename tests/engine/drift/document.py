"""docs/drift.md, made of the changes and of what a test finds that becomes of them."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from tests.engine.drift.table import AREAS, every_change

FILE = Path(__file__).parents[3] / "docs" / "drift.md"

HEAD = """\
# Drift

What happens to a change that somebody makes behind the program's back, in the console or by an API call. The table is
generated, by `python -m tests.engine.drift`, from the changes in `tests/engine/drift`. A test makes all of them in a
deployed prod on the local AWS, refreshes once and updates once, and fails if an answer here is not the one it finds.

- `pulumi up` alone compares the program with its own state and does not see such a change. `pulumi up --refresh` reads
  AWS first. `pulumi refresh --preview-only --expect-no-changes` only reports, and fails if there is something.
- **`refresh` sees it**: a refresh finds a property of the program's changed, or a resource gone.
- **`up` repairs it**: the update after that refresh puts it back. Until then the change is in effect.

{count} changes: a refresh sees {seen}, and `up` repairs {repaired} of them.
"""

TAIL = """
## What remains invisible

- What is new and hangs on nothing of the program: listeners and their rules, routes, scaling policies, revisions of a
  task definition, subnets, instances, roles, users. Only of the policies of roles and of the rules of security groups
  does the program say what is all, unless `exclusivePermissions` is false.
- What runs: Auto Scaling and ECS make instances, tasks and their interfaces from what the program describes. A change
  of one of them lasts as long as it does.
- What the program uses and did not make: certificates, keys, secrets, topics, hosted zones, web ACLs, and managed
  policies such as those in `taskRole.policyArns`. A new version of such a policy gives a role other rights, and no
  refresh tells.
- What was read or done while the change was in effect, and what was deleted: logs above all. `audit.objectLock` keeps
  those of the audit bucket, whose objects no refresh looks at.
- What Auto Scaling changes all the time: the number of instances, and of the tasks of a service that scales.
- The state: anyone who can write to its bucket decides what a refresh compares with.

CloudTrail records each of these calls. An alarm on it is faster than a refresh.
"""


def document() -> str:
    """The whole document."""
    changes = every_change()
    head = HEAD.format(
        count=len(changes),
        seen=sum(bool(change.seen) for change in changes),
        repaired=sum(change.repaired for change in changes),
    )
    return head + "\n".join(rows()) + "\n" + TAIL


def rows() -> Iterator[str]:
    """The tables in Markdown."""
    for area, changes in AREAS.items():
        yield from ("", f"## {area}", "", "| Changed | `refresh` sees it | `up` repairs it | |", "|---|---|---|---|")
        for change in changes:
            seen, repaired = ("yes" if answer else "**no**" for answer in (change.seen, change.repaired))
            yield f"| {change.what} | {seen} | {repaired} | {change.note} |"
