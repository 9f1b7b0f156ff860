"""Generates docs/security.md from the controls. ``python -m docs.generator`` writes it."""

from __future__ import annotations

from collections import Counter

from . import checkov
from .controls import CONTROLS, SERVICES
from .controls.control import GUIDE, Control
from .controls.other_controls import ABSENT, ACCOUNT, RUNNING, OtherControls

BY_ID = {control.id: control for control in CONTROLS}

INTRODUCTION = f"""\
# Security Hub's controls for prod

Each row is a control of AWS Security Hub with its requirement, in our words, and the result for
[`Pulumi.prod.yaml`](../Pulumi.prod.yaml). The severity is Security Hub's. Each control links to
[AWS's description]({GUIDE}/securityhub-controls-reference.html).

The page has every control that AWS publishes for the services that the stacks use
([`policy/published.yaml`](../policy/published.yaml) names the source of the list). The tables contain the controls that
check a resource of a stack, and [the lists](#controls-that-check-no-resource-of-a-stack) contain the others.

`make docs` generates this page. Each control is a small function over the resources that the program registers
for prod. A unit test evaluates these functions, and fails if a result differs from this page, or if a control does not
fail after a change that violates it. On AWS, Security Hub itself evaluates the deployed resources.

- **pass**: every resource that the control checks meets the requirement.
- **not applicable**: prod has no resource for the control.
- **no**: the named resources fail, for the given reason.
"""

ON_DEFAULTS = """\
## Settings to turn on for production

`dev` and `public-api` use the default settings, which cost least and are meant for trials. They fail the controls that
prod fails, and also the following ones, which prod passes with the setting in the last column.

| Control | Requirement | Setting |
| --- | --- | --- |
"""

PACK = """\
## As a policy pack

`policy/pack` is a [Pulumi policy pack](https://www.pulumi.com/docs/insights/policy/) with the same functions, for any
stack:

```
(cd policy/pack && pulumi install)
pulumi preview --policy-pack policy/pack
pulumi preview --policy-pack policy/pack --policy-pack-config policy/pack/mandatory.json
```

The first preview only gives advice. With `mandatory.json`, every control that prod passes is mandatory: if one fails,
`pulumi up` stops after its preview. In your own file, set the level `mandatory`, `advisory` or `disabled` for `all` or
for a single control. `make policy STACK=prod` does the same on the local AWS. A preview cannot check values that are
not known yet, such as the container definitions of a new service, which ECS.4, ECS.5, ECS.8, ECS.9 and ECS.20 read. The
first `pulumi up` checks them at its end, and later previews check them, too.
"""

CHECKOV = """\
## checkov

`make checkov` runs [checkov](https://www.checkov.io) on the plans of the three stacks, and fails if it finds anything
that is not listed here. In prod:

| Check | Requirement | Failing resources | Reason |
| --- | --- | --- | --- |
{prod}

`dev` and `public-api` also fail these:

| Check | Requirement | Setting |
| --- | --- | --- |
{on_defaults}
"""

ELSEWHERE = """\
## Controls that check no resource of a stack

Settings of the account, which a program for a single stack must not change:

{account}

Properties of running instances:

{running}

Resources that no shipped stack creates:

{absent}
"""

CLOSING = """\
## Left out

- The published list skips numbers, and leaves out retired controls such as AutoScaling.4.
- Services that no stack uses, and services for the whole account: AWS Config, Amazon GuardDuty, Amazon Inspector, AWS
  CloudTrail.
- With `build`, a service has an Amazon ECR repository, which the controls ECR.1 to ECR.5 check.
- With `domains`, a load balancer has a certificate, which ACM.1 to ACM.3 check. It has the stack's tags and an RSA key
  of 2,048 bits, and ACM renews it.
- Security Hub publishes no control for schedules of jobs, Cloud Map, Application Auto Scaling and DNS records. The
  controls of Amazon EventBridge, Amazon SQS and Amazon Route 53 check event buses, queues, health checks and public
  zones, to which a stack file can only refer.

## Security measures beyond Security Hub's controls

- Tasks cannot read the instance's metadata, so they cannot use its role: `ECS_AWSVPC_BLOCK_IMDS`, IMDSv2, hop limit 1.
- Only ECS in this account and region can assume the roles of a service (`aws:SourceArn`, `aws:SourceAccount`).
- The roles of instances and of ECS for load balancers have no such condition, because AWS documents none for them.
- prod refers to its images by digest, so moving a tag does not change the running containers.
- The execution role can read only the secrets of the service, and decrypt only with the service's keys.
- The security group of a load balancer allows ingress only to its listeners, and egress only to its tasks, on their
  port.
- The security group of a task allows ingress only to the container's port, from its load balancer and, with
  `cluster.discovery`, from the tasks of `allowFrom`. The security group of the instances allows no ingress.
"""


def render() -> str:
    """Return the document."""
    sections = [_section(title, controls) for title, controls in SERVICES.items()]
    elsewhere = ELSEWHERE.format(account=_listed(ACCOUNT), running=_listed(RUNNING), absent=_listed(ABSENT))
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


def _listed(entries: tuple[OtherControls, ...]) -> str:
    return "\n".join(f"- {entry.about}: {', '.join(entry.ids)}" for entry in entries)


def _summary() -> str:
    results = Counter(control.result for control in CONTROLS)
    counted = ", ".join(f"{results[result]} {result}" for result in ("pass", "not applicable", "no"))
    elsewhere = sum(len(entry.ids) for entry in (*ACCOUNT, *RUNNING, *ABSENT))
    return f"{len(CONTROLS)} controls check resources of prod: {counted}. {elsewhere} more controls check none."


def _section(title: str, controls: tuple[Control, ...]) -> str:
    head = ["| Control | Severity | Requirement | Prod |", "| --- | --- | --- | --- |"]
    return "\n".join([f"## {title}", "", *head, *map(_row, sorted(controls, key=_number)), ""])


def _number(control: Control) -> tuple[str, int]:
    service, _, number = control.id.partition(".")
    return service, int(number)


def _row(control: Control) -> str:
    return f"| {_link(control)} | {control.severity} | {control.asks} | {_answer(control)} |"


def _link(control: Control) -> str:
    return f"[{control.id}]({control.link})"


def _answer(control: Control) -> str:
    parts = [f"**{control.result}**" if control.result == "no" else control.result]
    if control.failing:
        parts.append(f" ({', '.join(f'`{name.partition(chr(32))[2]}`' for name in control.failing)})")
    if control.because:
        parts.append(f": {control.because}")
    return "".join(parts)
