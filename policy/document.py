"""The table as docs/security.md shows it. ``python -m policy`` writes it."""

from __future__ import annotations

from collections import Counter
from pathlib import Path

from . import checkov
from .controls import CONTROLS, SERVICES
from .controls.control import Control
from .controls.elsewhere import ABSENT, RUNNING, Elsewhere
from .controls.elsewhere import ACCOUNT as ACCOUNT_WIDE
from .links import GUIDE, link_of

PATH = Path(__file__).resolve().parents[1] / "docs" / "security.md"

ACCOUNT = "the account's"

BY_ID = {control.id: control for control in CONTROLS}

INTRODUCTION = f"""\
# Security Hub's controls, and prod

Each row is a control of AWS Security Hub: what it asks, in our words, and how [`Pulumi.prod.yaml`](../Pulumi.prod.yaml)
answers. The severity is Security Hub's. The links lead to
[its own description]({GUIDE}/securityhub-controls-reference.html).

The document has every control that AWS publishes for the services that the stacks use
([`policy/published.yaml`](../policy/published.yaml) says where the list comes from): those that look at a resource of a
stack in the tables, the others in [two lists](#controls-that-no-stack-answers).

It is generated, by `python -m policy`, from what a unit test evaluates: each control is a small function over the
resources that the program registers for prod, and the test fails if an answer here is not the one it gives, or if a
control does not notice a change that must make it fail. What AWS itself finds is decided by AWS, on the deployed
resources.

- **pass**: every resource that the control looks at is as it asks.
- **not applicable**: prod has no resource for the control.
- **{ACCOUNT}**: a setting of the whole account, which the program leaves alone; AWS's answer depends on the account.
- **no**: the resources named fail it, for the reason given.
"""

ON_DEFAULTS = """\
## What you turn on before you rely on it

`dev` and `public-api` are on defaults, which cost least and suit a trial. They fail those controls that prod answers
with no, and these, which prod passes by the setting named.

| Control | Asks that | Setting |
| --- | --- | --- |
"""

PACK = """\
## As a policy pack

`policy/pack` is a [Pulumi policy pack](https://www.pulumi.com/docs/insights/policy/) of the same functions, for any
stack:

```
(cd policy/pack && pulumi install)
pulumi preview --policy-pack policy/pack
pulumi preview --policy-pack policy/pack --policy-pack-config policy/pack/mandatory.json
```

The first preview only advises. With `mandatory.json` all that prod passes is mandatory: `pulumi up` stops after its
preview. A file of one's own names other levels: `mandatory`, `advisory` or `disabled` for `all` or for a control.
`make policy STACK=prod` does the same on the local AWS. What a preview does not know yet, it does not judge: the
container definitions of a service that is not there yet, which ECS.4, ECS.5, ECS.8, ECS.9 and ECS.20 read. They are
judged at the end of the first `pulumi up`, and in each preview after it.
"""

CHECKOV = """\
## checkov

`make checkov` runs [checkov](https://www.checkov.io) on the plans of the three stacks, and fails if it finds anything
else. In prod:

| Check | Asks that | Fails | Because |
| --- | --- | --- | --- |
{prod}

`dev` and `public-api` fail these, too:

| Check | Asks that | Setting |
| --- | --- | --- |
{on_defaults}
"""

ELSEWHERE = """\
## Controls that no stack answers

Settings of the account, which a program for one stack must not change:

{account}

What only a running instance shows:

{running}

Resources that no shipped stack creates:

{absent}
"""

