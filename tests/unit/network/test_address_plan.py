"""Properties of the address plan for every valid block, size and number of zones."""

from __future__ import annotations

from ipaddress import IPv4Network
from itertools import combinations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from components import LargeVpcArgs
from components.foundation.refusal import RefusedError
from components.network.address_plan import (
    AddressPlan,
    ZoneBlocks,
    next_block,
    plan_addresses,
    private_range_of,
    quarters,
    refuse_association,
)

PRIVATE = ("10.0.0.0/8", "172.16.0.0/12", "192.168.0.0/16")
ZONES = st.integers(2, 4)
TASK_BLOCK = "100.64.0.0/16"


@st.composite
def blocks(draw: st.DrawFn) -> str:
    """Draw a block of /16 to /20 in a private range."""
    within = IPv4Network(draw(st.sampled_from(PRIVATE)))
    size = draw(st.integers(16, 20))
    index = draw(st.integers(0, 2 ** (size - within.prefixlen) - 1))
    return str(IPv4Network((int(within.network_address) + index * 2 ** (32 - size), size)))


@st.composite
def plannable(draw: st.DrawFn) -> tuple[str, int]:
    """Draw a block and a number of zones that are valid without a second block."""
    block, zones = draw(blocks()), draw(ZONES)
    try:
        LargeVpcArgs(cidr_block=block, availability_zones=zones)
    except RefusedError:
        zones = 2
    return block, zones


def subnets_of(plan: AddressPlan) -> list[IPv4Network]:
    return [
        IPv4Network(block)
        for zone in plan.zones
        for block in (zone.public, zone.private, zone.task)
        if block is not None
    ]


def whole(block: tuple[str, int], *, split: bool) -> AddressPlan:
    return plan_addresses(*block, task_cidr_block=TASK_BLOCK if split else None)


@given(plannable(), st.booleans())
def test_no_two_subnets_overlap(block: tuple[str, int], split: bool) -> None:
    subnets = subnets_of(whole(block, split=split))
    assert len(subnets) == block[1] * (3 if split else 2)
    assert [pair for pair in combinations(subnets, 2) if pair[0].overlaps(pair[1])] == []


@given(plannable(), st.booleans())
def test_every_subnet_is_inside_a_block_of_the_vpc(block: tuple[str, int], split: bool) -> None:
    plan = whole(block, split=split)
    inside = [IPv4Network(found) for found in plan.cidr_blocks.values()]
    assert all(any(subnet.subnet_of(found) for found in inside) for subnet in subnets_of(plan))


@given(plannable(), st.booleans())
def test_no_two_blocks_of_the_vpc_overlap_and_aws_associates_each(block: tuple[str, int], split: bool) -> None:
    plan = whole(block, split=split)
    found = [IPv4Network(text) for text in plan.cidr_blocks.values()]
    assert [pair for pair in combinations(found, 2) if pair[0].overlaps(pair[1])] == []
    for text in [text for role, text in plan.cidr_blocks.items() if role != "vpc"]:
        refuse_association(text, plan.cidr_block)
    assert {private_range_of(IPv4Network(plan.cidr_block)), None} >= {private_range_of(item) for item in found}


@given(plannable(), st.booleans())
def test_additional_zones_do_not_move_subnets(block: tuple[str, int], split: bool) -> None:
    grown = whole(block, split=split)
    for fewer in range(2, block[1]):
        assert whole((block[0], fewer), split=split).zones == grown.zones[:fewer]


@given(plannable())
def test_split_task_subnets_do_not_move_other_subnets(block: tuple[str, int]) -> None:
    shared, split = whole(block, split=False), whole(block, split=True)
    assert [(zone.public, zone.private) for zone in shared.zones] == [
        (zone.public, zone.private) for zone in split.zones
    ]
    assert all(zone.task is None for zone in shared.zones)
    assert shared.secondary_cidr_block == split.secondary_cidr_block


