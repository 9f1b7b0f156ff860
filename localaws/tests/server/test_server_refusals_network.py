"""The server refuses requests in networking as AWS does, with AWS's codes."""

from __future__ import annotations

import pytest

from localaws.tests.server.account import Account, refused


def test_the_security_group_of_an_interface_cannot_be_deleted(aws: Account) -> None:
    vpc = aws.vpc()
    group = aws.security_group(vpc)
    interface = aws.ec2.create_network_interface(SubnetId=aws.subnets(vpc)[0], Groups=[group])["NetworkInterface"]
    with refused("DependencyViolation", f"resource {group} has a dependent object"):
        aws.ec2.delete_security_group(GroupId=group)
    aws.ec2.delete_network_interface(NetworkInterfaceId=interface["NetworkInterfaceId"])
    aws.ec2.delete_security_group(GroupId=group)


def test_a_security_group_in_a_rule_of_another_group_cannot_be_deleted(aws: Account) -> None:
    vpc = aws.vpc()
    source, target = aws.security_group(vpc, "source"), aws.security_group(vpc, "target")
    rule = {"IpProtocol": "tcp", "FromPort": 80, "ToPort": 80, "UserIdGroupPairs": [{"GroupId": source}]}
    aws.ec2.authorize_security_group_ingress(GroupId=target, IpPermissions=[rule])
    with refused("DependencyViolation"):
        aws.ec2.delete_security_group(GroupId=source)
    aws.ec2.delete_security_group(GroupId=target)
    aws.ec2.delete_security_group(GroupId=source)


def test_a_security_group_in_its_own_rule_can_be_deleted(aws: Account) -> None:
    group = aws.security_group(aws.vpc())
    rule = {"IpProtocol": "-1", "UserIdGroupPairs": [{"GroupId": group}]}
    aws.ec2.authorize_security_group_ingress(GroupId=group, IpPermissions=[rule])
    aws.ec2.delete_security_group(GroupId=group)


def test_the_default_security_group_cannot_be_deleted(aws: Account) -> None:
    vpc = aws.vpc()
    groups = aws.ec2.describe_security_groups(Filters=[{"Name": "vpc-id", "Values": [vpc]}])["SecurityGroups"]
    with refused("CannotDelete", "cannot be deleted by a user"):
        aws.ec2.delete_security_group(GroupId=groups[0]["GroupId"])


def test_the_security_group_of_a_load_balancer_cannot_be_deleted(aws: Account) -> None:
    vpc = aws.vpc()
    group = aws.security_group(vpc)
    balancer = aws.load_balancer(aws.subnets(vpc), SecurityGroups=[group])
    with refused("DependencyViolation"):
        aws.ec2.delete_security_group(GroupId=group)
    aws.elbv2.delete_load_balancer(LoadBalancerArn=balancer)
    aws.ec2.delete_security_group(GroupId=group)


def test_the_security_group_of_an_endpoint_cannot_be_deleted(aws: Account) -> None:
    vpc = aws.vpc_with_host_names()
    group = aws.security_group(vpc)
    endpoint = aws.ec2.create_vpc_endpoint(
        VpcId=vpc,
        ServiceName="com.amazonaws.us-east-1.ecs",
        VpcEndpointType="Interface",
        SubnetIds=aws.subnets(vpc),
        SecurityGroupIds=[group],
    )["VpcEndpoint"]["VpcEndpointId"]
    with refused("DependencyViolation"):
        aws.ec2.delete_security_group(GroupId=group)
    aws.ec2.delete_vpc_endpoints(VpcEndpointIds=[endpoint])
    aws.ec2.delete_security_group(GroupId=group)


def test_the_security_group_of_an_instance_is_deletable_after_its_termination(aws: Account) -> None:
    vpc = aws.vpc()
    group = aws.security_group(vpc)
    instance = aws.ec2.run_instances(
        ImageId=aws.image(), MinCount=1, MaxCount=1, SubnetId=aws.subnets(vpc)[0], SecurityGroupIds=[group]
    )["Instances"][0]["InstanceId"]
    with refused("DependencyViolation"):
        aws.ec2.delete_security_group(GroupId=group)
    aws.ec2.terminate_instances(InstanceIds=[instance])
    aws.ec2.delete_security_group(GroupId=group)


def test_an_elastic_address_belongs_to_one_nat_gateway(aws: Account) -> None:
    subnet, other = aws.subnets(aws.vpc())
    gateway = aws.nat_gateway(subnet)
    address = aws.ec2.describe_addresses()["Addresses"][0]["AllocationId"]
    with refused("Resource.AlreadyAssociated", address):
        aws.ec2.create_nat_gateway(SubnetId=other, AllocationId=address)
    aws.ec2.delete_nat_gateway(NatGatewayId=gateway)
    aws.ec2.create_nat_gateway(SubnetId=other, AllocationId=address)


