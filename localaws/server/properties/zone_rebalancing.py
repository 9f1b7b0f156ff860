"""Availability Zone rebalancing: the services that support it.

https://docs.aws.amazon.com/AmazonECS/latest/developerguide/service-rebalancing.html
"""

from __future__ import annotations

from typing import Any

ZONE = "ecs.availability-zone"
FULL = 100


def unsupported_setting(settings: dict[str, Any]) -> str:
    """Return the first setting, by CreateService's names, that rebalancing does not support; empty if none."""
    strategies = settings.get("placementStrategy") or []
    maximum = (settings.get("deploymentConfiguration") or {}).get("maximumPercent")
    unsupported = {
        "maximumPercent <= 100": maximum is not None and maximum <= FULL,
        "schedulingStrategy DAEMON": settings.get("schedulingStrategy") == "DAEMON",
        "launchType EXTERNAL": settings.get("launchType") == "EXTERNAL",
        "Classic Load Balancers": any(each.get("loadBalancerName") for each in settings.get("loadBalancers") or []),
        "placementStrategy without Availability Zone spread first": bool(strategies) and not _spreads(strategies[0]),
        f"placementConstraints on attribute:{ZONE}": any(
            ZONE in each.get("expression", "") for each in settings.get("placementConstraints") or []
        ),
    }
    return next((name for name, found in unsupported.items() if found), "")


def default(settings: dict[str, Any]) -> str:
    """Return the default of a new service."""
    return "DISABLED" if unsupported_setting(settings) else "ENABLED"


def _spreads(strategy: dict[str, str]) -> bool:
    return strategy.get("type") == "spread" and ZONE in strategy.get("field", "")
