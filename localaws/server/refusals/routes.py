"""EC2 routes and address ranges: targets that exist, blocks that AWS allows."""

from __future__ import annotations

import ipaddress
from typing import TYPE_CHECKING, Any

from localaws.server.operations import AwsError, before

if TYPE_CHECKING:
    from localaws.server.operations import Call

PRIVATE_RANGES = [ipaddress.IPv4Network(block) for block in ("10.0.0.0/8", "172.16.0.0/12", "192.168.0.0/16")]
# https://docs.aws.amazon.com/vpc/latest/userguide/vpc-cidr-blocks.html#add-cidr-block-restrictions
RESTRICTED_WITH_ANY = [ipaddress.IPv4Network(block) for block in ("127.0.0.0/8", "169.254.0.0/16", "198.19.0.0/16")]
MIN_PREFIX_LENGTH, MAX_PREFIX_LENGTH = 16, 28


@before("ec2", "CreateRoute", "ReplaceRoute")
def route_target_exists(call: Call) -> None:
    """A route names a working NAT gateway or an internet gateway that is attached to its VPC."""
    ec2 = call.backend("ec2")
    nat_gateway_id = call.params.get("NatGatewayId")
    if nat_gateway_id:
        gateway = ec2.nat_gateways.get(nat_gateway_id)
        if gateway is None or gateway.state in ("deleted", "deleting", "failed"):
            raise AwsError("InvalidNatGatewayID.NotFound", f"The natGateway ID '{nat_gateway_id}' does not exist")
    gateway_id = str(call.params.get("GatewayId") or "")
    table = ec2.route_tables.get(call.params["RouteTableId"])
    if gateway_id.startswith("igw-") and table is not None:
        gateway = ec2.get_internet_gateway(gateway_id)
        if gateway.vpc is None or gateway.vpc.id != table.vpc_id:
            raise AwsError(
                "InvalidParameterValue",
                f"route table {table.id} and network gateway {gateway_id} belong to different networks",
            )


@before("ec2", "AssociateVpcCidrBlock")
def secondary_block_is_allowed(call: Call) -> None:
    """A secondary block is /16 to /28, overlaps no other block, and is in a range that the primary block allows."""
    if not call.params.get("CidrBlock"):
        return
    vpc = call.backend("ec2").get_vpc(call.params["VpcId"])
    block = ipaddress.IPv4Network(call.params["CidrBlock"], strict=False)
    if not MIN_PREFIX_LENGTH <= block.prefixlen <= MAX_PREFIX_LENGTH:
        raise AwsError("InvalidVpc.Range", f"The CIDR '{block}' is invalid.")
    if any(block.overlaps(other) for other in associated_blocks(vpc)):
        raise AwsError("CidrConflict", f"The CIDR '{block}' conflicts with a CIDR block of {vpc.id}.")
    if _restricted(ipaddress.IPv4Network(vpc.cidr_block), block):
        raise AwsError(
            "InvalidVpc.Range",
            f"The CIDR '{block}' is restricted. Use a CIDR from the same private address range as the current VPC "
            "CIDR, or use a publicly-routable CIDR. For additional restrictions, see "
            "https://docs.aws.amazon.com/vpc/latest/userguide/vpc-cidr-blocks.html#add-cidr-block-restrictions",
        )


def associated_blocks(vpc: Any) -> list[ipaddress.IPv4Network]:
    """Return the current IPv4 blocks of the VPC."""
    return [
        ipaddress.IPv4Network(association["cidr_block"])
        for association in vpc.get_cidr_block_association_set()
        if association["cidr_block_state"]["state"] == "associated"
    ]


def _restricted(first: ipaddress.IPv4Network, block: ipaddress.IPv4Network) -> bool:
    of_first = next((each for each in PRIVATE_RANGES if first.subnet_of(each)), None)
    of_block = next((each for each in PRIVATE_RANGES if block.overlaps(each)), None)
    # A VPC of 10.0.0.0/8 cannot add 172.16.0.0/12 or 192.168.0.0/16, and so on; all can add 100.64.0.0/10 and public
    # ranges.
    mixes_private_ranges = of_block is not None and of_block != of_first
    return mixes_private_ranges or any(block.overlaps(each) for each in RESTRICTED_WITH_ANY)


@before("ec2", "DisassociateVpcCidrBlock")
def secondary_block_is_unused(call: Call) -> None:
    """A block with a subnet cannot be disassociated."""
    ec2 = call.backend("ec2")
    for vpc in ec2.vpcs.values():
        for association in vpc.get_cidr_block_association_set():
            if association["association_id"] != call.params["AssociationId"]:
                continue
            block = ipaddress.IPv4Network(association["cidr_block"])
            subnets = ec2.describe_subnets(filters={"vpc-id": vpc.id})
            if any(ipaddress.IPv4Network(subnet.cidr_block).subnet_of(block) for subnet in subnets):
                raise AwsError(
                    "InvalidCidrBlock.InUse",
                    f"The vpc CIDR block with association ID {call.params['AssociationId']} has subnets in it.",
                )
