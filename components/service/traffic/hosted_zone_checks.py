"""Checks of the hosted zone of a load balancer's domains, and of private domains that hide public ones."""

from __future__ import annotations

from collections.abc import Mapping

from ...foundation.deferred import known_texts
from ...foundation.refusal import Problem
from ...foundation.region import AmbiguousError, NotFoundError, Region
from .balancer_args import BalancerArgs

PRIVATE_USE = ("internal", "local", "lan", "localdomain", "home.arpa", "corp", "intranet", "private", "test")
"""Top-level domains that do not exist in the public DNS: https://www.rfc-editor.org/rfc/rfc6762#appendix-G, RFC 8375,
and ``internal``, which ICANN reserves for private use."""

OF_AWS = ("amazonaws.com", "amazonaws.com.cn", "api.aws", "on.aws")
"""The domains of AWS that instances and tasks call."""


def check_hosted_zone(args: BalancerArgs, region: Region) -> list[Problem]:
    """Find a hosted zone that the account does not have, has twice, or that does not hold the domains.

    An Output is looked up during the deployment.
    """
    if args.hosted_zone_id is not None:
        return _check_zone_by_id(args, args.hosted_zone_id, region) if isinstance(args.hosted_zone_id, str) else []
    return check_zone_by_name(args.hosted_zone, region) if isinstance(args.hosted_zone, str) else []


def check_zone_by_name(name: str, region: Region) -> list[Problem]:
    """Find a name of which the account has no public zone, or several."""
    path = ("hostedZone",)
    try:
        region.hosted_zone_id(name)
    except NotFoundError:
        return [Problem(path, name, "the account has no public Route 53 hosted zone with that name")]
    except AmbiguousError:
        return [Problem(path, name, "the account has several public hosted zones with that name: add hostedZoneId")]
    return []


def _check_zone_by_id(args: BalancerArgs, zone_id: str, region: Region) -> list[Problem]:
    path = ("hostedZoneId",)
    try:
        zone = region.hosted_zone(zone_id)
    except NotFoundError:
        return [Problem(path, zone_id, "the account has no Route 53 hosted zone with that id")]
    if zone.private_zone:
        return [Problem(path, zone_id, f"the zone {zone.name} is private; a public zone is allowed")]
    if isinstance(args.hosted_zone, str) and args.hosted_zone != zone.name:
        return [
            Problem(path, zone_id, f"it is the zone {zone.name}; the id of hostedZone, {args.hosted_zone}, is allowed")
        ]
    outside = [domain for domain in known_texts(args.domains or ()) if not is_under(domain, zone.name)]
    if outside:
        allowed = f"it is the zone {zone.name}; a zone that contains all domains is allowed, also {', '.join(outside)}"
        return [Problem(path, zone_id, allowed)]
    return []


def check_discovery_domain(
    discovery: str, domain: str, balancers: Mapping[str, BalancerArgs], region: Region
) -> list[Problem]:
    """Find a private domain that would hide a public one: the VPC looks up no name under it in the public DNS.

    ``balancers`` are the settings of the load balancers by the names of their services.
    """
    if discovery != "dns":
        return []
    problem = _hides(domain, balancers, region)
    return (
        [Problem(("discoveryDomain",), domain, f"{problem}; a domain such as services.internal is allowed")]
        if problem
        else []
    )


def _hides(domain: str, balancers: Mapping[str, BalancerArgs], region: Region) -> str | None:
    name = domain.lower()
    for service, args in balancers.items():
        for public in known_texts((*(args.domains or ()), args.hosted_zone)):
            if is_under(public, name):
                return f"in the VPC it would hide {public}, the public domain of {service}"
    hidden = next((public for public in OF_AWS if is_under(public, name) or is_under(name, public)), None)
    if hidden is not None:
        return f"in the VPC it would hide {hidden}, a domain of AWS"
    if any(is_under(name, top) for top in PRIVATE_USE):
        return None
    try:
        region.hosted_zone_id(name)
    except NotFoundError:
        return None
    except AmbiguousError:
        pass
    return "the account has a public hosted zone with that name, which it would hide in the VPC"


def is_under(name: str, domain: str) -> bool:
    """Return whether a name is the domain itself or below it."""
    return f".{name.lower()}".endswith(f".{domain.lower()}")
