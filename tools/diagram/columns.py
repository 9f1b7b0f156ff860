"""The columns: what is beside what, and how wide."""

from __future__ import annotations

import math
from dataclasses import dataclass

from tools.diagram.deployment import Deployment
from tools.diagram.flows import INTERNET
from tools.diagram.geometry import SIZES, text_width
from tools.diagram.subnets import PRIVATE, PUBLIC, TASKS

CARD_WIDTH = 192
PUBLIC_WIDTH = 224
LONGEST_CARD = 300
PADDING = 14
PORTS = 58
"""Room for the ports of a flow."""
LANE = 12
SOURCE_WIDTH = 100
BAR = 32


@dataclass(frozen=True)
class Tier:
    """A column of subnets."""

    title: str
    kind: str
    x: float
    width: float


@dataclass(frozen=True)
class Columns:
    """The x of everything.

    Args:
        internet: x and width of the internet, if the network reaches it or is reached from there.
        gateway: x and width of the internet gateway.
        vpc_x: where the VPC begins.
        public_card: where the cards of internet-facing load balancers begin.
        source: where the marks begin that say who calls, if there are any.
        left_card: where the cards of internal load balancers and endpoints begin.
        right_card: where the cards of the services begin.
        service_width: how wide they are, for the longest name.
        border: how far from a card its tier's border is on the side of the lanes, if there is one.
        lane: the first lane between the two, the others follow to the right.
        outer_lane: the first lane on the right of the services.
        right: where the VPC ends.
        tiers: by title.
        stacked: whether instances are under the endpoints and not beside them.
    """

    internet: tuple[float, float] | None
    gateway: tuple[float, float] | None
    vpc_x: float
    public_card: float
    source: float | None
    left_card: float
    right_card: float
    service_width: float
    border: float
    lane: float
    outer_lane: float
    right: float
    tiers: dict[str, Tier]
    stacked: bool


def arrange_columns(deployment: Deployment, x: float) -> Columns:
    """Place the columns from the left to the right, as wide as what they hold."""
    flows = deployment.flows
    internet = gateway = None
    if deployment.internet_gateway or any(flow.source == INTERNET for flow in flows):
        internet = (x, BAR)
        x += BAR + 34
    vpc_x = x
    if deployment.internet_gateway:
        vpc_x = x + BAR / 2
        gateway = (x, BAR)
        x += BAR
    tiers: dict[str, Tier] = {}
    split = any(subnet.tier == TASKS for subnet in deployment.subnets)

    def tier(title: str, kind: str, start: float, end: float) -> None:
        tiers[title] = Tier(title, kind, start, end - start)

    public = any(balancer.internet_facing for balancer in deployment.load_balancers)
    if public or any(subnet.tier == PUBLIC for subnet in deployment.subnets):
        x += PORTS
        tier(PUBLIC, "public", x, x + PUBLIC_WIDTH + 2 * PADDING)
        x += PUBLIC_WIDTH + 2 * PADDING
    public_card = x - PUBLIC_WIDTH - PADDING
    source = None
    x += 26
    if any(_comes_from_a_mark(flow.source) for flow in flows if flow.target != "instances"):
        source = x
        x += SOURCE_WIDTH + PORTS
    private_x, left_card = x, x + PADDING
    x = left_card + CARD_WIDTH
    if split:
        tier(PRIVATE, "private", private_x, x + PADDING)
    balancers_called = {flow.target for flow in flows if flow.source.startswith("service ")}
    inner = sum(target.startswith("load balancer ") for target in balancers_called)
    outer = sum(target.startswith("service ") for target in balancers_called)
    border = PADDING if split else 0
    lane = x + border + PORTS
    right_card = lane + max(inner - 1, 0) * LANE + PORTS + border
    names = [text_width(service.name, SIZES["name"], bold=True) for service in deployment.services]
    service_width = min(max([CARD_WIDTH, *(math.ceil(width) + 26 for width in names)]), LONGEST_CARD)
    x = right_card + service_width
    if split:
        tier(TASKS, "tasks", right_card - PADDING, x + PADDING)
    else:
        tier(PRIVATE, "private", private_x, x + PADDING)
    x += PADDING
    outer_lane = x + PORTS
    right = outer_lane + (outer - 1) * LANE + PADDING if outer else x + PADDING
    return Columns(
        internet,
        gateway,
        vpc_x,
        public_card,
        source,
        left_card,
        right_card,
        service_width,
        border,
        lane,
        outer_lane,
        right,
        tiers,
        stacked=split,
    )


def _comes_from_a_mark(source: str) -> bool:
    return source != INTERNET and not source.startswith(("service ", "load balancer ", "instances", "endpoints"))
