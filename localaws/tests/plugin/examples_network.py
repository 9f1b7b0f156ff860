"""Examples of networks: the VPC, its parts, and security groups."""

from __future__ import annotations

from typing import TYPE_CHECKING

from localaws.tests.plugin.example import Example, resource_id

if TYPE_CHECKING:
    from collections.abc import Callable

    from localaws.tests.server.account import Account


def _vpc(aws: Account) -> Example:
    return Example(
        {"cidrBlock": "10.0.0.0/16", "enableDnsHostnames": True, "tags": {"Name": "one"}},
        change={"enableDnsHostnames": False, "tags": {"Name": "two", "team": "a"}},
        replace={"cidrBlock": "10.1.0.0/16"},
        drift=lambda made: aws.ec2.modify_vpc_attribute(VpcId=resource_id(made), EnableDnsSupport={"Value": False}),
        drifted="enableDnsSupport",
    )


def _cidr_block(aws: Account) -> Example:
    return Example(
        {"vpcId": aws.vpc(), "cidrBlock": "100.64.0.0/16"},
        replace={"cidrBlock": "100.65.0.0/16"},
    )


def _subnet(aws: Account) -> Example:
    return Example(
        {"vpcId": aws.vpc(), "cidrBlock": "10.0.0.0/24", "availabilityZone": "us-east-1a", "mapPublicIpOnLaunch": True},
        change={"mapPublicIpOnLaunch": False, "tags": {"Name": "two"}},
        replace={"availabilityZone": "us-east-1b"},
        drift=lambda made: aws.ec2.modify_subnet_attribute(
            SubnetId=resource_id(made), MapPublicIpOnLaunch={"Value": False}
        ),
        drifted="mapPublicIpOnLaunch",
    )


def _internet_gateway(aws: Account) -> Example:
    return Example(
        {"vpcId": aws.vpc(internet=False), "tags": {"Name": "one"}},
        change={"vpcId": aws.vpc("10.1.0.0/16", internet=False)},
        drift=lambda made: aws.ec2.delete_tags(Resources=[resource_id(made)], Tags=[{"Key": "Name"}]),
        drifted="tags",
    )


def _attachment(aws: Account) -> Example:
    return Example(
        {"vpcId": aws.vpc(internet=False), "internetGatewayId": aws.internet_gateway()},
        replace={"internetGatewayId": aws.internet_gateway()},
    )


def _route_table(aws: Account) -> Example:
    return Example(
        {"vpcId": aws.vpc(), "tags": {"Name": "one"}},
        change={"tags": {}},
        replace={"vpcId": aws.vpc("10.1.0.0/16")},
        drift=lambda made: aws.ec2.create_tags(Resources=[resource_id(made)], Tags=[{"Key": "other", "Value": "x"}]),
        drifted="tags",
    )


def _table(aws: Account, vpc_id: str) -> str:
    return str(aws.ec2.create_route_table(VpcId=vpc_id)["RouteTable"]["RouteTableId"])


def _route(aws: Account) -> Example:
    vpc_id = aws.vpc()
    table_id = _table(aws, vpc_id)
    attached = aws.ec2.describe_internet_gateways()["InternetGateways"]
    gateway = next(each["InternetGatewayId"] for each in attached if each["Attachments"])
    [subnet] = aws.subnets(vpc_id, 1)
    nat = aws.nat_gateway(subnet)
    return Example(
        {"routeTableId": table_id, "destinationCidrBlock": "0.0.0.0/0", "gatewayId": gateway},
        change={"gatewayId": None, "natGatewayId": nat},
        replace={"destinationCidrBlock": "1.0.0.0/8"},
        drift=lambda _: aws.ec2.replace_route(
            RouteTableId=table_id, DestinationCidrBlock="0.0.0.0/0", NatGatewayId=nat
        ),
        drifted="gatewayId",
        import_id=lambda _: f"{table_id}_0.0.0.0/0",
    )


