"""Security holes opened outside the program, each closed at the end of its block."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

EVERYWHERE = "0.0.0.0/0"


@contextmanager
def rule(ec2: Any, group_id: str, port: int, *, block: str | None = None, source: str | None = None) -> Iterator[None]:
    """Add a rule that opens a port of a group to a block or another group."""
    permission: dict[str, Any] = {"IpProtocol": "tcp", "FromPort": port, "ToPort": port}
    if block is not None:
        permission["IpRanges"] = [{"CidrIp": block}]
    if source is not None:
        permission["UserIdGroupPairs"] = [{"GroupId": source}]
    ec2.authorize_security_group_ingress(GroupId=group_id, IpPermissions=[permission])
    try:
        yield
    finally:
        ec2.revoke_security_group_ingress(GroupId=group_id, IpPermissions=[permission])


@contextmanager
def egress(ec2: Any, group_id: str) -> Iterator[None]:
    """Add a rule that opens a group's egress to all addresses."""
    permission = {"IpProtocol": "-1", "IpRanges": [{"CidrIp": EVERYWHERE}]}
    ec2.authorize_security_group_egress(GroupId=group_id, IpPermissions=[permission])
    try:
        yield
    finally:
        ec2.revoke_security_group_egress(GroupId=group_id, IpPermissions=[permission])


@contextmanager
def no_rule(ec2: Any, group_id: str) -> Iterator[None]:
    """Remove every ingress rule of a group."""
    permissions = ec2.describe_security_groups(GroupIds=[group_id])["SecurityGroups"][0]["IpPermissions"]
    ec2.revoke_security_group_ingress(GroupId=group_id, IpPermissions=permissions)
    try:
        yield
    finally:
        ec2.authorize_security_group_ingress(GroupId=group_id, IpPermissions=permissions)


@contextmanager
def route(ec2: Any, table_id: str, block: str, gateway_id: str) -> Iterator[None]:
    """Add a route to an internet gateway."""
    ec2.create_route(RouteTableId=table_id, DestinationCidrBlock=block, GatewayId=gateway_id)
    try:
        yield
    finally:
        ec2.delete_route(RouteTableId=table_id, DestinationCidrBlock=block)


@contextmanager
def other_nat_gateway(ec2: Any, table_id: str, nat_gateway_id: str) -> Iterator[None]:
    """Route a table's default route to another NAT gateway."""
    routes = ec2.describe_route_tables(RouteTableIds=[table_id])["RouteTables"][0]["Routes"]
    before = next(item["NatGatewayId"] for item in routes if item.get("DestinationCidrBlock") == EVERYWHERE)
    ec2.replace_route(RouteTableId=table_id, DestinationCidrBlock=EVERYWHERE, NatGatewayId=nat_gateway_id)
    try:
        yield
    finally:
        ec2.replace_route(RouteTableId=table_id, DestinationCidrBlock=EVERYWHERE, NatGatewayId=before)


@contextmanager
def public_addresses(ec2: Any, subnet_id: str) -> Iterator[None]:
    """Assign public addresses to new interfaces in a subnet."""
    ec2.modify_subnet_attribute(SubnetId=subnet_id, MapPublicIpOnLaunch={"Value": True})
    try:
        yield
    finally:
        ec2.modify_subnet_attribute(SubnetId=subnet_id, MapPublicIpOnLaunch={"Value": False})


@contextmanager
def instance(ec2: Any, subnet_id: str, group_id: str) -> Iterator[str]:
    """Start an instance outside the Auto Scaling group; yield the id of its network interface."""
    image = ec2.describe_images(Owners=["amazon"])["Images"][0]["ImageId"]
    started = ec2.run_instances(
        ImageId=image,
        InstanceType="t3.micro",
        MinCount=1,
        MaxCount=1,
        SubnetId=subnet_id,
        SecurityGroupIds=[group_id],
    )["Instances"][0]
    try:
        yield started["NetworkInterfaces"][0]["NetworkInterfaceId"]
    finally:
        ec2.terminate_instances(InstanceIds=[started["InstanceId"]])
