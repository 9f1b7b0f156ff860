"""Checks for zones and endpoint services that the region does not have."""

from __future__ import annotations

from ..foundation.refusal import Problem
from ..foundation.region import NotFoundError, Region
from .large_vpc_args import GATEWAY_SERVICES, LargeVpcArgs
from .zone import choose_zones


def check_vpc(args: LargeVpcArgs, region: Region) -> list[Problem]:
    """Find unknown zones, and endpoint services that AWS does not offer in the network's zones."""
    problems = _check_zones(args, region)
    if problems:
        return problems
    zones = choose_zones(args, region)
    for index, service in enumerate(args.interface_endpoints):
        path = ("interfaceEndpoints", index)
        try:
            found = region.endpoint_service(service)
        except NotFoundError:
            allowed = (
                f"{region.name} has no interface endpoint with that name; write ecr.api for "
                f"com.amazonaws.REGION.ecr.api"
            )
            problems.append(Problem(path, service, allowed))
            continue
        served = sorted(found.availability_zones)
        if not found.private_dns_name:
            problems.append(Problem(path, service, _without_private_dns(service)))
        elif not set(served) & set(zones):
            problems.append(
                Problem(path, service, f"AWS offers it in {', '.join(served)} and the network is in {', '.join(zones)}")
            )
    return problems


def _without_private_dns(service: str) -> str:
    remedy = "write it in gatewayEndpoints, which is free" if service in GATEWAY_SERVICES else "leave it out"
    return f"AWS has no private DNS name for it, so nothing would use the endpoint: {remedy}"


def _check_zones(args: LargeVpcArgs, region: Region) -> list[Problem]:
    wanted, there = args.availability_zones, region.availability_zones
    have = f"{region.name} has {', '.join(there)}"
    if isinstance(wanted, int):
        return [] if wanted <= len(there) else [Problem(("availabilityZones",), wanted, f"{have}: {len(there)} zones")]
    unknown = [(index, name) for index, name in enumerate(wanted) if name not in there]
    return [Problem(("availabilityZones", index), name, have) for index, name in unknown]