CLOSING = """\
## Left out

- The published list skips numbers, and leaves out retired controls such as AutoScaling.4.
- Services that no stack uses, and those that look at the whole account only: AWS Config, Amazon GuardDuty, Amazon
  Inspector, AWS CloudTrail.
- With `build`, a service has an Amazon ECR repository, which the controls ECR.1 to ECR.5 look at.

## Not in Security Hub's controls

- Tasks do not reach the instance's metadata, and so not its role: `ECS_AWSVPC_BLOCK_IMDS`, IMDSv2, hop limit 1.
- Both roles of a service may be taken only by ECS in this account and region (`aws:SourceArn`, `aws:SourceAccount`).
- The roles of instances and of ECS for load balancers have no such condition: AWS documents none for their trust.
- The images of prod are named by their digests: a tag that moves changes nothing that runs.
- The execution role may read exactly the secrets that the service names, and decrypt with exactly the keys it names.
- A load balancer's group opens its listeners, and sends to its tasks only, on their port.
- A task's group opens the container's port, to its load balancer and, with `cluster.discovery`, to the tasks of
  `allowFrom`. The groups of instances let nothing in.
"""


def render() -> str:
    """Return the document."""
    sections = [_section(title, controls) for title, controls in SERVICES.items()]
    elsewhere = ELSEWHERE.format(account=_listed(ACCOUNT_WIDE), running=_listed(RUNNING), absent=_listed(ABSENT))
    return "\n".join([INTRODUCTION, f"{_summary()}\n", _on_defaults(), *sections, elsewhere, PACK, _checkov(), CLOSING])


def _on_defaults() -> str:
    rows = [
        f"| {_link(control)} | {control.asks} | {control.turned_on_by} |"
        for control in CONTROLS
        if control.turned_on_by
    ]
    return "\n".join([ON_DEFAULTS + rows[0], *rows[1:], ""])


def _checkov() -> str:
    prod = [f"| {found.id} | {found.asks} | {_named(found.failing)} | {_reason(found)} |" for found in checkov.PROD]
    on_defaults = [
        f"| {found.id} | {found.asks}{_only_in(found.stacks)} | {found.turned_on_by} |" for found in checkov.ON_DEFAULTS
    ]
    return CHECKOV.format(prod="\n".join(prod), on_defaults="\n".join(on_defaults))


def _named(resources: tuple[str, ...]) -> str:
    return ", ".join(f"`{name.replace(' ', '.')}`" for name in resources)


def _reason(found: checkov.Finding) -> str:
    return found.because or f"see {_link(BY_ID[found.control])}"


def _only_in(stacks: tuple[str, ...]) -> str:
    return f" (`{stacks[0]}`)" if len(stacks) == 1 else ""


def _listed(entries: tuple[Elsewhere, ...]) -> str:
    return "\n".join(f"- {entry.about}: {', '.join(entry.ids)}" for entry in entries)


def _summary() -> str:
    results = Counter(map(_result, CONTROLS))
    counted = ", ".join(f"{results[result]} {result}" for result in ("pass", "not applicable", ACCOUNT, "no"))
    elsewhere = sum(len(entry.ids) for entry in (*ACCOUNT_WIDE, *RUNNING, *ABSENT))
    return f"{len(CONTROLS)} controls look at resources of prod: {counted}. {elsewhere} more look at none."


def _result(control: Control) -> str:
    return ACCOUNT if control.is_the_accounts else control.result


def _section(title: str, controls: tuple[Control, ...]) -> str:
    head = ["| Control | Severity | Asks that | Prod |", "| --- | --- | --- | --- |"]
    return "\n".join([f"## {title}", "", *head, *map(_row, sorted(controls, key=_number)), ""])


def _number(control: Control) -> tuple[str, int]:
    service, _, number = control.id.partition(".")
    return service, int(number)


def _row(control: Control) -> str:
    return f"| {_link(control)} | {control.severity} | {control.asks} | {_answer(control)} |"


def _link(control: Control) -> str:
    return f"[{control.id}]({link_of(control)})"


def _answer(control: Control) -> str:
    parts = [f"**{control.result}**" if control.result == "no" else _result(control)]
    if control.failing:
        parts.append(f" ({', '.join(f'`{name.partition(chr(32))[2]}`' for name in control.failing)})")
    if control.because:
        parts.append(f": {control.because}")
    return "".join(parts)
