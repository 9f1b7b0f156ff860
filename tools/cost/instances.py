"""The prices of instances. They are proportional to the size, so one price per family is enough."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal
from types import MappingProxyType

from tools.cost.prices import EC2, HOME, INSTANCE_LIST, Price

DATE = "2026-01-19"

LARGE: Mapping[str, str] = {
    "c5": "0.085",
    "c5a": "0.077",
    "c6a": "0.0765",
    "c6g": "0.068",
    "c6i": "0.085",
    "c7a": "0.10264",
    "c7g": "0.0725",
    "c7i": "0.08925",
    "c8g": "0.07976",
    "c8i": "0.09371",
    "m5": "0.096",
    "m5a": "0.086",
    "m6a": "0.0864",
    "m6g": "0.077",
    "m6i": "0.096",
    "m7a": "0.11592",
    "m7g": "0.0816",
    "m7i": "0.1008",
    "m8g": "0.08976",
    "m8i": "0.10584",
    "r5": "0.126",
    "r6a": "0.1134",
    "r6g": "0.1008",
    "r6i": "0.126",
    "r7a": "0.15215",
    "r7g": "0.1071",
    "r7i": "0.1323",
    "r8g": "0.11782",
    "t3": "0.0832",
    "t3a": "0.0752",
    "t4g": "0.0672",
}
"""The hourly price of the size ``large`` in us-east-1, in US dollars: Linux, on demand."""

SIZES: Mapping[str, Decimal] = {
    "small": Decimal("0.25"),
    "medium": Decimal("0.5"),
    "large": Decimal(1),
    "xlarge": Decimal(2),
}
"""The price of a size as a multiple of ``large``; ``4xlarge`` costs four times as much as ``xlarge``."""


def instance_price(instance_type: str) -> Price | None:
    """Return the price of an instance type such as ``c6i.2xlarge``, None if it is not known."""
    family, _, size = instance_type.partition(".")
    times = _times(size)
    if family not in LARGE or times is None:
        return None
    by_region = MappingProxyType({HOME: (Decimal(LARGE[family]) * times).normalize()})
    return Price(instance_type, "an hour, Linux, on demand", by_region, DATE, EC2, INSTANCE_LIST)


def _times(size: str) -> Decimal | None:
    number = size.removesuffix("xlarge")
    return SIZES["xlarge"] * int(number) if number.isdigit() else SIZES.get(size)
