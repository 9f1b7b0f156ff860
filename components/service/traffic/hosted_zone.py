"""The hosted zone of a load balancer's domains."""

from __future__ import annotations

import pulumi

from ...foundation.deferred import as_output
from ...foundation.refusal import refuse_any
from ...foundation.region import Region
from .balancer_args import BalancerArgs
from .hosted_zone_checks import check_zone_by_name


def hosted_zone_id(args: BalancerArgs, region: Region, owner: str) -> pulumi.Input[str] | None:
    """Return the id of the domains' zone, None for a load balancer without domains.

    If the name of the zone is an Output, it is looked up during the deployment.
    """
    name = args.hosted_zone
    if args.hosted_zone_id is not None or name is None:
        return args.hosted_zone_id
    if isinstance(name, str):
        return region.hosted_zone_id(name)

    def look_up(known: str) -> str:
        refuse_any(problem.under(owner) for problem in check_zone_by_name(known, region))
        return region.hosted_zone_id(known)

    deferred: pulumi.Output[str] = as_output(name)
    return deferred.apply(look_up)
