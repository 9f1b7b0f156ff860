"""The unit prices, which no other file contains. `docs/cost.md` shows them, generated from here.

The prices of several regions are AWS's price list, read by its API on 2026-09-21, as published in the table of
xbill9/zombiescan. Those of instances are AWS's price list of 2026-01-19 for us-east-1, as published in
pkg/providers/pricing/zz_generated.pricing_aws.go of aws/karpenter-provider-aws.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from types import MappingProxyType

HOME = "us-east-1"
"""The region whose prices are known for everything."""

HOURS = Decimal(730)
"""Hours in a month, as AWS's own calculator counts them."""

PRICE_LIST = "AWS's price list by its API, as a third party publishes it"
INSTANCE_LIST = "AWS's price list by its API, as Karpenter publishes it"

# Links to AWS's pages, in Markdown.
VPC = "[VPC pricing](https://aws.amazon.com/vpc/pricing/)"
PRIVATE_LINK = "[PrivateLink pricing](https://aws.amazon.com/privatelink/pricing/)"
EC2 = "[EC2 pricing](https://aws.amazon.com/ec2/pricing/on-demand/)"
ELB = "[ELB pricing](https://aws.amazon.com/elasticloadbalancing/pricing/)"
EBS = "[EBS pricing](https://aws.amazon.com/ebs/pricing/)"
ROUTE_53 = "[Route 53 pricing](https://aws.amazon.com/route53/pricing/)"


@dataclass(frozen=True)
class Price:
    """A unit price.

    Args:
        what: the resource or usage with this price, such as ``NAT gateway``.
        unit: the unit of the price, such as ``an hour``.
        hourly: whether it is a price for an hour, not for a month or by use.
        everywhere: whether it is the same in all commercial regions.
        by_region: US dollars by region, at least for :data:`HOME`.
        date: when the price was read, or ``undated``.
        page: a link to the page on which AWS publishes it.
        read: how it was read.
    """

    what: str
    unit: str
    by_region: Mapping[str, Decimal]
    date: str
    page: str
    read: str
    hourly: bool = True
    everywhere: bool = False

    @property
    def home(self) -> Decimal:
        """The price in :data:`HOME`."""
        return self.by_region[HOME]

    def has_price_in(self, region: str) -> bool:
        """Whether the price in a region is known."""
        return self.everywhere or region in self.by_region

    def in_region(self, region: str) -> Decimal:
        """Return the price in a region, or that of :data:`HOME` if it is not known."""
        return self.by_region.get(region, self.home)

    def monthly_cost(self, region: str) -> Decimal:
        """Return the price of one for a month."""
        return self.in_region(region) * (HOURS if self.hourly else 1)


def _home(price: str) -> Mapping[str, Decimal]:
    return MappingProxyType({HOME: Decimal(price)})


_REGIONS: Mapping[str, tuple[str, str, str, str]] = {
    # region: NAT gateway, Application Load Balancer, interface endpoint, gp3
    "ap-northeast-1": ("0.062", "0.0243", "0.014", "0.096"),
    "ap-northeast-2": ("0.059", "0.0225", "0.013", "0.0912"),
    "ap-south-1": ("0.056", "0.0239", "0.013", "0.0912"),
    "ap-southeast-1": ("0.059", "0.0252", "0.013", "0.096"),
    "ap-southeast-2": ("0.059", "0.0252", "0.013", "0.096"),
    "ca-central-1": ("0.05", "0.02475", "0.011", "0.088"),
    "eu-central-1": ("0.052", "0.027", "0.012", "0.0952"),
    "eu-north-1": ("0.046", "0.02394", "0.0105", "0.0836"),
    "eu-south-1": ("0.05", "0.02646", "0.01155", "0.0924"),
    "eu-west-1": ("0.048", "0.0252", "0.011", "0.088"),
    "eu-west-2": ("0.05", "0.02646", "0.011", "0.0928"),
    "eu-west-3": ("0.05", "0.02646", "0.011", "0.0928"),
    "sa-east-1": ("0.093", "0.034", "0.021", "0.152"),
    HOME: ("0.045", "0.0225", "0.01", "0.08"),
    "us-east-2": ("0.045", "0.0225", "0.01", "0.08"),
    "us-west-1": ("0.048", "0.0252", "0.011", "0.096"),
    "us-west-2": ("0.045", "0.0225", "0.01", "0.08"),
}


def _column(number: int) -> Mapping[str, Decimal]:
    return MappingProxyType({region: Decimal(row[number]) for region, row in _REGIONS.items()})


NAT_GATEWAY = Price("NAT gateway", "an hour", _column(0), "2026-09-21", VPC, PRICE_LIST)
NAT_TRAFFIC = Price(
    "NAT traffic", "a GB", _home("0.045"), "2026-09-20", VPC, "a copy of the page, its example of Ohio", hourly=False
)
PUBLIC_ADDRESS = Price(
    "Public IPv4 address",
    "an hour",
    _home("0.005"),
    "2026-10-16",
    VPC,
    "a third party's reading of the price list; the page names one price for all regions",
    everywhere=True,
)
ENDPOINT = Price("Interface endpoint", "an hour in one zone", _column(2), "2026-09-21", PRIVATE_LINK, PRICE_LIST)
ENDPOINT_TRAFFIC = Price(
    "Interface endpoint traffic",
    "a GB, the first PB",
    _home("0.01"),
    "undated",
    PRIVATE_LINK,
    "a copy of the page",
    hourly=False,
)
ZONE_TRAFFIC = Price(
    "Traffic between zones", "a GB, at each end", _home("0.01"), "undated", EC2, "a third party's page", hourly=False
)
LOAD_BALANCER = Price("Application Load Balancer", "an hour", _column(1), "2026-09-21", ELB, PRICE_LIST)
CAPACITY_UNIT = Price(
    "Load balancer capacity unit",
    "an hour",
    _home("0.008"),
    "2026-09-20",
    ELB,
    "a copy of the page, its examples of us-east-1",
)
VOLUME = Price("gp3 volume", "a GB and month", _column(3), "2026-09-21", EBS, PRICE_LIST, hourly=False)
HOSTED_ZONE = Price(
    "Private hosted zone",
    "a month",
    _home("0.50"),
    "undated",
    ROUTE_53,
    "a third party's page; hosted zones have no region",
    hourly=False,
    everywhere=True,
)

PRICES = (
    NAT_GATEWAY,
    NAT_TRAFFIC,
    PUBLIC_ADDRESS,
    ENDPOINT,
    ENDPOINT_TRAFFIC,
    ZONE_TRAFFIC,
    LOAD_BALANCER,
    CAPACITY_UNIT,
    VOLUME,
    HOSTED_ZONE,
)
"""Every unit price except those of instances."""
