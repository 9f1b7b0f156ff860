"""Existing networks and addresses: VPCs, subnets, route tables, Elastic IPs, interfaces and NAT gateways."""

from __future__ import annotations

from typing import Any

from localaws.plugin.api import Api, RefusedError, error_code
from localaws.plugin.functions.filters import filters_of
from localaws.plugin.functions.function import Function


def _single(kind: str, found: list[Any]) -> Any:
    """Return the only item; for none or several, raise the error of the provider's data sources."""
    if not found:
        raise RefusedError(f"no matching {kind} found")
    if len(found) > 1:
        raise RefusedError(f"multiple {kind}s matched; use additional constraints to reduce matches to a single {kind}")
    return found[0]


def _described(call: Any, key: str, gone: str, parameters: dict[str, Any]) -> list[Any]:
    """Return the items of a describe call; none if AWS does not know the id."""
    try:
        return list(call(**{name: value for name, value in parameters.items() if value})[key])
    except Exception as error:
        if error_code(error).startswith(gone):
            return []
        raise


def _tags(structure: dict[str, Any]) -> dict[str, str]:
    return {tag["Key"]: tag["Value"] for tag in structure.get("Tags", [])}


def _ids(arguments: dict[str, Any], name: str = "id") -> list[str]:
    return [arguments[name]] if arguments.get(name) else []


def _get_elastic_ip(api: Api, arguments: dict[str, Any]) -> dict[str, Any]:
    parameters = {
        "AllocationIds": _ids(arguments),
        "PublicIps": _ids(arguments, "publicIp"),
        "Filters": filters_of(arguments),
    }
    # EC2 answers InvalidAddress.NotFound for an address and InvalidAllocationID.NotFound for an id.
    address = _single("EC2 EIP", _described(api.ec2.describe_addresses, "Addresses", "Invalid", parameters))
    private, public = address.get("PrivateIpAddress", ""), address.get("PublicIp", "")
    return {
        "id": address["AllocationId"],
        "arn": f"arn:aws:ec2:{api.region}:{api.account}:elastic-ip/{address['AllocationId']}",
        "associationId": address.get("AssociationId", ""),
        "carrierIp": address.get("CarrierIp", ""),
        "customerOwnedIp": address.get("CustomerOwnedIp", ""),
        "customerOwnedIpv4Pool": address.get("CustomerOwnedIpv4Pool", ""),
        "domain": address.get("Domain", "vpc"),
        "instanceId": address.get("InstanceId", ""),
        "ipamPoolId": "",
        "networkInterfaceId": address.get("NetworkInterfaceId", ""),
        "networkInterfaceOwnerId": address.get("NetworkInterfaceOwnerId", ""),
        "privateDns": f"ip-{private.replace('.', '-')}.ec2.internal" if private else "",
        "privateIp": private,
        "ptrRecord": "",
        "publicDns": f"ec2-{public.replace('.', '-')}.compute-1.amazonaws.com",
        "publicIp": public,
        "publicIpv4Pool": address.get("PublicIpv4Pool", ""),
        "region": api.region,
        "tags": _tags(address),
    }


def _get_network_interface(api: Api, arguments: dict[str, Any]) -> dict[str, Any]:
    parameters = {"NetworkInterfaceIds": _ids(arguments), "Filters": filters_of(arguments)}
    found = _described(
        api.ec2.describe_network_interfaces, "NetworkInterfaces", "InvalidNetworkInterfaceID", parameters
    )
    interface = _single("EC2 Network Interface", found)
    return {
        "id": interface["NetworkInterfaceId"],
        "arn": f"arn:aws:ec2:{api.region}:{api.account}:network-interface/{interface['NetworkInterfaceId']}",
        "availabilityZone": interface.get("AvailabilityZone", ""),
        "description": interface.get("Description", ""),
        "interfaceType": interface.get("InterfaceType", "interface"),
        "macAddress": interface.get("MacAddress", ""),
        "outpostArn": "",
        "ownerId": interface.get("OwnerId", ""),
        "privateDnsName": interface.get("PrivateDnsName", ""),
        "privateIp": interface.get("PrivateIpAddress", ""),
        "privateIps": [each["PrivateIpAddress"] for each in interface.get("PrivateIpAddresses", [])],
        "region": api.region,
        "requesterId": interface.get("RequesterId", ""),
        "securityGroups": [group["GroupId"] for group in interface.get("Groups", [])],
        "subnetId": interface.get("SubnetId", ""),
        "tags": {tag["Key"]: tag["Value"] for tag in interface.get("TagSet", [])},
        "vpcId": interface.get("VpcId", ""),
    }