def test_a_load_balancer_cannot_change_its_vpc(aws: Account) -> None:
    balancer = aws.load_balancer(aws.subnets(aws.vpc()))
    with refused("InvalidConfigurationRequest", "another VPC"):
        aws.elbv2.set_subnets(LoadBalancerArn=balancer, Subnets=aws.subnets(aws.vpc()))


def test_the_elastic_address_of_a_nat_gateway_cannot_be_released(aws: Account) -> None:
    subnet = aws.subnets(aws.vpc())[0]
    gateway = aws.nat_gateway(subnet)
    address = aws.ec2.describe_addresses()["Addresses"][0]
    with refused("InvalidIPAddress.InUse", address["PublicIp"]):
        aws.ec2.release_address(AllocationId=address["AllocationId"])
    with refused("AuthFailure"):
        aws.ec2.disassociate_address(AssociationId=address["AssociationId"])
    aws.ec2.delete_nat_gateway(NatGatewayId=gateway)
    aws.ec2.release_address(AllocationId=address["AllocationId"])


def test_the_subnet_of_a_nat_gateway_cannot_be_deleted(aws: Account) -> None:
    subnet = aws.subnets(aws.vpc())[0]
    gateway = aws.nat_gateway(subnet)
    with refused("DependencyViolation", f"The subnet '{subnet}' has dependencies and cannot be deleted."):
        aws.ec2.delete_subnet(SubnetId=subnet)
    aws.ec2.delete_nat_gateway(NatGatewayId=gateway)
    aws.ec2.delete_subnet(SubnetId=subnet)


def test_the_subnets_of_a_load_balancer_and_of_an_instance_cannot_be_deleted(aws: Account) -> None:
    vpc = aws.vpc()
    first, second, third = aws.subnets(vpc, 3)
    balancer = aws.load_balancer([first, second])
    instance = aws.ec2.run_instances(ImageId=aws.image(), MinCount=1, MaxCount=1, SubnetId=third)["Instances"][0]
    for subnet in (first, second, third):
        with refused("DependencyViolation"):
            aws.ec2.delete_subnet(SubnetId=subnet)
    aws.elbv2.delete_load_balancer(LoadBalancerArn=balancer)
    aws.ec2.terminate_instances(InstanceIds=[instance["InstanceId"]])
    for subnet in (first, second, third):
        aws.ec2.delete_subnet(SubnetId=subnet)


def test_a_vpc_with_dependencies_cannot_be_deleted(aws: Account) -> None:
    vpc = aws.vpc()
    gateway = aws.ec2.describe_internet_gateways()["InternetGateways"][0]["InternetGatewayId"]
    group = aws.security_group(vpc)
    subnet = aws.subnets(vpc, 1)[0]
    for operation, parameters in (
        ("delete_subnet", {"SubnetId": subnet}),
        ("delete_security_group", {"GroupId": group}),
        ("detach_internet_gateway", {"InternetGatewayId": gateway, "VpcId": vpc}),
    ):
        with refused("DependencyViolation", f"The vpc '{vpc}' has dependencies and cannot be deleted."):
            aws.ec2.delete_vpc(VpcId=vpc)
        getattr(aws.ec2, operation)(**parameters)
    aws.ec2.delete_vpc(VpcId=vpc)


def test_the_route_table_of_a_subnet_cannot_be_deleted(aws: Account) -> None:
    vpc = aws.vpc()
    table = aws.ec2.create_route_table(VpcId=vpc)["RouteTable"]["RouteTableId"]
    association = aws.ec2.associate_route_table(RouteTableId=table, SubnetId=aws.subnets(vpc)[0])["AssociationId"]
    with refused("DependencyViolation"):
        aws.ec2.delete_route_table(RouteTableId=table)
    aws.ec2.disassociate_route_table(AssociationId=association)
    aws.ec2.delete_route_table(RouteTableId=table)


def test_an_internet_gateway_cannot_be_detached_from_a_vpc_with_public_addresses(aws: Account) -> None:
    vpc = aws.vpc()
    gateway = aws.ec2.describe_internet_gateways()["InternetGateways"][0]["InternetGatewayId"]
    nat = aws.nat_gateway(aws.subnets(vpc)[0])
    with refused("DependencyViolation", f"Network {vpc} has some mapped public address(es)."):
        aws.ec2.detach_internet_gateway(InternetGatewayId=gateway, VpcId=vpc)
    aws.ec2.delete_nat_gateway(NatGatewayId=nat)
    with refused("DependencyViolation"):
        aws.ec2.delete_internet_gateway(InternetGatewayId=gateway)
    aws.ec2.detach_internet_gateway(InternetGatewayId=gateway, VpcId=vpc)
    aws.ec2.delete_internet_gateway(InternetGatewayId=gateway)


def test_a_second_internet_gateway_of_a_vpc_is_refused(aws: Account) -> None:
    vpc = aws.vpc()
    with refused("InvalidParameterValue", "already has an internet gateway attached"):
        aws.ec2.attach_internet_gateway(InternetGatewayId=aws.internet_gateway(), VpcId=vpc)


