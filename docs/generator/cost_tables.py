"""Writes the price tables of docs/cost.md from the table of ``tools.cost``."""

from __future__ import annotations

from collections.abc import Iterable

from tools.cost import prices
from tools.cost.instances import DATE, LARGE, instance_price
from tools.cost.prices import HOME, PRICES

from .marked_tables import with_tables

IN_SUMS = ("c5.xlarge", "c6i.2xlarge")
"""The instance types in the sums of the document."""

REGIONAL = (prices.NAT_GATEWAY, prices.LOAD_BALANCER, prices.ENDPOINT, prices.VOLUME)


def render_cost() -> str:
    """Return docs/cost.md with the current prices of ``tools/cost``."""
    return with_tables("cost.md", {"unit prices": _unit_prices(), "regions": _regions(), "instances": _instances()})


def _unit_prices() -> Iterable[tuple[str, ...]]:
    yield "What", "Price", "For", "Date", "Where to check, and how it was read"
    instances = [price for price in map(instance_price, IN_SUMS) if price]
    for price in [*PRICES, *instances]:
        yield price.what, f"{price.home:f}", price.unit, price.date, f"{price.page}: {price.read}"


def _regions() -> Iterable[tuple[str, ...]]:
    yield "Region", *(f"{price.what}, {price.unit}" for price in REGIONAL)
    for region in sorted(prices.NAT_GATEWAY.by_region):
        yield region, *(f"{price.by_region[region]:f}" for price in REGIONAL)


def _instances() -> Iterable[tuple[str, ...]]:
    yield f"`large` in {HOME}, {DATE}", "An hour"
    by_price: dict[str, list[str]] = {}
    for family, price in LARGE.items():
        by_price.setdefault(price, []).append(family)
    for price, families in by_price.items():
        yield ", ".join(families), price
