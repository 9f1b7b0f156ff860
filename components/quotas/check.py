"""What exceeds AWS's quotas: refused where AWS never allows it, a warning where it may."""

from __future__ import annotations

from collections.abc import Iterable

import pulumi

from ..foundation.look_up import NotFoundError
from ..foundation.refusal import Problem, format_path
from ..foundation.region import Region
from .needs import Need
from .quota import Quota


def check_quotas(needs: Iterable[Need]) -> list[Problem]:
    """Find what AWS never allows."""
    return [
        Problem(each.path, each.count, f"AWS never allows more than {each.quota.most} ({each.quota.name})")
        for each in needs
        if each.quota.most is not None and each.count > each.quota.most
    ]


def quota_warnings(needs: Iterable[Need], region: Region) -> list[str]:
    """Return a warning for each quota that the account would have to raise. Asks for those above the default only."""
    warnings = []
    for each in needs:
        if each.count <= each.quota.default:
            continue
        allowed, source = _allowed(each.quota, region)
        if each.count > allowed:
            warnings.append(_warning(each, allowed, source))
    return warnings


def warn_of_quotas(needs: Iterable[Need], region: Region) -> None:
    """Warn of each quota that the account would have to raise."""
    for message in quota_warnings(needs, region):
        pulumi.warn(message)


def _allowed(quota: Quota, region: Region) -> tuple[int, str]:
    """Return the account's value, or the default where AWS cannot be asked, and which of them it is."""
    if quota.code is not None:
        try:
            return region.service_quota(quota.service, quota.code), "this account's"
        except (NotFoundError, pulumi.RunError):
            return quota.default, "Service Quotas could not be asked; the default"
    return quota.default, "the default"


def _warning(need: Need, allowed: int, source: str) -> str:
    quota = need.quota
    code = f" ({quota.service} {quota.code})" if quota.code else ""
    request = "aws service-quotas request-service-quota-increase"
    wanted = f"--service-code {quota.service} --quota-code {quota.code} --desired-value {need.count}"
    ask = f" Ask for more: {request} {wanted}." if quota.code else ""
    return (
        f"{format_path(need.path)}: the stack may need {need.count} of AWS's quota {quota.name}{code}, and {source} "
        f"value is {allowed}.{ask} To need less: {quota.way_past}"
    )
