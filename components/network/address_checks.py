"""Checks for Elastic IPs in ``eipAllocationIds`` that do not exist or are in use."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping

import pulumi_aws as aws

from ..foundation.refusal import Problem
from ..foundation.region import NotFoundError, Region
from .large_vpc_args import LargeVpcArgs

NAT_GATEWAY = re.compile(r"\bnat-[0-9a-f]+\b")
"""The gateway's id in the description that AWS gives its network interface."""


def check_addresses(
    args: LargeVpcArgs, region: Region, is_own: Callable[[str, Mapping[str, str]], bool]
) -> list[Problem]:
    """Find addresses that the account does not have, and addresses in use elsewhere.

    ``is_own`` gets a public address and the tags of the NAT gateway that uses it, and returns whether it is this
    network's gateway.
    """
    problems = []
    ids = args.eip_allocation_ids if isinstance(args.eip_allocation_ids, tuple) else ()
    for index, allocation_id in enumerate(ids):
        if not isinstance(allocation_id, str):
            continue
        path = ("eipAllocationIds", index)
        try:
            address = region.elastic_ip(allocation_id)
        except NotFoundError:
            allowed = f"the account has no Elastic IP with that allocation id in {region.name}"
            problems.append(Problem(path, allocation_id, allowed))
            continue
        taker = _taker(address, region, is_own)
        if taker:
            problems.append(Problem(path, allocation_id, f"{taker} uses this address; a free address is allowed"))
    return problems


def _taker(
    address: aws.ec2.GetElasticIpResult, region: Region, is_own: Callable[[str, Mapping[str, str]], bool]
) -> str | None:
    """Return the user of the address, None if it is free or a NAT gateway of this network uses it."""
    if not address.association_id:
        return None
    if not address.network_interface_id:
        return address.instance_id or "something else"
    interface = region.network_interface(address.network_interface_id)
    gateway = NAT_GATEWAY.search(interface.description) if interface.interface_type == "nat_gateway" else None
    if gateway is None:
        return address.instance_id or address.network_interface_id
    return None if is_own(address.public_ip, region.nat_gateway_tags(gateway[0])) else gateway[0]
