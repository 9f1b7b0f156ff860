"""The arguments of :class:`LargeVpc`."""

from __future__ import annotations

from collections.abc import Sequence
from ipaddress import IPv4Network
from typing import Annotated, Any, Literal, get_args

import pulumi
from pydantic import Field, PlainValidator, ValidationInfo, field_validator

from ..foundation.args import Args, CidrBlock, Matching, refuse_repeated
from ..foundation.deferred import PLAIN_ONLY, Input, as_output, is_deferred
from ..foundation.refusal import Problem, RefusedError
from .address_plan import (
    FEWEST_ZONES,
    LARGEST_PREFIX,
    MOST_ZONES,
    SHARED_RANGE,
    SMALLEST_PREFIX,
    ZONES_PER_BLOCK,
    AddressPlan,
    next_block,
    plan_addresses,
    private_range_of,
    refuse_association,
)
from .endpoint_needs import WITHOUT_NAT

AllocationId = Input[Annotated[str, Matching("eipalloc-[0-9a-f]+", "an Elastic IP's allocation id (eipalloc-...) is")]]
AllocationIds = Input[Annotated[tuple[AllocationId, ...], Field(strict=False)]]
GatewayService = Literal["s3", "dynamodb"]
GATEWAY_SERVICES = get_args(GatewayService)
"""https://docs.aws.amazon.com/vpc/latest/privatelink/gateway-endpoints.html"""


def _count_or_names(value: Any) -> int | tuple[str, ...]:
    # A plain function instead of pydantic's union, which reports a mistake once for each member.
    allowed = f"a number from {FEWEST_ZONES} to {MOST_ZONES}, or a list of as many zone names, is allowed"
    if isinstance(value, int) and not isinstance(value, bool) and FEWEST_ZONES <= value <= MOST_ZONES:
        return value
    if isinstance(value, (list, tuple)) and any(is_deferred(name) for name in value):
        raise ValueError(PLAIN_ONLY)
    if not isinstance(value, (list, tuple)) or not all(isinstance(name, str) for name in value):
        raise ValueError(allowed)
    if not FEWEST_ZONES <= len(value) <= MOST_ZONES:
        raise ValueError(allowed)
    refuse_repeated(value, "each zone is allowed once")
    return tuple(value)


def _json_schema_of_zones() -> dict[str, Any]:
    return {
        "anyOf": [
            {"type": "integer", "minimum": FEWEST_ZONES, "maximum": MOST_ZONES},
            {
                "type": "array",
                "items": {"type": "string"},
                "minItems": FEWEST_ZONES,
                "maxItems": MOST_ZONES,
                "uniqueItems": True,
            },
        ]
    }


