"""The table as docs/security.md shows it. ``python -m tests.unit.security`` writes it."""

from __future__ import annotations

from collections import Counter
from pathlib import Path

from . import CONTROLS, SERVICES
from .control import Control

PATH = Path(__file__).resolve().parents[3] / "docs" / "security.md"

GUIDE = "https://docs.aws.amazon.com/securityhub/latest/userguide"

ACCOUNT = "the account's"

INTRODUCTION = f"""\
# Security Hub's controls, and prod

Each row is a control of AWS Security Hub that touches what [`Pulumi.prod.yaml`](../Pulumi.prod.yaml) creates: what it
asks, in our words, and how prod answers. The severity is Security Hub's. The links lead to
[its own description]({GUIDE}/securityhub-controls-reference.html).

The table is generated, by `python -m tests.unit.security`, from what a unit test evaluates: each control is a small
function over the resources that the program registers for prod, and the test fails if an answer here is not the one it
gives, or if a control does not notice a change that must make it fail. What AWS itself finds is decided by AWS, on the
deployed resources.

- **pass**: every resource that the control looks at is as it asks.
- **not applicable**: prod has nothing that the control looks at.
- **{ACCOUNT}**: a setting of the whole account, which the program leaves alone; AWS's answer depends on the account.
- **no**: the resources named fail it, for the reason given.
"""

CLOSING = """\
## Left out

- AutoScaling.4 (retired in April 2024) asked for what the launch template has anyway: a hop limit of 1 for IMDS.
- Security Hub has no ECS.6, ECS.7, ECS.11, AutoScaling.7 and AutoScaling.8.
- Rows marked * are in no list that we set out to answer; they touch the same resources.

## Not in Security Hub's controls

- Tasks do not reach the instance's metadata, and so not its role: `ECS_AWSVPC_BLOCK_IMDS`, IMDSv2, hop limit 1.
- Both roles of a service may be taken only by ECS in this account and region (`aws:SourceArn`, `aws:SourceAccount`).
- The execution role may read exactly the secrets that the service names, and decrypt with exactly the keys it names.
- A load balancer's group opens its listeners; a task's group opens the container's port, to its load balancer and, with
  `cluster.discovery`, to the tasks of `allowFrom`. The groups of instances let nothing in.
"""


def render() -> str:
    """Return the document."""
    sections = [_section(title, controls) for title, controls in SERVICES.items()]
    return "\n".join([INTRODUCTION, f"{_summary()}\n", *sections, CLOSING])


def _summary() -> str:
    results = Counter(map(_result, CONTROLS))
    counted = ", ".join(f"{results[result]} {result}" for result in ("pass", "not applicable", ACCOUNT, "no"))
    return f"{len(CONTROLS)} controls: {counted}."


def _result(control: Control) -> str:
    return ACCOUNT if control.is_the_accounts else control.result


def _section(title: str, controls: tuple[Control, ...]) -> str:
    head = ["| Control | Severity | Asks that | Prod |", "| --- | --- | --- | --- |"]
    return "\n".join([f"## {title}", "", *head, *map(_row, sorted(controls, key=_number)), ""])


def _number(control: Control) -> int:
    return int(control.id.partition(".")[2])


def _row(control: Control) -> str:
    service, _, number = control.id.partition(".")
    link = f"[{control.id}]({GUIDE}/{service.lower()}-controls.html#{service.lower()}-{number})"
    mark = "" if control.asked_for else " *"
    return f"| {link}{mark} | {control.severity} | {control.asks} | {_answer(control)} |"


def _answer(control: Control) -> str:
    parts = [f"**{control.result}**" if control.result == "no" else _result(control)]
    if control.failing:
        parts.append(f" ({', '.join(f'`{name.partition(chr(32))[2]}`' for name in control.failing)})")
    if control.because:
        parts.append(f": {control.because}")
    return "".join(parts)
