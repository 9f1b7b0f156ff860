"""The columns of the picture and their widths."""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

from tools.diagram.deployment import Deployment
from tools.diagram.flows import INTERNET, RUN_TASKS, Flow
from tools.diagram.geometry import SIZES, text_width
from tools.diagram.subnets import PRIVATE, PUBLIC, TASKS

CARD_WIDTH = 228
PUBLIC_WIDTH = 242
LONGEST_CARD = 340
PADDING = 10
FRAME = 8
"""The distance between the cards of the services, the frame of their instances and the frame of the cluster."""
GAP = 22
"""Room for the head of an arrow."""
LANE = 12
LONGEST_SOURCE = 120
BAR = 26


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
        internet: x and width of the internet, if the picture shows it.
        gateway: x and width of the internet gateway.
        vpc_x: where the VPC begins.
        public_card: where the cards of internet-facing load balancers begin.
        source: x and width of the marks of callers outside the stack, if there are any.
        left_card: where the cards of internal load balancers and endpoints begin.
        right_card: where the cards of the services begin.
        service_width: how wide they are, for the longest name.
        lane: the first lane between the two; the others are to the right of it.
        outer_lane: the first lane on the right of the services.
        right: where the VPC ends.
        tiers: by title.
    """

    internet: tuple[float, float] | None
    gateway: tuple[float, float] | None
    vpc_x: float
    public_card: float
    source: tuple[float, float] | None
    left_card: float
    right_card: float
    service_width: float
    lane: float
    outer_lane: float
    right: float
    tiers: dict[str, Tier]


def arrange_columns(deployment: Deployment, x: float) -> Columns:
    """Place the columns from left to right, each as wide as its content."""
    flows = deployment.flows
    internet = gateway = None
    if deployment.internet_gateway or any(flow.source == INTERNET for flow in flows):
        internet = (x, BAR)
        x += BAR + GAP
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
        x += GAP
        tier(PUBLIC, "public", x, x + PUBLIC_WIDTH + 2 * PADDING)
        x += PUBLIC_WIDTH + 2 * PADDING
    public_card = x - PUBLIC_WIDTH - PADDING
    source = None
    x += GAP
    marks = [text_width(flow.source, SIZES["detail"]) for flow in flows if _comes_from_a_mark(flow)]
    if marks:
        source = (x, min(max(*marks, text_width("9 sources", SIZES["detail"])) + 12, LONGEST_SOURCE))
        x += source[1] + GAP
    private_x, left_card = x, x + PADDING
    x = left_card + CARD_WIDTH
    if split:
        tier(PRIVATE, "private", private_x, x + PADDING)
        x += PADDING
    inner, outer = _most_lanes(flows)
    lane = x + GAP
    x = lane + max(inner - 1, 0) * LANE + GAP
    tasks_x = x
    if split:
        x += PADDING
    right_card = x + 2 * FRAME
    names = [text_width(service.name, SIZES["name"], bold=True) for service in deployment.services]
    service_width = min(max([CARD_WIDTH, *(math.ceil(width) + 26 for width in names)]), LONGEST_CARD)
    x = right_card + service_width + 2 * FRAME + PADDING
    if split:
        tier(TASKS, "tasks", tasks_x, x)
    else:
        tier(PRIVATE, "private", private_x, x)
    outer_lane = x + GAP
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
        lane,
        outer_lane,
        right,
        tiers,
    )


def _most_lanes(flows: Sequence[Flow]) -> tuple[int, int]:
    """Return the maximum number of lanes between load balancers and services, and to the right of the services."""
    called = {flow.target for flow in flows if flow.source.startswith(RUN_TASKS)}
    behind = Counter(flow.source for flow in flows if flow.source.startswith("load balancer "))
    inner = sum(target.startswith("load balancer ") for target in called) + sum(count > 1 for count in behind.values())
    return inner, sum(target.startswith("service ") for target in called)


def _comes_from_a_mark(flow: Flow) -> bool:
    members = (*RUN_TASKS, "load balancer ", "instances", "endpoints")
    return flow.target != "instances" and flow.source != INTERNET and not flow.source.startswith(members)
