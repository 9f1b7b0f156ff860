"""The CIDR block of each subnet. Pure: no Pulumi, no AWS.

Every block of the VPC is divided into quarters. Zone one gets quarter 0 (public) and quarter 2 (private) of the first
block, and zone two gets quarters 1 and 3. With 10.0.0.0/16, these are the reference's 10.0.0.0/18, 10.0.128.0/18,
10.0.64.0/18 and 10.0.192.0/18. Zones three and four get the same quarters of a second block of the same size. The task
subnets of zones one to four are the four quarters of a third block. So additional zones or split subnets only add
subnets.
"""

from __future__ import annotations

from dataclasses import dataclass
from ipaddress import IPv4Network

PRIVATE_RANGES = tuple(IPv4Network(text) for text in ("10.0.0.0/8", "172.16.0.0/12", "192.168.0.0/16"))
SHARED_RANGE = IPv4Network("100.64.0.0/10")
"""The range of RFC 6598, which AWS allows as a secondary block of any VPC."""

UNASSOCIABLE_RANGE = IPv4Network("10.0.0.0/16")
"""No block in it can be associated with a VPC in 10.0.0.0/15, see :func:`refuse_association`."""

LARGEST_PREFIX, SMALLEST_PREFIX = 16, 20
"""AWS allows blocks down to /28, but below /20 a quarter has fewer than 1,000 addresses, and each task needs one."""

FEWEST_ZONES, MOST_ZONES = 2, 4
"""An Application Load Balancer needs two zones; the plan has room for four."""

ZONES_PER_BLOCK = 2


@dataclass(frozen=True)
class ZoneBlocks:
    """The blocks of one zone's subnets; ``task`` is None unless tasks have separate subnets."""

    public: str
    private: str
    task: str | None = None


@dataclass(frozen=True)
class AddressPlan:
    """The VPC's block, its additional blocks, and each zone's subnets in the order of the zones."""

    cidr_block: str
    secondary_cidr_block: str | None
    task_cidr_block: str | None
    zones: tuple[ZoneBlocks, ...]

    @property
    def cidr_blocks(self) -> dict[str, str]:
        """Every block of the VPC by its role: ``vpc``, and if they exist ``secondary`` and ``task``."""
        blocks = {"vpc": self.cidr_block, "secondary": self.secondary_cidr_block, "task": self.task_cidr_block}
        return {role: block for role, block in blocks.items() if block is not None}


def plan_addresses(
    cidr_block: str,
    zone_count: int,
    *,
    secondary_cidr_block: str | None = None,
    task_cidr_block: str | None = None,
) -> AddressPlan:
    """Plan the subnets of a VPC. If ``task_cidr_block`` is None, tasks share the instances' subnets.

    ``secondary_cidr_block`` is used from the third zone on; its default is the next block of the VPC's size. Raises
    ``ValueError`` if a second block is needed and the next one is outside the private ranges.
    """
    secondary = None
    if zone_count > ZONES_PER_BLOCK:
        secondary = secondary_cidr_block or next_block(cidr_block)
    blocks = [block for block in (cidr_block, secondary) if block is not None]
    task_blocks = quarters(task_cidr_block) if task_cidr_block else None
    zones = []
    for index in range(zone_count):
        quarter = quarters(blocks[index // ZONES_PER_BLOCK])
        place = index % ZONES_PER_BLOCK
        task = task_blocks[index] if task_blocks else None
        zones.append(ZoneBlocks(public=quarter[place], private=quarter[place + ZONES_PER_BLOCK], task=task))
    return AddressPlan(cidr_block, secondary, task_cidr_block, tuple(zones))


def quarters(cidr_block: str) -> list[str]:
    """Divide a block into its four quarters, lowest first."""
    return [str(quarter) for quarter in IPv4Network(cidr_block).subnets(prefixlen_diff=2)]


def next_block(cidr_block: str) -> str:
    """Return the following block of the same size that AWS associates with a VPC of this block.

    That is the adjacent block, except inside 10.0.0.0/16, where AWS allows no association: there it is the first block
    of 10.1.0.0/16. Raises ``ValueError`` if the block is not in the same private range.
    """
    block = IPv4Network(cidr_block)
    following = IPv4Network((int(block.broadcast_address) + 1, block.prefixlen))
    if following.subnet_of(UNASSOCIABLE_RANGE):
        following = IPv4Network((int(UNASSOCIABLE_RANGE.broadcast_address) + 1, block.prefixlen))
    if private_range_of(following) is None or private_range_of(following) != private_range_of(block):
        raise ValueError(f"the next block, {following}, is not in the private range of {block}")
    return str(following)


def refuse_association(cidr_block: str, vpc_cidr_block: str) -> None:
    """Raise ``ValueError`` if AWS does not associate ``block`` with a VPC whose first block is ``primary``.

    https://docs.aws.amazon.com/vpc/latest/userguide/vpc-cidr-blocks.html, "IPv4 CIDR block association restrictions"
    """
    block, primary = IPv4Network(cidr_block), IPv4Network(vpc_cidr_block)
    if block.overlaps(primary):
        raise ValueError(f"a block that does not overlap cidrBlock, {primary}, is allowed")
    if private_range_of(block) not in (None, private_range_of(primary)):
        raise ValueError(f"with {primary} AWS allows a block in {private_range_of(primary)} or {SHARED_RANGE}")
    if block.subnet_of(UNASSOCIABLE_RANGE) and primary.subnet_of(UNASSOCIABLE_RANGE.supernet()):
        raise ValueError(f"with {primary} AWS allows no block in {UNASSOCIABLE_RANGE}")


def private_range_of(block: IPv4Network) -> IPv4Network | None:
    """Return the private range (RFC 1918) that contains the block, or None."""
    return next((candidate for candidate in PRIVATE_RANGES if block.subnet_of(candidate)), None)