@given(plannable(), st.booleans())
def test_every_subnet_is_a_quarter_of_its_block(block: tuple[str, int], split: bool) -> None:
    plan = whole(block, split=split)
    size = IPv4Network(block[0]).prefixlen + 2
    for zone in plan.zones:
        assert {IPv4Network(zone.public).prefixlen, IPv4Network(zone.private).prefixlen} == {size}
        assert zone.task is None or IPv4Network(zone.task).prefixlen == IPv4Network(TASK_BLOCK).prefixlen + 2


@given(plannable())
def test_the_second_block_is_of_the_vpcs_size_and_in_its_range(block: tuple[str, int]) -> None:
    plan = whole(block, split=False)
    assert (plan.secondary_cidr_block is None) == (block[1] == 2)
    if plan.secondary_cidr_block is not None:
        second, first = IPv4Network(plan.secondary_cidr_block), IPv4Network(block[0])
        assert second.prefixlen == first.prefixlen
        assert private_range_of(second) == private_range_of(first)


@given(blocks(), ZONES)
def test_the_args_accept_exactly_the_blocks_that_can_be_planned(block: str, zones: int) -> None:
    try:
        plan_addresses(block, zones)
    except ValueError:
        with pytest.raises(RefusedError, match="a second block"):
            LargeVpcArgs(cidr_block=block, availability_zones=zones)
    else:
        assert LargeVpcArgs(cidr_block=block, availability_zones=zones).zone_count == zones


def test_the_default_plan_equals_that_of_the_reference() -> None:
    assert plan_addresses("10.0.0.0/16", 2).zones == (
        ZoneBlocks(public="10.0.0.0/18", private="10.0.128.0/18"),
        ZoneBlocks(public="10.0.64.0/18", private="10.0.192.0/18"),
    )


def test_zones_three_and_four_are_in_the_next_block() -> None:
    plan = plan_addresses("10.0.0.0/16", 4, task_cidr_block=TASK_BLOCK)
    assert plan.cidr_blocks == {"vpc": "10.0.0.0/16", "secondary": "10.1.0.0/16", "task": TASK_BLOCK}
    assert plan.zones[2:] == (
        ZoneBlocks(public="10.1.0.0/18", private="10.1.128.0/18", task="100.64.128.0/18"),
        ZoneBlocks(public="10.1.64.0/18", private="10.1.192.0/18", task="100.64.192.0/18"),
    )


@pytest.mark.parametrize(
    ("block", "following"),
    [
        ("10.0.0.0/16", "10.1.0.0/16"),
        ("10.5.16.0/20", "10.5.32.0/20"),
        ("10.0.0.0/20", "10.1.0.0/20"),  # AWS associates no block of 10.0.0.0/16 with a VPC in 10.0.0.0/15
        ("10.0.240.0/20", "10.1.0.0/20"),
        ("172.30.0.0/16", "172.31.0.0/16"),
        ("192.168.0.0/17", "192.168.128.0/17"),
    ],
)
def test_the_default_second_block_is_the_next_block_that_aws_associates(block: str, following: str) -> None:
    assert next_block(block) == following


@pytest.mark.parametrize("block", ["10.255.0.0/16", "172.31.0.0/16", "192.168.0.0/16", "192.168.240.0/20"])
def test_a_block_at_the_end_of_its_range_needs_an_explicit_second_block(block: str) -> None:
    with pytest.raises(ValueError, match="is not in the private range"):
        next_block(block)


@given(blocks())
def test_the_quarters_cover_the_whole_block(block: str) -> None:
    four = [IPv4Network(quarter) for quarter in quarters(block)]
    assert len(four) == 4
    assert sorted(four) == four
    assert sum(quarter.num_addresses for quarter in four) == IPv4Network(block).num_addresses
    assert all(quarter.subnet_of(IPv4Network(block)) for quarter in four)


def test_the_second_block_is_a_setting() -> None:
    plan = plan_addresses("192.168.0.0/16", 3, secondary_cidr_block="100.65.0.0/16")
    assert plan.zones[2] == ZoneBlocks(public="100.65.0.0/18", private="100.65.128.0/18")


def test_an_explicit_second_block_is_used_only_from_the_third_zone_on() -> None:
    assert plan_addresses("10.0.0.0/16", 2, secondary_cidr_block="10.9.0.0/16").secondary_cidr_block is None
