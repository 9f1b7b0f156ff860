"""Checks for ARNs and hosted zones that a load balancer cannot use."""

from __future__ import annotations

from collections.abc import Iterable

from ...foundation.arn_checks import check_region_of, is_in
from ...foundation.refusal import KeyPath, Problem
from ...foundation.region import NotFoundError, Region
from .balancer_args import BalancerArgs
from .hosted_zone_checks import check_hosted_zone


def check_balancer(args: BalancerArgs, region: Region) -> list[Problem]:
    """Find ARNs of another region, and a web ACL or hosted zone that does not exist or does not fit."""
    of_certificates = [
        problem
        for index, arn in enumerate(args.certificate_arns or ())
        for problem in check_region_of(("certificateArns", index), arn, region)
    ]
    return [*of_certificates, *_check_web_acl(args, region), *check_hosted_zone(args, region)]


def check_own_blocks(args: BalancerArgs, blocks: Iterable[object]) -> list[Problem]:
    """Find a block of the VPC, which can reach this internal load balancer anyway: EC2 refuses two equal rules."""
    own = {block for block in blocks if isinstance(block, str)}
    allowed = "the VPC's own blocks can already reach an internal load balancer: remove it"
    return [
        Problem(("allowCidrs", index), block, allowed)
        for index, block in enumerate(args.allow_cidrs or ())
        if block in own
    ]


def check_certificates_of_balancer(args: BalancerArgs, region: Region) -> list[Problem]:
    """Find certificates that are not issued. If a certificate does not exist, the engine stops the program."""
    problems = []
    for index, arn in enumerate(args.certificate_arns or ()):
        status = region.certificate_status(arn) if isinstance(arn, str) and is_in(arn, region) else "ISSUED"
        if status != "ISSUED":
            allowed = f"its status is {status}; an issued certificate is allowed"
            problems.append(Problem(("certificateArns", index), arn, allowed))
    return problems


def _check_web_acl(args: BalancerArgs, region: Region) -> list[Problem]:
    arn = args.web_acl_arn
    path: KeyPath = ("webAclArn",)
    if not isinstance(arn, str) or not is_in(arn, region):
        return check_region_of(path, arn, region)
    name = arn.split("/")[-2]
    try:
        found = region.web_acl_arn(name)
    except NotFoundError:
        return [Problem(path, arn, f"the account has no regional web ACL {name} in {region.name}")]
    return [] if found == arn else [Problem(path, arn, f"the account's web ACL {name} is {found}")]
