"""VPCs, their address blocks and subnets."""

from __future__ import annotations

from localaws.plugin.api import Api
from localaws.plugin.row import Inputs, Row, State, plain
from localaws.plugin.rows.ec2_tags import tag_specifications, tags_of, write_tags

VPC_GONE = "InvalidVpcID.NotFound"
SUBNET_GONE = "InvalidSubnetID.NotFound"
IN_USE = frozenset({"DependencyViolation"})


def _create_vpc(api: Api, inputs: Inputs) -> str:
    vpc = api.ec2.create_vpc(
        CidrBlock=inputs["cidrBlock"],
        InstanceTenancy=inputs["instanceTenancy"],
        TagSpecifications=tag_specifications("vpc", inputs),
    )
    return str(vpc["Vpc"]["VpcId"])


def _finish_vpc(api: Api, vpc_id: str, inputs: Inputs) -> None:
    _set_vpc_attributes(api, vpc_id, inputs, frozenset(VPC_ATTRIBUTES))


# AWS accepts one attribute per call, and host names only after DNS support.
VPC_ATTRIBUTES = {
    "enableDnsSupport": "EnableDnsSupport",
    "enableDnsHostnames": "EnableDnsHostnames",
    "enableNetworkAddressUsageMetrics": "EnableNetworkAddressUsageMetrics",
}


def _set_vpc_attributes(api: Api, vpc_id: str, inputs: Inputs, names: frozenset[str]) -> None:
    for name, attribute in VPC_ATTRIBUTES.items():
        if name in names and name in inputs:
            api.ec2.modify_vpc_attribute(VpcId=vpc_id, **{attribute: {"Value": inputs[name]}})


def _read_vpc(api: Api, vpc_id: str, state: State) -> State | None:
    vpc = api.first(api.ec2.describe_vpcs, "Vpcs", VPC_GONE, VpcIds=[vpc_id])
    if vpc is None:
        return None
    of_vpc = [{"Name": "vpc-id", "Values": [vpc_id]}]
    main = [{"Name": "association.main", "Values": ["true"]}]
    table = api.first(api.ec2.describe_route_tables, "RouteTables", Filters=of_vpc + main)
    group = api.first(
        api.ec2.describe_security_groups,
        "SecurityGroups",
        Filters=[*of_vpc, {"Name": "group-name", "Values": ["default"]}],
    )
    acl = api.first(
        api.ec2.describe_network_acls, "NetworkAcls", Filters=[*of_vpc, {"Name": "default", "Values": ["true"]}]
    )
    table_id = table["RouteTableId"] if table else None
    attributes = {
        name: api.ec2.describe_vpc_attribute(VpcId=vpc_id, Attribute=attribute[0].lower() + attribute[1:])
        for name, attribute in VPC_ATTRIBUTES.items()
    }
    return {
        **{name: answer[VPC_ATTRIBUTES[name]]["Value"] for name, answer in attributes.items()},
        "arn": f"arn:aws:ec2:{api.region}:{vpc['OwnerId']}:vpc/{vpc_id}",
        "cidrBlock": vpc["CidrBlock"],
        "instanceTenancy": vpc["InstanceTenancy"],
        "dhcpOptionsId": vpc["DhcpOptionsId"],
        "ownerId": vpc["OwnerId"],
        "mainRouteTableId": table_id,
        "defaultRouteTableId": table_id,
        "defaultSecurityGroupId": group["GroupId"] if group else None,
        "defaultNetworkAclId": acl["NetworkAclId"] if acl else None,
        "tagsAll": tags_of(vpc),
    }


def _update_vpc(api: Api, vpc_id: str, state: State, inputs: Inputs, changed: frozenset[str]) -> None:
    _set_vpc_attributes(api, vpc_id, inputs, changed)


def _delete_vpc(api: Api, vpc_id: str, state: State) -> None:
    api.retry(IN_USE, api.ec2.delete_vpc, VpcId=vpc_id)


def _create_cidr_block(api: Api, inputs: Inputs) -> str:
    answer = api.ec2.associate_vpc_cidr_block(VpcId=inputs["vpcId"], CidrBlock=inputs["cidrBlock"])
    return str(answer["CidrBlockAssociation"]["AssociationId"])


def _read_cidr_block(api: Api, association_id: str, state: State) -> State | None:
    for vpc in api.ec2.describe_vpcs()["Vpcs"]:
        for association in vpc.get("CidrBlockAssociationSet", []):
            if association["AssociationId"] == association_id:
                gone = association["CidrBlockState"]["State"] in ("disassociating", "disassociated")
                return None if gone else {"vpcId": vpc["VpcId"], "cidrBlock": association["CidrBlock"]}
    return None


