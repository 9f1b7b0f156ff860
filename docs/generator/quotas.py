"""docs/quotas.md: the table that the plan compares a stack with."""

from __future__ import annotations

from components.quotas.quota import QUOTAS, Quota

INTRODUCTION = """\
# Quotas

`make docs` generates this page from the table that the program uses (`components/quotas/quota.py`).
[scale.md](scale.md) calculates how large a stack can grow within these quotas.

Before it creates anything, the program counts the resources of a stack and compares the counts with AWS's default
quotas. If the stack needs more:

- If AWS does not raise the quota that far, the program refuses the stack and names the setting and the limit.
- Otherwise the program asks Service Quotas for the account's own value (`servicequotas:GetAWSDefaultServiceQuota` and
  `servicequotas:GetServiceQuota`, which `deploy/iam/read.json` allows). If that value is also too small, it warns and
  prints the command that requests an increase. If it cannot read the value, it uses the default.

The program does not call Service Quotas for a stack within the defaults. Other resources in the account use the same
quotas, but the program does not count them, because Service Quotas does not report the usage.

The program does not compare some of the quotas in the table: Elastic IPs, VPCs and CIDR blocks, because a stack never
needs more than the default; and security groups of an interface, because a task has one. The program counts a prefix
list as one rule, and AWS counts it as its maximum number of entries. For a load balancer that several stacks share,
each stack counts only its own services.
"""

HEADING = "| Quota | Service and code | Default | AWS raises it | Counted in a stack | How to stay below |"


def render_quotas() -> str:
    """Return the document."""
    lines = [HEADING, "|---|---|---|---|---|---|", *map(_row, QUOTAS)]
    return INTRODUCTION + "\n" + "".join(f"{line}\n" for line in lines)


def _row(quota: Quota) -> str:
    code = f"`{quota.service}` {quota.code}" if quota.code else f"`{quota.service}`, not in Service Quotas"
    cells = (f"[{quota.name}]({quota.source})", code, f"{quota.default:,}", _raised(quota))
    return f"| {' | '.join((*cells, quota.counted, quota.remedy))} |"


def _raised(quota: Quota) -> str:
    if quota.most is None:
        return "yes"
    return "never" if quota.most == quota.default else f"up to {quota.most:,}"