def _table_association(aws: Account) -> Example:
    vpc_id = aws.vpc()
    first, second = _table(aws, vpc_id), _table(aws, vpc_id)
    [subnet, other] = aws.subnets(vpc_id)
    return Example(
        {"routeTableId": first, "subnetId": subnet},
        change={"routeTableId": second},
        replace={"subnetId": other},
        drift=lambda made: aws.ec2.replace_route_table_association(
            AssociationId=resource_id(made), RouteTableId=second
        ),
        drifted="routeTableId",
        import_id=lambda _: f"{subnet}/{first}",
    )


def _eip(aws: Account) -> Example:
    aws.vpc()
    return Example(
        {"domain": "vpc", "tags": {"Name": "one"}},
        change={"tags": {"Name": "two"}},
        drift=lambda made: aws.ec2.create_tags(Resources=[resource_id(made)], Tags=[{"Key": "Name", "Value": "x"}]),
        drifted="tags",
    )


def _nat_gateway(aws: Account) -> Example:
    subnets = aws.subnets(aws.vpc())
    return Example(
        {"subnetId": subnets[0], "allocationId": aws.elastic_address()},
        change={"tags": {"Name": "two"}},
        replace={"subnetId": subnets[1]},
        drift=lambda made: aws.ec2.create_tags(Resources=[resource_id(made)], Tags=[{"Key": "other", "Value": "x"}]),
        drifted="tags",
    )


def _endpoint(aws: Account) -> Example:
    vpc_id = aws.vpc_with_host_names()
    subnets = aws.subnets(vpc_id)
    group, other = aws.security_group(vpc_id), aws.security_group(vpc_id, "other")
    return Example(
        {
            "vpcId": vpc_id,
            "serviceName": "com.amazonaws.us-east-1.logs",
            "vpcEndpointType": "Interface",
            "subnetIds": subnets,
            "securityGroupIds": [group],
            "privateDnsEnabled": True,
        },
        change={"securityGroupIds": [group, other]},
        replace={"serviceName": "com.amazonaws.us-east-1.ecs"},
        drift=lambda made: aws.ec2.modify_vpc_endpoint(VpcEndpointId=resource_id(made), RemoveSubnetIds=[subnets[0]]),
        drifted="subnetIds",
    )


def _endpoint_association(aws: Account) -> Example:
    vpc_id = aws.vpc()
    table_id = _table(aws, vpc_id)
    endpoint = aws.ec2.create_vpc_endpoint(VpcId=vpc_id, ServiceName="com.amazonaws.us-east-1.s3")["VpcEndpoint"]
    return Example(
        {"vpcEndpointId": endpoint["VpcEndpointId"], "routeTableId": table_id},
        replace={"routeTableId": _table(aws, vpc_id)},
        import_id=lambda _: f"{endpoint['VpcEndpointId']}/{table_id}",
    )


def _security_group(aws: Account) -> Example:
    return Example(
        {"vpcId": aws.vpc(), "description": "tasks", "tags": {"Name": "one"}},
        change={"tags": {"Name": "two"}, "revokeRulesOnDelete": True},
        replace={"description": "other"},
        drift=lambda made: aws.ec2.create_tags(Resources=[resource_id(made)], Tags=[{"Key": "Name", "Value": "x"}]),
        drifted="tags",
    )


def _default_group(aws: Account) -> Example:
    ssh = {"IpProtocol": "tcp", "FromPort": 22, "ToPort": 22, "IpRanges": [{"CidrIp": "0.0.0.0/0"}]}
    return Example(
        {"vpcId": aws.vpc(), "ingress": [], "egress": []},
        change={"tags": {"Name": "two"}},
        replace={"vpcId": aws.vpc("10.1.0.0/16")},
        drift=lambda made: aws.ec2.authorize_security_group_ingress(GroupId=resource_id(made), IpPermissions=[ssh]),
        drifted="ingress",
    )


