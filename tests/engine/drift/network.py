"""Changes of the VPC: addresses, routes, endpoints, flow logs."""

from __future__ import annotations

from typing import Any

from tests.engine.drift.account import Account
from tests.engine.drift.change import Change

SUBNET = "ec2/subnet:Subnet network-public-1"
ENDPOINT = "ec2/vpcEndpoint:VpcEndpoint network-logs"
MOVED = "ec2/routeTableAssociation:RouteTableAssociation network-task-1"
TEST_NET = "192.0.2.0/24"


def _tags(account: Account) -> object:
    vpc = account.ec2.describe_vpcs(VpcIds=[account.vpc])["Vpcs"][0]
    return sorted(tag["Key"] for tag in vpc["Tags"])


def _dns(account: Account) -> object:
    described = account.ec2.describe_vpc_attribute(VpcId=account.vpc, Attribute="enableDnsHostnames")
    return described["EnableDnsHostnames"]["Value"]


def _public_addresses(account: Account) -> object:
    return account.ec2.describe_subnets(SubnetIds=[account.id(SUBNET)])["Subnets"][0]["MapPublicIpOnLaunch"]


def _table(account: Account, name: str) -> str:
    return account.id(f"ec2/routeTable:RouteTable network-{name}")


def _routes(account: Account, name: str) -> dict[str, Any]:
    """Return the routes of a table to destinations outside the VPC."""
    table = account.ec2.describe_route_tables(RouteTableIds=[_table(account, name)])["RouteTables"][0]
    return {
        route["DestinationCidrBlock"]: route.get("NatGatewayId") or route.get("GatewayId")
        for route in table["Routes"]
        if "DestinationCidrBlock" in route and route.get("GatewayId") != "local"
    }


def _to_the_internet(account: Account) -> None:
    gateway = account.id("ec2/internetGateway:InternetGateway network")
    account.ec2.replace_route(
        RouteTableId=_table(account, "private-1"), DestinationCidrBlock="0.0.0.0/0", GatewayId=gateway
    )


def _add_route(account: Account) -> None:
    gateway = account.id("ec2/internetGateway:InternetGateway network")
    account.ec2.create_route(
        RouteTableId=_table(account, "private-2"), DestinationCidrBlock=TEST_NET, GatewayId=gateway
    )


def _remove_route(account: Account) -> None:
    account.ec2.delete_route(RouteTableId=_table(account, "private-3"), DestinationCidrBlock="0.0.0.0/0")


def _table_of_tasks(account: Account) -> object:
    subnet = account.id("ec2/subnet:Subnet network-task-1")
    filters = [{"Name": "association.subnet-id", "Values": [subnet]}]
    return [table["RouteTableId"] for table in account.ec2.describe_route_tables(Filters=filters)["RouteTables"]]


def _move_tasks(account: Account) -> None:
    account.ec2.replace_route_table_association(AssociationId=account.id(MOVED), RouteTableId=_table(account, "public"))


def _acl(account: Account) -> dict[str, Any]:
    filters = [{"Name": "vpc-id", "Values": [account.vpc]}, {"Name": "default", "Values": ["true"]}]
    return dict(account.ec2.describe_network_acls(Filters=filters)["NetworkAcls"][0])


def _deny(account: Account) -> None:
    account.ec2.create_network_acl_entry(
        NetworkAclId=_acl(account)["NetworkAclId"],
        RuleNumber=1,
        Protocol="-1",
        RuleAction="deny",
        Egress=False,
        CidrBlock=TEST_NET,
    )


def _endpoint(account: Account, name: str = ENDPOINT) -> dict[str, Any]:
    return dict(account.ec2.describe_vpc_endpoints(VpcEndpointIds=[account.id(name)])["VpcEndpoints"][0])


def _open_endpoint(account: Account) -> None:
    account.ec2.modify_vpc_endpoint(
        VpcEndpointId=account.id(ENDPOINT), AddSecurityGroupIds=[account.group("web-public")]
    )


def _flow_logs(account: Account) -> object:
    return [log["LogDestination"] for log in account.ec2.describe_flow_logs()["FlowLogs"]]


def _stop_flow_log(account: Account) -> None:
    account.ec2.delete_flow_logs(FlowLogIds=[account.id("ec2/flowLog:FlowLog audit")])


def _subnets(account: Account) -> object:
    filters = [{"Name": "vpc-id", "Values": [account.vpc]}]
    return len(account.ec2.describe_subnets(Filters=filters)["Subnets"])


def _add_subnet(account: Account) -> None:
    account.ec2.associate_vpc_cidr_block(VpcId=account.vpc, CidrBlock="10.99.0.0/24")
    account.ec2.create_subnet(VpcId=account.vpc, CidrBlock="10.99.0.0/24")


CHANGES = [
    Change(
        "the VPC: a tag removed",
        lambda account: account.ec2.delete_tags(Resources=[account.vpc], Tags=[{"Key": "project"}]),
        _tags,
        ("ec2/vpc:Vpc network: tags", "ec2/vpc:Vpc network: tagsAll"),
    ),
    Change(
        "the VPC: DNS host names turned off",
        lambda account: account.ec2.modify_vpc_attribute(VpcId=account.vpc, EnableDnsHostnames={"Value": False}),
        _dns,
        ("ec2/vpc:Vpc network: enableDnsHostnames",),
    ),
    Change(
        "a public subnet: new instances get a public address",
        lambda account: account.ec2.modify_subnet_attribute(
            SubnetId=account.id(SUBNET), MapPublicIpOnLaunch={"Value": True}
        ),
        _public_addresses,
        (f"{SUBNET}: mapPublicIpOnLaunch",),
    ),
    Change(
        "a private route table: the default route changed to the internet gateway",
        _to_the_internet,
        lambda account: _routes(account, "private-1"),
        ("ec2/route:Route network-private-1: gatewayId", "ec2/route:Route network-private-1: natGatewayId"),
    ),
    Change(
        "a private route table: the default route removed",
        _remove_route,
        lambda account: _routes(account, "private-3"),
        ("ec2/route:Route network-private-3",),
    ),
    Change(
        "a private route table: a route added",
        _add_route,
        lambda account: _routes(account, "private-2"),
        repaired=False,
        note="On AWS, the refresh shows it in the table's `routes`, which the program does not set.",
    ),
    Change(
        "a task subnet: moved to the public route table",
        _move_tasks,
        _table_of_tasks,
        (f"{MOVED}: routeTableId",),
    ),
    Change(
        "the VPC's default network ACL: an entry added",
        _deny,
        lambda account: sorted(str(entry) for entry in _acl(account)["Entries"]),
        repaired=False,
        note="The program does not manage network ACLs.",
    ),
    Change(
        "an interface endpoint: a security group added",
        _open_endpoint,
        lambda account: sorted(group["GroupId"] for group in _endpoint(account)["Groups"]),
        (f"{ENDPOINT}: securityGroupIds",),
    ),
    Change("the flow log: deleted", _stop_flow_log, _flow_logs, ("ec2/flowLog:FlowLog audit",)),
    Change(
        "the VPC: a CIDR block and a subnet added",
        _add_subnet,
        _subnets,
        repaired=False,
        note="The same is true for other added resources: a gateway, a peering connection, an instance.",
    ),
]