def _get_nat_gateway(api: Api, arguments: dict[str, Any]) -> dict[str, Any]:
    filters = filters_of(arguments)
    for name, filter_name in (("vpcId", "vpc-id"), ("state", "state"), ("subnetId", "subnet-id")):
        if arguments.get(name):
            filters.append({"Name": filter_name, "Values": [arguments[name]]})
    parameters = {"NatGatewayIds": _ids(arguments), "Filter": filters}
    found = _described(api.ec2.describe_nat_gateways, "NatGateways", "NatGatewayNotFound", parameters)
    gateway = _single("EC2 NAT Gateway", found)
    address: dict[str, Any] = next(iter(gateway.get("NatGatewayAddresses", [])), {})
    return {
        "id": gateway["NatGatewayId"],
        "allocationId": address.get("AllocationId", ""),
        "associationId": address.get("AssociationId", ""),
        "connectivityType": gateway.get("ConnectivityType", "public"),
        "networkInterfaceId": address.get("NetworkInterfaceId", ""),
        "privateIp": address.get("PrivateIp", ""),
        "publicIp": address.get("PublicIp", ""),
        "region": api.region,
        "secondaryAllocationIds": [],
        "secondaryPrivateIpAddressCount": 0,
        "secondaryPrivateIpAddresses": [],
        "state": gateway["State"],
        "subnetId": gateway["SubnetId"],
        "tags": _tags(gateway),
        "vpcId": gateway["VpcId"],
    }


def _get_vpc(api: Api, arguments: dict[str, Any]) -> dict[str, Any]:
    parameters = {"VpcIds": _ids(arguments), "Filters": filters_of(arguments)}
    vpc = _single("EC2 VPC", _described(api.ec2.describe_vpcs, "Vpcs", "InvalidVpcID", parameters))
    vpc_id = vpc["VpcId"]
    tables = api.ec2.describe_route_tables(
        Filters=[{"Name": "vpc-id", "Values": [vpc_id]}, {"Name": "association.main", "Values": ["true"]}]
    )["RouteTables"]
    blocks = vpc.get("CidrBlockAssociationSet", [])
    return {
        "id": vpc_id,
        "arn": f"arn:aws:ec2:{api.region}:{vpc.get('OwnerId', api.account)}:vpc/{vpc_id}",
        "cidrBlock": vpc["CidrBlock"],
        "cidrBlockAssociations": [
            {
                "associationId": block["AssociationId"],
                "cidrBlock": block["CidrBlock"],
                "state": block["CidrBlockState"]["State"],
            }
            for block in blocks
        ],
        "default": vpc.get("IsDefault", False),
        "dhcpOptionsId": vpc.get("DhcpOptionsId", ""),
        "enableDnsHostnames": _vpc_attribute(api, vpc_id, "enableDnsHostnames", "EnableDnsHostnames"),
        "enableDnsSupport": _vpc_attribute(api, vpc_id, "enableDnsSupport", "EnableDnsSupport"),
        "enableNetworkAddressUsageMetrics": False,
        "instanceTenancy": vpc.get("InstanceTenancy", "default"),
        "ipv6AssociationId": "",
        "ipv6CidrBlock": "",
        "mainRouteTableId": tables[0]["RouteTableId"] if tables else "",
        "ownerId": vpc.get("OwnerId", api.account),
        "region": api.region,
        "state": vpc["State"],
        "tags": _tags(vpc),
    }


def _vpc_attribute(api: Api, vpc_id: str, attribute: str, member: str) -> bool:
    return bool(api.ec2.describe_vpc_attribute(VpcId=vpc_id, Attribute=attribute)[member]["Value"])


def _get_subnet(api: Api, arguments: dict[str, Any]) -> dict[str, Any]:
    filters = filters_of(arguments)
    for name, filter_name in (
        ("vpcId", "vpc-id"),
        ("availabilityZone", "availabilityZone"),
        ("cidrBlock", "cidrBlock"),
    ):
        if arguments.get(name):
            filters.append({"Name": filter_name, "Values": [arguments[name]]})
    parameters = {"SubnetIds": _ids(arguments), "Filters": filters}
    subnet = _single("EC2 Subnet", _described(api.ec2.describe_subnets, "Subnets", "InvalidSubnetID", parameters))
    return {
        "id": subnet["SubnetId"],
        "arn": subnet.get("SubnetArn", ""),
        "assignIpv6AddressOnCreation": subnet.get("AssignIpv6AddressOnCreation", False),
        "availabilityZone": subnet["AvailabilityZone"],
        "availabilityZoneId": subnet.get("AvailabilityZoneId", ""),
        "availableIpAddressCount": subnet.get("AvailableIpAddressCount", 0),
        "cidrBlock": subnet["CidrBlock"],
        "customerOwnedIpv4Pool": "",
        "defaultForAz": subnet.get("DefaultForAz", False),
        "enableDns64": False,
        "enableLniAtDeviceIndex": 0,
        "enableResourceNameDnsARecordOnLaunch": False,
        "enableResourceNameDnsAaaaRecordOnLaunch": False,
        "ipv6CidrBlock": "",
        "ipv6CidrBlockAssociationId": "",
        "ipv6Native": subnet.get("Ipv6Native", False),
        "mapCustomerOwnedIpOnLaunch": False,
        "mapPublicIpOnLaunch": subnet.get("MapPublicIpOnLaunch", False),
        "outpostArn": subnet.get("OutpostArn", ""),
        "ownerId": subnet.get("OwnerId", api.account),
        "privateDnsHostnameTypeOnLaunch": "ip-name",
        "region": api.region,
        "state": subnet["State"],
        "tags": _tags(subnet),
        "vpcId": subnet["VpcId"],
    }