def _rule(aws: Account) -> Example:
    vpc_id = aws.vpc()
    group = aws.security_group(vpc_id)
    return Example(
        {
            "securityGroupId": group,
            "ipProtocol": "tcp",
            "fromPort": 80,
            "toPort": 80,
            "cidrIpv4": "10.0.0.0/16",
            "description": "http",
        },
        change={"fromPort": 443, "toPort": 443},
        replace={"securityGroupId": aws.security_group(vpc_id, "other")},
        drift=lambda made: aws.ec2.modify_security_group_rules(
            GroupId=group,
            SecurityGroupRules=[
                {
                    "SecurityGroupRuleId": resource_id(made),
                    "SecurityGroupRule": {
                        "IpProtocol": "tcp",
                        "FromPort": 80,
                        "ToPort": 80,
                        "CidrIpv4": "0.0.0.0/0",
                        "Description": "http",
                    },
                }
            ],
        ),
        drifted="cidrIpv4",
    )


def _rule_between_groups(aws: Account) -> Example:
    vpc_id = aws.vpc()
    group, other, third = (aws.security_group(vpc_id, name) for name in ("one", "two", "three"))
    return Example(
        {
            "securityGroupId": group,
            "ipProtocol": "tcp",
            "fromPort": 80,
            "toPort": 80,
            "referencedSecurityGroupId": other,
            "description": "http",
        },
        change={"referencedSecurityGroupId": third, "description": "https", "fromPort": 443, "toPort": 443},
        replace={"referencedSecurityGroupId": None, "cidrIpv4": "10.0.0.0/16"},
        drift=lambda made: aws.ec2.create_tags(Resources=[resource_id(made)], Tags=[{"Key": "other", "Value": "x"}]),
        drifted="tags",
    )


def _only_rules(aws: Account) -> Example:
    vpc_id = aws.vpc()
    group, other = aws.security_group(vpc_id), aws.security_group(vpc_id, "other")
    web = {"IpProtocol": "tcp", "FromPort": 80, "ToPort": 80, "IpRanges": [{"CidrIp": "10.0.0.0/16"}]}
    ssh = {"IpProtocol": "tcp", "FromPort": 22, "ToPort": 22, "IpRanges": [{"CidrIp": "0.0.0.0/0"}]}
    made = aws.ec2.authorize_security_group_ingress(GroupId=group, IpPermissions=[web])["SecurityGroupRules"]
    return Example(
        {"securityGroupId": group, "ingressRuleIds": [made[0]["SecurityGroupRuleId"]], "egressRuleIds": []},
        change={"ingressRuleIds": []},
        replace={"securityGroupId": other},
        drift=lambda _: aws.ec2.authorize_security_group_ingress(GroupId=group, IpPermissions=[ssh]),
        drifted="ingressRuleIds",
    )


EXAMPLES: dict[str, Callable[[Account], Example]] = {
    "aws:ec2/defaultSecurityGroup:DefaultSecurityGroup": _default_group,
    "aws:ec2/eip:Eip": _eip,
    "aws:ec2/internetGateway:InternetGateway": _internet_gateway,
    "aws:ec2/internetGatewayAttachment:InternetGatewayAttachment": _attachment,
    "aws:ec2/natGateway:NatGateway": _nat_gateway,
    "aws:ec2/route:Route": _route,
    "aws:ec2/routeTable:RouteTable": _route_table,
    "aws:ec2/routeTableAssociation:RouteTableAssociation": _table_association,
    "aws:ec2/securityGroup:SecurityGroup": _security_group,
    "aws:ec2/subnet:Subnet": _subnet,
    "aws:ec2/vpc:Vpc": _vpc,
    "aws:ec2/vpcSecurityGroupRulesExclusive:VpcSecurityGroupRulesExclusive": _only_rules,
    "aws:ec2/vpcEndpoint:VpcEndpoint": _endpoint,
    "aws:ec2/vpcEndpointRouteTableAssociation:VpcEndpointRouteTableAssociation": _endpoint_association,
    "aws:ec2/vpcIpv4CidrBlockAssociation:VpcIpv4CidrBlockAssociation": _cidr_block,
    "aws:vpc/securityGroupEgressRule:SecurityGroupEgressRule": _rule_between_groups,
    "aws:vpc/securityGroupIngressRule:SecurityGroupIngressRule": _rule,
}
