"""Changes that a person makes in a stack file, and how a stack's services read then."""

from __future__ import annotations

from typing import Any

from tests.engine.engine_stack import PROJECT, StackConfig
from tests.engine.reachability.check import Service


def services(config: StackConfig) -> dict[str, dict[str, Any]]:
    """The services' settings by name."""
    named: dict[str, dict[str, Any]] = config[f"{PROJECT}:services"]
    return named


def set_service(config: StackConfig, *, name: str, **settings: object) -> None:
    """Change settings of one service."""
    services(config)[name].update(settings)


def section(config: StackConfig, name: str) -> dict[str, Any]:
    """The settings of ``vpc`` or ``cluster``, made if there are none."""
    settings: dict[str, Any] = config.setdefault(f"{PROJECT}:{name}", {})
    return settings


def zone_count(config: StackConfig) -> int:
    """How many zones the network has."""
    zones = section(config, "vpc").get("availabilityZones", 2)
    return zones if isinstance(zones, int) else len(zones)


def add_zone(config: StackConfig) -> None:
    """Give the network one zone more than it has."""
    zones = section(config, "vpc").get("availabilityZones", 2)
    more = zones + 1 if isinstance(zones, int) else [*zones, f"us-east-1{'abcd'[len(zones)]}"]
    section(config, "vpc")["availabilityZones"] = more


def resize(config: StackConfig, *, name: str, count: int) -> None:
    """Set how many tasks of a service run: the fewest, where it scales by itself."""
    service = services(config)[name]
    if "scaling" in service:
        service["scaling"]["minCount"] = count
    else:
        service["desiredCount"] = count


def unprotect(config: StackConfig) -> None:
    """Let the network and every load balancer be deleted."""
    if f"{PROJECT}:vpc" in config:
        section(config, "vpc").pop("protect", None)
    for service in services(config).values():
        if "deletionProtection" in service.get("loadBalancer", {}):
            service["loadBalancer"]["deletionProtection"] = False


def meant(config: StackConfig) -> dict[str, Service]:
    """What the services are meant to let reach them."""
    named = section(config, "cluster").get("discovery", "none") != "none"
    return {
        name: Service(
            is_public=settings["topology"] == "public-api",
            callers=tuple(settings["allowFrom"]) if "allowFrom" in settings else None,
            container_port=settings.get("containerPort", 80),
            has_name=named,
        )
        for name, settings in services(config).items()
    }