def _delete_cidr_block(api: Api, association_id: str, state: State) -> None:
    api.ec2.disassociate_vpc_cidr_block(AssociationId=association_id)


def _create_subnet(api: Api, inputs: Inputs) -> str:
    optional = {"availabilityZone": "AvailabilityZone", "availabilityZoneId": "AvailabilityZoneId"}
    subnet = api.ec2.create_subnet(
        VpcId=inputs["vpcId"],
        CidrBlock=inputs["cidrBlock"],
        TagSpecifications=tag_specifications("subnet", inputs),
        **{parameter: inputs[name] for name, parameter in optional.items() if name in inputs},
    )
    return str(subnet["Subnet"]["SubnetId"])


SUBNET_ATTRIBUTES = {
    "mapPublicIpOnLaunch": "MapPublicIpOnLaunch",
    "assignIpv6AddressOnCreation": "AssignIpv6AddressOnCreation",
}


def _finish_subnet(api: Api, subnet_id: str, inputs: Inputs) -> None:
    for name, attribute in SUBNET_ATTRIBUTES.items():
        if inputs.get(name):
            api.ec2.modify_subnet_attribute(SubnetId=subnet_id, **{attribute: {"Value": True}})


def _update_subnet(api: Api, subnet_id: str, state: State, inputs: Inputs, changed: frozenset[str]) -> None:
    for name, attribute in SUBNET_ATTRIBUTES.items():
        if name in changed:
            api.ec2.modify_subnet_attribute(SubnetId=subnet_id, **{attribute: {"Value": inputs[name]}})


def _read_subnet(api: Api, subnet_id: str, state: State) -> State | None:
    subnet = api.first(api.ec2.describe_subnets, "Subnets", SUBNET_GONE, SubnetIds=[subnet_id])
    if subnet is None:
        return None
    return {
        "arn": subnet.get("SubnetArn"),
        "vpcId": subnet["VpcId"],
        "cidrBlock": subnet["CidrBlock"],
        "availabilityZone": subnet["AvailabilityZone"],
        "availabilityZoneId": subnet.get("AvailabilityZoneId"),
        "mapPublicIpOnLaunch": subnet.get("MapPublicIpOnLaunch", False),
        "assignIpv6AddressOnCreation": subnet.get("AssignIpv6AddressOnCreation", False),
        "ownerId": subnet.get("OwnerId"),
        "tagsAll": tags_of(subnet),
    }


def _delete_subnet(api: Api, subnet_id: str, state: State) -> None:
    api.retry(IN_USE, api.ec2.delete_subnet, SubnetId=subnet_id)


ROWS = [
    Row(
        resource_type="aws:ec2/vpc:Vpc",
        label="EC2 VPC",
        properties=plain(
            "cidrBlock", "enableDnsHostnames", "enableDnsSupport", "enableNetworkAddressUsageMetrics", "instanceTenancy"
        ),
        outputs=frozenset(
            {
                "arn",
                "defaultNetworkAclId",
                "defaultRouteTableId",
                "defaultSecurityGroupId",
                "dhcpOptionsId",
                "mainRouteTableId",
                "ownerId",
            }
        ),
        check=lambda inputs: (
            [] if "cidrBlock" in inputs else [("cidrBlock", "one of `cidrBlock,ipv4IpamPoolId` must be specified")]
        ),
        create=_create_vpc,
        finish=_finish_vpc,
        read=_read_vpc,
        update=_update_vpc,
        delete=_delete_vpc,
        write_tags=write_tags,
        import_id="VPC id (vpc-...)",
    ),
    Row(
        resource_type="aws:ec2/vpcIpv4CidrBlockAssociation:VpcIpv4CidrBlockAssociation",
        label="EC2 VPC IPv4 CIDR Block Association",
        properties=plain("vpcId", "cidrBlock"),
        create=_create_cidr_block,
        read=_read_cidr_block,
        delete=_delete_cidr_block,
        import_id="association id (vpc-cidr-assoc-...)",
    ),
    Row(
        resource_type="aws:ec2/subnet:Subnet",
        label="EC2 Subnet",
        properties=plain(
            "vpcId",
            "cidrBlock",
            "availabilityZone",
            "availabilityZoneId",
            "mapPublicIpOnLaunch",
            "assignIpv6AddressOnCreation",
        ),
        outputs=frozenset({"arn", "ownerId"}),
        create=_create_subnet,
        finish=_finish_subnet,
        read=_read_subnet,
        update=_update_subnet,
        delete=_delete_subnet,
        write_tags=write_tags,
        import_id="subnet id (subnet-...)",
    ),
]
