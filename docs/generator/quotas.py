"""docs/quotas.md: the table that the plan compares a stack with."""

from __future__ import annotations

from components.quotas.quota import QUOTAS, Quota

INTRODUCTION = """\
# Quotas

`make docs` generates this from the table that the program uses (`components/quotas/quota.py`).
[scale.md](scale.md) works out how far they reach.

Before anything is created, the program counts what a stack makes and compares it with AWS's default. Where the stack
needs more:

- If AWS never allows so much, the stack is refused, with the key and what is allowed.
- Otherwise the program asks Service Quotas for the account's own value (`servicequotas:GetAWSDefaultServiceQuota` and
  `servicequotas:GetServiceQuota`, which `deploy/iam/read.json` allows). If that is too small too, it warns, with the
  command that asks AWS for more. If Service Quotas cannot be asked, it warns by the default.

A stack within the defaults asks nothing. What else is in the account counts against the same quotas and is not looked
at: Service Quotas does not say how much is used.

Listed but not compared: Elastic IPs, VPCs and CIDR blocks, of which a stack never makes more than the default; groups
of an interface, of which a task has one; target groups, rules and condition values of a shared load balancer. A prefix
list counts as one rule, and at AWS as its maximum of entries.
"""

HEADING = "| Quota | Service and code | Default | AWS raises it | What of a stack counts | How to need less |"


def render_quotas() -> str:
    """Return the document."""
    lines = [HEADING, "|---|---|---|---|---|---|", *map(_row, QUOTAS)]
    return INTRODUCTION + "\n" + "".join(f"{line}\n" for line in lines)


def _row(quota: Quota) -> str:
    code = f"`{quota.service}` {quota.code}" if quota.code else f"`{quota.service}`, not in Service Quotas"
    cells = (f"[{quota.name}]({quota.source})", code, f"{quota.default:,}", _raised(quota))
    return f"| {' | '.join((*cells, quota.counted, quota.way_past))} |"


def _raised(quota: Quota) -> str:
    if quota.most is None:
        return "yes"
    return "never" if quota.most == quota.default else f"up to {quota.most:,}"
