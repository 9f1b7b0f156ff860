"""Generates docs/drift.md from the changes and their results, which the engine test checks."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from tests.engine.drift.table import AREAS, every_change

FILE = Path(__file__).parents[3] / "docs" / "drift.md"

HEAD = """\
# Drift

This page lists changes to a deployed stack that are made outside the program, in the console or by an API call, and
whether Pulumi sees and repairs them. `python -m tests.engine.drift` generates the table from the changes in
`tests/engine/drift`. A test makes all of them in a deployed `prod` on the local AWS, with an additional service behind
a shared load balancer, runs one refresh and one update, and fails if a result differs from this page.

- `pulumi up` alone compares the program with Pulumi's state and does not see such a change. `pulumi up --refresh` reads
  AWS first. `pulumi refresh --preview-only --expect-no-changes` only reports changes, and fails if it finds one.
- **`refresh` sees it**: a refresh finds a changed property of the program, or a missing resource.
- **`up` repairs it**: the update after that refresh undoes the change. Until then, the change is in effect.

Of {count} changes, a refresh sees {seen}, and `up` repairs {repaired}.
"""

TAIL = """
## Changes that a refresh does not see

- Added resources: listeners and their rules, routes, scaling policies, revisions of a task definition, subnets,
  instances, roles and users. The program defines the whole list only for the policies of a role and the rules of a
  security group, unless `exclusivePermissions` is false.
- Rules added to the security group of a shared load balancer in three cases: its stack has `platformOnly`, because
  services of other stacks add rules there; it has no services in its own stack; or it is a `SharedLoadBalancer` of the
  package.
- Instances, tasks and their network interfaces, which Auto Scaling and ECS create. A change of one of them lasts until
  it is replaced.
- Resources that the program uses but does not create: certificates, keys, secrets, topics, hosted zones, web ACLs, and
  managed policies such as those in `taskRole.policyArns`. A new version of such a policy changes the permissions of a
  role, and no refresh shows it.
- Data that was read or deleted while the change was in effect, above all logs. A refresh does not read the objects in
  the audit bucket, but `audit.objectLock` protects them.
- The number of instances, and the number of tasks of a service that scales, which Auto Scaling changes all the time.
- The state: everyone who can write to its bucket can change the values with which a refresh compares.

CloudTrail records each of these API calls. An alarm on CloudTrail events reports them faster than a refresh.
"""


def document() -> str:
    """Return the whole document."""
    changes = every_change()
    head = HEAD.format(
        count=len(changes),
        seen=sum(bool(change.seen) for change in changes),
        repaired=sum(change.repaired for change in changes),
    )
    return head + "\n".join(rows()) + "\n" + TAIL


def rows() -> Iterator[str]:
    """Yield the lines of the tables."""
    for area, changes in AREAS.items():
        yield from ("", f"## {area}", "", "| Changed | `refresh` sees it | `up` repairs it | |", "|---|---|---|---|")
        for change in changes:
            seen, repaired = ("yes" if answer else "**no**" for answer in (change.seen, change.repaired))
            yield f"| {change.what} | {seen} | {repaired} | {change.note} |"