def test_a_nat_gateway_without_an_internet_gateway_fails(aws: Account) -> None:
    vpc = aws.vpc(internet=False)
    aws.nat_gateway(aws.subnets(vpc)[0])
    gateway = aws.ec2.describe_nat_gateways()["NatGateways"][0]
    assert gateway["State"] == "failed"
    assert gateway["FailureCode"] == "Gateway.NotAttached"
    assert gateway["FailureMessage"] == f"Network {vpc} has no Internet gateway attached"
    aws.ec2.release_address(AllocationId=aws.ec2.describe_addresses()["Addresses"][0]["AllocationId"])


def test_a_route_to_a_failed_nat_gateway_is_refused(aws: Account) -> None:
    vpc = aws.vpc()
    subnet = aws.subnets(vpc)[0]
    table = aws.ec2.create_route_table(VpcId=vpc)["RouteTable"]["RouteTableId"]
    deleted, gateway = aws.nat_gateway(subnet), aws.nat_gateway(subnet)
    aws.ec2.delete_nat_gateway(NatGatewayId=deleted)
    with refused("InvalidNatGatewayID.NotFound"):
        aws.ec2.create_route(RouteTableId=table, DestinationCidrBlock="0.0.0.0/0", NatGatewayId=deleted)
    aws.ec2.create_route(RouteTableId=table, DestinationCidrBlock="0.0.0.0/0", NatGatewayId=gateway)


def test_a_route_to_an_internet_gateway_of_another_vpc_is_refused(aws: Account) -> None:
    table = aws.ec2.create_route_table(VpcId=aws.vpc(internet=False))["RouteTable"]["RouteTableId"]
    with refused("InvalidParameterValue", "belong to different networks"):
        aws.ec2.create_route(RouteTableId=table, DestinationCidrBlock="0.0.0.0/0", GatewayId=aws.internet_gateway())


@pytest.mark.parametrize(
    ("block", "code"),
    [
        ("10.1.0.0/15", "InvalidVpc.Range"),
        ("10.1.0.0/29", "InvalidVpc.Range"),
        ("10.0.128.0/20", "CidrConflict"),
        ("172.16.0.0/16", "InvalidVpc.Range"),
        ("192.168.0.0/16", "InvalidVpc.Range"),
        ("198.19.0.0/16", "InvalidVpc.Range"),
    ],
)
def test_a_restricted_secondary_block_is_refused(aws: Account, block: str, code: str) -> None:
    with refused(code):
        aws.ec2.associate_vpc_cidr_block(VpcId=aws.vpc(), CidrBlock=block)


@pytest.mark.parametrize("block", ["10.1.0.0/16", "100.64.0.0/16"])
def test_a_secondary_block_with_a_subnet_cannot_be_disassociated(aws: Account, block: str) -> None:
    vpc = aws.vpc()
    association = aws.ec2.associate_vpc_cidr_block(VpcId=vpc, CidrBlock=block)["CidrBlockAssociation"]["AssociationId"]
    inside = block.replace("/16", "/20")
    subnet = aws.ec2.create_subnet(VpcId=vpc, CidrBlock=inside)["Subnet"]["SubnetId"]
    with refused("InvalidCidrBlock.InUse"):
        aws.ec2.disassociate_vpc_cidr_block(AssociationId=association)
    aws.ec2.delete_subnet(SubnetId=subnet)
    aws.ec2.disassociate_vpc_cidr_block(AssociationId=association)


def test_a_subnet_that_overlaps_another_or_is_outside_the_vpc_is_refused(aws: Account) -> None:
    vpc = aws.vpc()
    aws.subnets(vpc, 1)
    with refused("InvalidSubnet.Conflict"):
        aws.ec2.create_subnet(VpcId=vpc, CidrBlock="10.0.0.128/25")
    with refused("InvalidSubnet.Range"):
        aws.ec2.create_subnet(VpcId=vpc, CidrBlock="10.9.0.0/24")


def test_an_interface_in_use_cannot_be_deleted(aws: Account) -> None:
    aws.nat_gateway(aws.subnets(aws.vpc())[0])
    interface = aws.ec2.describe_network_interfaces()["NetworkInterfaces"][0]
    with refused("InvalidParameterValue", "is currently in use"):
        aws.ec2.delete_network_interface(NetworkInterfaceId=interface["NetworkInterfaceId"])


def test_a_nat_gateway_with_an_unknown_address_is_not_created(aws: Account) -> None:
    [subnet] = aws.subnets(aws.vpc(), 1)
    with refused("InvalidAllocationID.NotFound", "The allocation ID 'eipalloc-0123456789abcdef0' does not exist"):
        aws.ec2.create_nat_gateway(SubnetId=subnet, AllocationId="eipalloc-0123456789abcdef0")
    assert aws.ec2.describe_network_interfaces()["NetworkInterfaces"] == []
    aws.ec2.delete_subnet(SubnetId=subnet)
