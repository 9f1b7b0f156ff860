"""The table of docs/scale.md: the cost of many services, with and without ENI trunking, and with load balancers.

Tasks are placed with the strategy of the services: spread over the zones, then packed by CPU. Prices come from
tools/cost, and the capacity of an instance from the local AWS. Nothing here calls AWS.
"""

from __future__ import annotations

import math
from collections import Counter
from dataclasses import dataclass
from decimal import Decimal

from localaws.server.simulation.resources import cpu_of, interfaces_of, memory_of
from tools.cost.instances import instance_price
from tools.cost.prices import HOME, LOAD_BALANCER, VOLUME

from .marked_tables import Rows, with_tables

SERVICES = (10, 20, 100, 1000)
TASKS = 2
TASK_CPU, TASK_MEMORY = 256, 512
ZONES = 2
INSTANCE_TYPE = "c5.xlarge"
VOLUME_GIB = 50
SERVICES_A_BALANCER = 100
"""Target groups per Application Load Balancer, which AWS never raises, with one target group for each service."""


@dataclass(frozen=True)
class Layout:
    """A layout of services: how many share a load balancer (0: none has one), and whether ENI trunking is on."""

    name: str
    trunking: bool
    services_a_balancer: int

    def balancers(self, services: int) -> int:
        """Return the number of load balancers for so many services."""
        return math.ceil(services / self.services_a_balancer) if self.services_a_balancer else 0


REFERENCE = Layout("a load balancer each, no trunking (the reference)", trunking=False, services_a_balancer=1)
SHARED = Layout("shared load balancers, trunking", trunking=True, services_a_balancer=SERVICES_A_BALANCER)
LAYOUTS = (
    REFERENCE,
    Layout("a load balancer each, trunking", trunking=True, services_a_balancer=1),
    SHARED,
    Layout("no load balancer (`cluster.discovery`), trunking", trunking=True, services_a_balancer=0),
)


@dataclass
class Instance:
    """An instance and its free capacity."""

    zone: int
    cpu: int
    memory: int
    interfaces: int

    def holds_one_more(self) -> bool:
        """Whether another task fits."""
        return self.cpu >= TASK_CPU and self.memory >= TASK_MEMORY and self.interfaces >= 1

    def add_task(self) -> None:
        """Reserve the capacity for one task."""
        self.cpu -= TASK_CPU
        self.memory -= TASK_MEMORY
        self.interfaces -= 1


def place(services: int, *, trunking: bool) -> int:
    """Return the number of instances for the tasks of this many services."""
    launched: list[Instance] = []
    for _ in range(services):
        of_service: Counter[int] = Counter()
        for _ in range(TASKS):
            room = [each for each in launched if each.holds_one_more()]
            if not room:
                launched.append(_launch(launched, trunking=trunking))
                room = launched[-1:]
            chosen = min(room, key=lambda each: (of_service[each.zone], each.cpu))
            chosen.add_task()
            of_service[chosen.zone] += 1
    return len(launched)


def _launch(launched: list[Instance], *, trunking: bool) -> Instance:
    """Start an instance in the zone with the fewest, as an Auto Scaling group does."""
    by_zone = Counter(each.zone for each in launched)
    return Instance(
        zone=min(range(ZONES), key=lambda zone: by_zone[zone]),
        cpu=cpu_of(INSTANCE_TYPE),
        memory=memory_of(INSTANCE_TYPE),
        interfaces=interfaces_of(INSTANCE_TYPE, trunking=trunking),
    )


def cost(layout: Layout, services: int, instances: int) -> Decimal:
    """Return the US dollars a month of the instances, their volumes and the load balancers."""
    price = instance_price(INSTANCE_TYPE)
    if price is None:
        raise ValueError(f"tools/cost has no price of {INSTANCE_TYPE}")
    instance = price.monthly_cost(HOME) + VOLUME.monthly_cost(HOME) * VOLUME_GIB
    return instances * instance + layout.balancers(services) * LOAD_BALANCER.monthly_cost(HOME)


def share(layout: Layout, services: int) -> float:
    """Return the cost of a layout as a share of the reference's cost."""
    costs = [cost(each, services, place(services, trunking=each.trunking)) for each in (layout, REFERENCE)]
    return float(costs[0] / costs[1])


def render_scale() -> str:
    """Return docs/scale.md with the current results of the simulation."""
    return with_tables("scale.md", {"simulation": _simulation()})


def _simulation() -> Rows:
    yield "Services", "Layout", "Instances", "Load balancers", "Dollars a month", "Of the reference"
    for services in SERVICES:
        found = {trunking: place(services, trunking=trunking) for trunking in (False, True)}
        of_reference = cost(REFERENCE, services, found[False])
        for layout in LAYOUTS:
            amount = cost(layout, services, found[layout.trunking])
            counts = services, layout.name, found[layout.trunking], layout.balancers(services)
            yield *counts, f"{amount:,.2f}", f"{amount / of_reference:.2f}"