class LargeVpcArgs(Args):
    """The network: a VPC with a public and a private subnet in each zone."""

    cidr_block: CidrBlock = "10.0.0.0/16"
    """The VPC's IPv4 block, /16 to /20, in a private range (10.0.0.0/8, 172.16.0.0/12, 192.168.0.0/16). Another block
    replaces the VPC, its subnets and NAT gateways, and every load balancer."""

    availability_zones: Annotated[
        int | tuple[str, ...],
        PlainValidator(_count_or_names, json_schema_input_type=Any),
        Field(json_schema_extra=_json_schema_of_zones()),
    ] = 2
    """The number of zones (2 to 4, the region's first by name), or the names of the zones. Add and remove zones at the
    end only: subnet addresses follow a zone's position, and AWS cannot reuse them while the old subnet exists."""

    secondary_cidr_block: CidrBlock | None = None
    """The second block, of the VPC's size, for zones three and four. Default: the block that follows `cidrBlock`.
    Another block replaces the subnets and NAT gateways of these zones."""

    nat_gateways: Literal["one-per-az", "single", "none"] = "one-per-az"
    """`one-per-az`: a NAT gateway in each zone. `single`: one for all zones, which is cheaper and fails with its zone.
    `none`: no internet access. Tasks and instances reach AWS through VPC endpoints only."""

    eip_allocation_ids: AllocationIds | None = None
    """Allocation ids of your own Elastic IPs for the NAT gateways, in the order of the zones, so that the addresses
    outlive the stack. Default: new addresses. Another list replaces the NAT gateways."""

    split_task_subnets: bool = False
    """Whether tasks have their own subnets, in `taskCidrBlock`, separate from the subnets of the instances."""

    task_cidr_block: CidrBlock = "100.64.0.0/16"
    """The block of the task subnets, /16 to /20, used when `splitTaskSubnets` is true. Another block replaces these
    subnets."""

    public_ip_on_launch: bool = True
    """Whether an instance in a public subnet gets a public address, as in the reference. Load balancers and NAT
    gateways do not need it, and this program starts no instance there."""

    gateway_endpoints: tuple[GatewayService, ...] = Field(default=("s3",), strict=False)
    """Services that the private subnets reach through a free gateway endpoint: `s3`, `dynamodb`. `natGateways: none`
    needs `s3`, which stores image layers. Adding or removing a service breaks open connections to it."""

    interface_endpoints: tuple[str, ...] = Field(default=(), strict=False)
    """AWS services to reach through interface endpoints, by the last part of the service name: `ecr.api`, `logs`. Each
    endpoint costs per hour and zone."""

    exclusive_permissions: bool = True
    """Whether the endpoints' security group has only the program's rules. If true, `pulumi up` after a refresh removes
    rules that others have added."""

    protect: bool = False
    """Whether Pulumi refuses to delete or replace the VPC, its subnets and its Elastic IPs. A released address is lost
    for good. Set it to false and run `pulumi up` before you destroy the stack."""

    @field_validator("cidr_block", "secondary_cidr_block", "task_cidr_block")
    @classmethod
    def _block_fits_plan(cls, value: str | None, info: ValidationInfo) -> str | None:
        if value is None:
            return value
        block = IPv4Network(value)
        in_shared_range = info.field_name != "cidr_block" and block.subnet_of(SHARED_RANGE)
        if private_range_of(block) is None and not in_shared_range:
            shared = "" if info.field_name == "cidr_block" else f" or in {SHARED_RANGE}"
            raise ValueError(f"a block in 10.0.0.0/8, 172.16.0.0/12 or 192.168.0.0/16{shared} is allowed")
        if not LARGEST_PREFIX <= block.prefixlen <= SMALLEST_PREFIX:
            raise ValueError(f"a block from /{LARGEST_PREFIX} to /{SMALLEST_PREFIX} is allowed")
        return value

    @field_validator("secondary_cidr_block")
    @classmethod
    def _second_block_goes_with_first(cls, value: str | None, info: ValidationInfo) -> str | None:
        first, zones = info.data.get("cidr_block"), info.data.get("availability_zones")
        if first is None or zones is None:
            return value
        if value is None:
            if _number_of(zones) > ZONES_PER_BLOCK:
                _require_next_block(first)
            return value
        if IPv4Network(value).prefixlen != IPv4Network(first).prefixlen:
            raise ValueError(f"a block of the size of cidrBlock, {first}, is allowed")
        refuse_association(value, first)
        return value

    @field_validator("eip_allocation_ids")
    @classmethod
    def _one_address_each(cls, value: AllocationIds | None, info: ValidationInfo) -> AllocationIds | None:
        strategy, zones = info.data.get("nat_gateways"), info.data.get("availability_zones")
        if not isinstance(value, tuple) or strategy is None or zones is None:
            return value
        refuse_repeated(value, "each allocation id is allowed once")
        wanted = count_nat_gateways(strategy, _number_of(zones))
        if len(value) != wanted:
            ids = "id" if wanted == 1 else "ids"
            raise ValueError(
                f"natGateways {strategy} in {_number_of(zones)} availability zones needs exactly {wanted} {ids}"
            )
        return value

    @field_validator("task_cidr_block")
    @classmethod
    def _task_block_goes_with_others(cls, value: str, info: ValidationInfo) -> str:
        first = info.data.get("cidr_block")
        if not info.data.get("split_task_subnets") or first is None:
            return value
        refuse_association(value, first)
        zones, second = info.data.get("availability_zones"), info.data.get("secondary_cidr_block")
        if zones is not None and _number_of(zones) > ZONES_PER_BLOCK and "secondary_cidr_block" in info.data:
            second = second or next_block(first)
            if IPv4Network(value).overlaps(IPv4Network(second)):
                raise ValueError(f"a block that does not overlap the second block, {second}, is allowed")
        return value

    @field_validator("gateway_endpoints")
    @classmethod
    def _layers_come_from_s3(cls, value: tuple[str, ...], info: ValidationInfo) -> tuple[str, ...]:
        refuse_repeated(value, "each service is allowed once")
        if info.data.get("nat_gateways") == "none" and "s3" not in value:
            raise ValueError("natGateways none needs s3, which stores image layers")
        return value

    @field_validator("interface_endpoints")
    @classmethod
    def _endpoints_suffice(cls, value: tuple[str, ...], info: ValidationInfo) -> tuple[str, ...]:
        refuse_repeated(value, "each service is allowed once")
        if "s3" in value:
            raise ValueError("write s3 in gatewayEndpoints, which is free")
        for name in value:
            if name in info.data.get("gateway_endpoints", ()):
                raise ValueError(f"{name} is in gatewayEndpoints: remove it here")
        missing = [name for name in WITHOUT_NAT if name not in value]
        if info.data.get("nat_gateways") == "none" and missing:
            raise ValueError(f"natGateways none needs {', '.join(WITHOUT_NAT)}; missing: {', '.join(missing)}")
        return value

    def allocation_id(self, index: int, network_name: str) -> pulumi.Input[str] | None:
        """Return the allocation id for the NAT gateway of a zone, None for a new address."""
        ids = self.eip_allocation_ids
        if ids is None or index >= self.nat_gateway_count:
            return None
        if isinstance(ids, tuple):
            return ids[index]
        deferred: pulumi.Output[Any] = as_output(ids)
        return deferred.apply(lambda known: self._known_id(known, index, network_name))

    def _known_id(self, ids: Sequence[str], index: int, network_name: str) -> str:
        """Return one of the ids of an Output. Raises ``RefusedError`` if there are not as many as NAT gateways."""
        if len(ids) == self.nat_gateway_count:
            return ids[index]
        noun = "id" if self.nat_gateway_count == 1 else "ids"
        allowed = f"natGateways {self.nat_gateways} needs exactly {self.nat_gateway_count} {noun}"
        raise RefusedError([Problem((network_name, "eipAllocationIds"), ids, allowed).in_python()])

    @property
    def zone_count(self) -> int:
        """The number of zones."""
        return _number_of(self.availability_zones)

    @property
    def plan(self) -> AddressPlan:
        """The blocks of the VPC and of its subnets."""
        return plan_addresses(
            self.cidr_block,
            self.zone_count,
            secondary_cidr_block=self.secondary_cidr_block,
            task_cidr_block=self.task_cidr_block if self.split_task_subnets else None,
        )

    @property
    def only_endpoints(self) -> tuple[str, ...] | None:
        """The services with interface endpoints if there is no NAT gateway, else None."""
        return self.interface_endpoints if self.nat_gateways == "none" else None

    @property
    def nat_gateway_count(self) -> int:
        """The number of NAT gateways."""
        return count_nat_gateways(self.nat_gateways, self.zone_count)


def count_nat_gateways(strategy: str, zone_count: int) -> int:
    """Return the number of NAT gateways of a strategy."""
    return {"one-per-az": zone_count, "single": 1, "none": 0}[strategy]


def _number_of(zones: int | tuple[str, ...]) -> int:
    return zones if isinstance(zones, int) else len(zones)


def _require_next_block(first: str) -> None:
    try:
        next_block(first)
    except ValueError as error:
        raise ValueError(f"a third zone needs a second block, and {error}: set one") from None
