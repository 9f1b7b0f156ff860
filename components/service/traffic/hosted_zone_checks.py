"""The public hosted zone of a service's domain, and private domains that hide public ones."""

from __future__ import annotations

from collections.abc import Mapping

from ...foundation.refusal import Problem
from ...foundation.region import AmbiguousError, NotFoundError, Region
from ..awsvpc_service_args import AwsvpcServiceArgs

PRIVATE_USE = ("internal", "local", "lan", "localdomain", "home.arpa", "corp", "intranet", "private", "test")
"""Top-level domains that the public DNS does not have: https://www.rfc-editor.org/rfc/rfc6762#appendix-G, RFC 8375,
and ``internal``, which ICANN keeps for private use."""

OF_AWS = ("amazonaws.com", "amazonaws.com.cn", "api.aws", "on.aws")
"""Where instances and tasks call AWS."""


def hosted_zone_id(args: AwsvpcServiceArgs, region: Region) -> str | None:
    """Return the id of the zone that the service's domain is in, None for a service without one."""
    if args.hosted_zone_id is not None or args.hosted_zone is None:
        return args.hosted_zone_id
    return region.hosted_zone_id(args.hosted_zone)


def check_hosted_zone(args: AwsvpcServiceArgs, region: Region) -> list[Problem]:
    """Find a hosted zone that the account does not have, has twice, or that does not hold the domain."""
    if args.hosted_zone_id is not None:
        return _check_zone_by_id(args, args.hosted_zone_id, region)
    if args.hosted_zone is None:
        return []
    path = ("hostedZone",)
    try:
        region.hosted_zone_id(args.hosted_zone)
    except NotFoundError:
        return [Problem(path, args.hosted_zone, "the account has no public Route 53 hosted zone of that name")]
    except AmbiguousError:
        allowed = "the account has several public hosted zones of that name: add hostedZoneId"
        return [Problem(path, args.hosted_zone, allowed)]
    return []


def _check_zone_by_id(args: AwsvpcServiceArgs, zone_id: str, region: Region) -> list[Problem]:
    path = ("hostedZoneId",)
    try:
        zone = region.hosted_zone(zone_id)
    except NotFoundError:
        return [Problem(path, zone_id, "the account has no Route 53 hosted zone of that id")]
    if zone.is_private:
        return [Problem(path, zone_id, f"the zone {zone.name} is private; a public one is allowed")]
    if args.hosted_zone is not None and args.hosted_zone != zone.name:
        return [
            Problem(path, zone_id, f"it is the zone {zone.name}; the id of hostedZone, {args.hosted_zone}, is allowed")
        ]
    if not is_under(str(args.domain), zone.name):
        return [
            Problem(path, zone_id, f"it is the zone {zone.name}; a zone that holds domain, {args.domain}, is allowed")
        ]
    return []


def check_discovery_domain(
    discovery: str, domain: str, services: Mapping[str, AwsvpcServiceArgs], region: Region
) -> list[Problem]:
    """Find a private domain that would hide a public one: the VPC looks up no name under it in the public DNS."""
    if discovery != "dns":
        return []
    problem = _hides(domain, services, region)
    return (
        [Problem(("discoveryDomain",), domain, f"{problem}; a domain such as services.internal is allowed")]
        if problem
        else []
    )


def _hides(domain: str, services: Mapping[str, AwsvpcServiceArgs], region: Region) -> str | None:
    name = domain.lower()
    for service, args in services.items():
        for public in (args.domain, args.hosted_zone):
            if public is not None and is_under(public, name):
                return f"in the VPC it would hide {public}, where the internet finds {service}"
    hidden = next((public for public in OF_AWS if is_under(public, name) or is_under(name, public)), None)
    if hidden is not None:
        return f"in the VPC it would hide {hidden}, where AWS is called"
    if any(is_under(name, top) for top in PRIVATE_USE):
        return None
    try:
        region.hosted_zone_id(name)
    except NotFoundError:
        return None
    except AmbiguousError:
        pass
    return "the account has a public hosted zone of that name, which it would hide in the VPC"


def is_under(name: str, domain: str) -> bool:
    """Return whether a name is a domain or under it."""
    return f".{name.lower()}".endswith(f".{domain.lower()}")
