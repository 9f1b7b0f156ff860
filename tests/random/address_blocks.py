"""IPv4 blocks that AWS accepts, implemented independently of ``components/network/address_plan.py``."""

from __future__ import annotations

from collections.abc import Sequence
from ipaddress import IPv4Network

from hypothesis import strategies as st
from hypothesis.strategies import SearchStrategy

PRIVATE = [IPv4Network(text) for text in ("10.0.0.0/8", "172.16.0.0/12", "192.168.0.0/16")]
SHARED = IPv4Network("100.64.0.0/10")
PREFIXES = range(16, 21)


def blocks_in(ranges: Sequence[IPv4Network], prefixes: Sequence[int] = PREFIXES) -> SearchStrategy[str]:
    """Return blocks of the given sizes within the ranges."""

    def at(place: tuple[IPv4Network, int, int]) -> str:
        within, prefix, number = place
        count = 2 ** (prefix - within.prefixlen)
        return str(IPv4Network((int(within.network_address) + number % count * 2 ** (32 - prefix), prefix)))

    return st.tuples(st.sampled_from(ranges), st.sampled_from(prefixes), st.integers(0, 2**16)).map(at)


def range_of(block: str) -> IPv4Network:
    """Return the private range that contains a block."""
    return next(found for found in PRIVATE if IPv4Network(block).subnet_of(found))


def further_blocks(first: str, taken: Sequence[str], prefixes: Sequence[int] = PREFIXES) -> SearchStrategy[str]:
    """Return blocks that a VPC with the first block ``first`` and the blocks ``taken`` can associate.

    https://docs.aws.amazon.com/vpc/latest/userguide/vpc-cidr-blocks.html, "IPv4 CIDR block association restrictions"
    """
    closed = IPv4Network("10.0.0.0/16")

    def is_free(block: str) -> bool:
        network = IPv4Network(block)
        if IPv4Network(first).subnet_of(IPv4Network("10.0.0.0/15")) and network.subnet_of(closed):
            return False
        return not any(network.overlaps(IPv4Network(other)) for other in taken)

    return blocks_in([range_of(first), SHARED], prefixes).filter(is_free)


def following_block(first: str) -> str | None:
    """Return the default block of a third zone, or None if there is none."""
    network = IPv4Network(first)
    following = IPv4Network((int(network.network_address) + network.num_addresses, network.prefixlen))
    if following.subnet_of(IPv4Network("10.0.0.0/16")):
        following = IPv4Network(("10.1.0.0", network.prefixlen))
    return str(following) if following.subnet_of(range_of(first)) else None
