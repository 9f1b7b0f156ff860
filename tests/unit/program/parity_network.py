"""The reference's vpc.yml, property by property."""

from __future__ import annotations

from tests.harness.aws_outputs import id_of
from tests.harness.registration import UNSET
from tests.unit.program.parity_row import Row, rows_of

VPC_ID = id_of("ec2.Vpc", "network")
GATEWAY_ID = id_of("ec2.InternetGateway", "network")
PUBLIC_TABLE_ID = id_of("ec2.RouteTable", "network-public")

ZONES = (
    # number, the reference's word, zone, public block, private block
    (1, "One", "us-east-1a", "10.0.0.0/18", "10.0.128.0/18"),
    (2, "Two", "us-east-1b", "10.0.64.0/18", "10.0.192.0/18"),
)


def network_rows() -> list[Row]:
    """Return the rows of vpc.yml."""
    rows = [
        *rows_of(
            "ec2.Vpc network",
            ("VPC.CidrBlock", "cidrBlock", "10.0.0.0/16"),
            ("VPC.EnableDnsSupport", "enableDnsSupport", True),
            ("VPC.EnableDnsHostnames", "enableDnsHostnames", True),
            ("VPC.InstanceTenancy", "instanceTenancy", UNSET),
            ("VPC.Ipv6", "assignGeneratedIpv6CidrBlock", UNSET),
        ),
        *rows_of("ec2.InternetGateway network", ("InternetGateway", "", {})),
        *rows_of(
            "ec2.InternetGatewayAttachment network",
            ("GatewayAttachement.VpcId", "vpcId", VPC_ID),
            ("GatewayAttachement.InternetGatewayId", "internetGatewayId", GATEWAY_ID),
        ),
        *rows_of("ec2.RouteTable network-public", ("PublicRouteTable.VpcId", "vpcId", VPC_ID)),
        *rows_of(
            "ec2.Route network-public",
            ("PublicRoute.RouteTableId", "routeTableId", PUBLIC_TABLE_ID),
            ("PublicRoute.DestinationCidrBlock", "destinationCidrBlock", "0.0.0.0/0"),
            ("PublicRoute.GatewayId", "gatewayId", GATEWAY_ID),
        ),
        *rows_of(
            "ec2.DefaultSecurityGroup network-default",
            ("", "", {"vpcId": VPC_ID, "ingress": [], "egress": []}, "default group"),
        ),
        *rows_of(
            "ec2.VpcEndpoint network-s3",
            ("", "vpcId", VPC_ID, "s3 endpoint"),
            ("", "serviceName", "com.amazonaws.us-east-1.s3", "s3 endpoint"),
            ("", "vpcEndpointType", "Gateway", "s3 endpoint"),
        ),
    ]
    for zone in ZONES:
        rows += _zone_rows(*zone)
    return rows


def _zone_rows(number: int, word: str, zone: str, public_block: str, private_block: str) -> list[Row]:
    public_subnet, private_subnet = f"network-public-{number}", f"network-private-{number}"
    table = id_of("ec2.RouteTable", private_subnet)
    return [
        *rows_of(
            f"ec2.Subnet {public_subnet}",
            (f"PublicSubnet{word}.VpcId", "vpcId", VPC_ID),
            (f"PublicSubnet{word}.CidrBlock", "cidrBlock", public_block),
            (f"PublicSubnet{word}.AvailabilityZone", "availabilityZone", zone),
            (f"PublicSubnet{word}.MapPublicIpOnLaunch", "mapPublicIpOnLaunch", True),
        ),
        *rows_of(
            f"ec2.Subnet {private_subnet}",
            (f"PrivateSubnet{word}.VpcId", "vpcId", VPC_ID),
            (f"PrivateSubnet{word}.CidrBlock", "cidrBlock", private_block),
            (f"PrivateSubnet{word}.AvailabilityZone", "availabilityZone", zone),
            (f"PrivateSubnet{word}.MapPublicIpOnLaunch", "mapPublicIpOnLaunch", False, "default"),
        ),
        *rows_of(
            f"ec2.RouteTableAssociation {public_subnet}",
            (f"PublicSubnet{word}RouteTableAssociation.SubnetId", "subnetId", id_of("ec2.Subnet", public_subnet)),
            (f"PublicSubnet{word}RouteTableAssociation.RouteTableId", "routeTableId", PUBLIC_TABLE_ID),
        ),
        *rows_of(f"ec2.Eip network-nat-{number}", (f"NatGateway{word}Attachment.Domain", "domain", "vpc")),
        *rows_of(
            f"ec2.NatGateway network-nat-{number}",
            (f"NatGateway{word}.AllocationId", "allocationId", f"eipalloc-of-network-nat-{number}"),
            (f"NatGateway{word}.SubnetId", "subnetId", id_of("ec2.Subnet", public_subnet)),
            (f"NatGateway{word}.ConnectivityType", "connectivityType", UNSET),
        ),
        *rows_of(f"ec2.RouteTable {private_subnet}", (f"PrivateRouteTable{word}.VpcId", "vpcId", VPC_ID)),
        *rows_of(
            f"ec2.Route {private_subnet}",
            (f"PrivateRoute{word}.RouteTableId", "routeTableId", table),
            (f"PrivateRoute{word}.DestinationCidrBlock", "destinationCidrBlock", "0.0.0.0/0"),
            (f"PrivateRoute{word}.NatGatewayId", "natGatewayId", id_of("ec2.NatGateway", f"network-nat-{number}")),
        ),
        *rows_of(
            f"ec2.RouteTableAssociation {private_subnet}",
            (f"PrivateRouteTable{word}Association.SubnetId", "subnetId", id_of("ec2.Subnet", private_subnet)),
            (f"PrivateRouteTable{word}Association.RouteTableId", "routeTableId", table),
        ),
        *rows_of(
            f"ec2.VpcEndpointRouteTableAssociation network-s3-{number}",
            ("", "vpcEndpointId", id_of("ec2.VpcEndpoint", "network-s3"), "s3 endpoint"),
            ("", "routeTableId", table, "s3 endpoint"),
        ),
    ]
