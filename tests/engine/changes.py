"""Changes of a stack file, and the connections that its services declare."""

from __future__ import annotations

from typing import Any

from tests.engine.engine_stack import PROJECT, StackConfig
from tests.engine.reachability.check import Balancer, Service


def services(config: StackConfig) -> dict[str, dict[str, Any]]:
    """Return the services' settings by name."""
    named: dict[str, dict[str, Any]] = config[f"{PROJECT}:services"]
    return named


def set_service(config: StackConfig, *, name: str, **settings: object) -> None:
    """Change settings of one service."""
    services(config)[name].update(settings)


def section(config: StackConfig, name: str) -> dict[str, Any]:
    """Return the settings of ``vpc`` or ``cluster``, added if they are missing."""
    settings: dict[str, Any] = config.setdefault(f"{PROJECT}:{name}", {})
    return settings


def zone_count(config: StackConfig) -> int:
    """Return the number of the network's zones."""
    zones = section(config, "vpc").get("availabilityZones", 2)
    return zones if isinstance(zones, int) else len(zones)


def add_zone(config: StackConfig) -> None:
    """Add one zone to the network."""
    zones = section(config, "vpc").get("availabilityZones", 2)
    more = zones + 1 if isinstance(zones, int) else [*zones, f"us-east-1{'abcd'[len(zones)]}"]
    section(config, "vpc")["availabilityZones"] = more


def resize(config: StackConfig, *, name: str, count: int) -> None:
    """Set the number of a service's tasks, or the minimum if it scales."""
    service = services(config)[name]
    if "scaling" in service:
        service["scaling"]["minCount"] = count
    else:
        service["desiredCount"] = count


def unprotect(config: StackConfig) -> None:
    """Turn off the deletion protection of the network and of every load balancer."""
    if f"{PROJECT}:vpc" in config:
        section(config, "vpc").pop("protect", None)
    for service in services(config).values():
        if "deletionProtection" in service.get("loadBalancer", {}):
            service["loadBalancer"]["deletionProtection"] = False


def declared_balancers(config: StackConfig) -> dict[str, Balancer]:
    """Return the declared callers of the load balancers that services can share, by name."""
    return {
        name: Balancer(is_public=settings.get("scheme", "public") == "public", allows_others=allows_others(settings))
        for name, settings in config.get(f"{PROJECT}:loadBalancers", {}).items()
    }


def allows_others(balancer: Any) -> bool:
    """Whether the service's own load balancer allows blocks or prefix lists."""
    return isinstance(balancer, dict) and bool({"allowCidrs", "allowPrefixLists"} & balancer.keys())


def declared_services(config: StackConfig) -> dict[str, Service]:
    """Return the declared callers and ports of the services."""
    named = section(config, "cluster").get("discovery", "none") != "none"
    return {
        name: Service(
            is_public=settings["topology"] == "public-api",
            callers=tuple(settings["allowFrom"]) if "allowFrom" in settings else None,
            container_port=settings.get("containerPort", 80),
            has_name=named,
            allows_others=allows_others(settings.get("loadBalancer")),
        )
        for name, settings in services(config).items()
    }
