"""Checks a stack against AWS's quotas: an error if AWS never allows the number, a warning if it can raise the quota."""

from __future__ import annotations

from collections.abc import Iterable

import pulumi

from ..foundation.look_up import NotFoundError
from ..foundation.refusal import Problem, format_path
from ..foundation.region import Region
from .needs import Need
from .quota import Quota


def check_quotas(needs: Iterable[Need]) -> list[Problem]:
    """Return a problem for each count above the most that AWS allows."""
    return [
        Problem(each.path, each.count, f"AWS never allows more than {each.quota.most} ({each.quota.name})")
        for each in needs
        if each.quota.most is not None and each.count > each.quota.most
    ]


def quota_warnings(needs: Iterable[Need], region: Region) -> list[str]:
    """Return a warning for each quota that must be raised. Only counts above the default call AWS."""
    warnings = []
    for each in needs:
        if each.count <= each.quota.default:
            continue
        allowed, source = _allowed(each.quota, region)
        if each.count > allowed:
            warnings.append(_warning(each, allowed, source))
    return warnings


def _allowed(quota: Quota, region: Region) -> tuple[int, str]:
    """Return the account's value, or the default if AWS does not answer, and the name of the source."""
    if quota.code is not None:
        try:
            return region.service_quota(quota.service, quota.code), "this account's"
        except (NotFoundError, pulumi.RunError):
            return quota.default, "Service Quotas did not answer; the default"
    return quota.default, "the default"


def _warning(need: Need, allowed: int, source: str) -> str:
    quota = need.quota
    code = f" ({quota.service} {quota.code})" if quota.code else ""
    request = "aws service-quotas request-service-quota-increase"
    wanted = f"--service-code {quota.service} --quota-code {quota.code} --desired-value {need.count}"
    ask = f" Request an increase: {request} {wanted}." if quota.code else ""
    return (
        f"{format_path(need.path)}: the stack may need {need.count} of AWS's quota {quota.name}{code}, and {source} "
        f"value is {allowed}.{ask} To stay below it: {quota.remedy}"
    )