def _get_route_table(api: Api, arguments: dict[str, Any]) -> dict[str, Any]:
    filters = filters_of(arguments)
    for name, filter_name in (
        ("routeTableId", "route-table-id"),
        ("vpcId", "vpc-id"),
        ("subnetId", "association.subnet-id"),
        ("gatewayId", "association.gateway-id"),
    ):
        if arguments.get(name):
            filters.append({"Name": filter_name, "Values": [arguments[name]]})
    if not filters:
        raise RefusedError("one of route_table_id, vpc_id, subnet_id, gateway_id, filters, or tags must be assigned")
    tables = api.ec2.describe_route_tables(Filters=filters)["RouteTables"]
    # This data source has its own messages.
    if not tables:
        raise RefusedError("query returned no results. Please change your search criteria and try again")
    if len(tables) > 1:
        raise RefusedError(
            "multiple Route Tables matched; use additional constraints to reduce matches to a single Route Table"
        )
    table = tables[0]
    return {
        "id": table["RouteTableId"],
        "arn": f"arn:aws:ec2:{api.region}:{table.get('OwnerId', api.account)}:route-table/{table['RouteTableId']}",
        "associations": [_association(each) for each in table.get("Associations", [])],
        "gatewayId": arguments.get("gatewayId", ""),
        "ownerId": table.get("OwnerId", api.account),
        "region": api.region,
        "routeTableId": table["RouteTableId"],
        "routes": [_route(each) for each in table.get("Routes", []) if _is_shown(each)],
        "subnetId": arguments.get("subnetId", ""),
        "tags": _tags(table),
        "vpcId": table["VpcId"],
    }


def _association(association: dict[str, Any]) -> dict[str, Any]:
    return {
        "gatewayId": association.get("GatewayId", ""),
        "main": association.get("Main", False),
        "routeTableAssociationId": association.get("RouteTableAssociationId", ""),
        "routeTableId": association.get("RouteTableId", ""),
        "subnetId": association.get("SubnetId", ""),
    }


def _is_shown(route: dict[str, Any]) -> bool:
    """Whether the data source returns the route: it omits the VPC's local route and those of gateway endpoints."""
    gateway = route.get("GatewayId", "")
    return gateway != "local" and not ("DestinationPrefixListId" in route and gateway.startswith("vpce-"))


def _route(route: dict[str, Any]) -> dict[str, Any]:
    gateway = route.get("GatewayId", "")
    is_endpoint = gateway.startswith("vpce-")
    return {
        "carrierGatewayId": route.get("CarrierGatewayId", ""),
        "cidrBlock": route.get("DestinationCidrBlock", ""),
        "coreNetworkArn": route.get("CoreNetworkArn", ""),
        "destinationPrefixListId": route.get("DestinationPrefixListId", ""),
        "egressOnlyGatewayId": route.get("EgressOnlyInternetGatewayId", ""),
        "gatewayId": "" if is_endpoint else gateway,
        "instanceId": route.get("InstanceId", ""),
        "ipv6CidrBlock": route.get("DestinationIpv6CidrBlock", ""),
        "localGatewayId": route.get("LocalGatewayId", ""),
        "natGatewayId": route.get("NatGatewayId", ""),
        "networkInterfaceId": route.get("NetworkInterfaceId", ""),
        "transitGatewayId": route.get("TransitGatewayId", ""),
        "vpcEndpointId": gateway if is_endpoint else "",
        "vpcPeeringConnectionId": route.get("VpcPeeringConnectionId", ""),
    }


FUNCTIONS = [
    Function("aws:ec2/getElasticIp:getElasticIp", frozenset({"filters", "id", "publicIp", "tags"}), _get_elastic_ip),
    Function(
        "aws:ec2/getNetworkInterface:getNetworkInterface", frozenset({"filters", "id", "tags"}), _get_network_interface
    ),
    Function(
        "aws:ec2/getNatGateway:getNatGateway",
        frozenset({"filters", "id", "state", "subnetId", "tags", "vpcId"}),
        _get_nat_gateway,
    ),
    Function("aws:ec2/getVpc:getVpc", frozenset({"filters", "id", "tags"}), _get_vpc),
    Function(
        "aws:ec2/getSubnet:getSubnet",
        frozenset({"availabilityZone", "cidrBlock", "filters", "id", "tags", "vpcId"}),
        _get_subnet,
    ),
    Function(
        "aws:ec2/getRouteTable:getRouteTable",
        frozenset({"filters", "gatewayId", "routeTableId", "subnetId", "tags", "vpcId"}),
        _get_route_table,
    ),
]
