"""Resources of another VPC and conflicting resources are refused with AWS's codes."""

from __future__ import annotations

from typing import Any

import pytest

from localaws.tests.server.account import Account, refused

TABLE = "com.amazonaws.us-east-1.s3"
DYNAMODB = "com.amazonaws.us-east-1.dynamodb"
LOGS = "com.amazonaws.us-east-1.logs"


def interface_endpoint(aws: Account, vpc: str, service: str = LOGS, **given: Any) -> str:
    created = aws.ec2.create_vpc_endpoint(VpcId=vpc, ServiceName=service, VpcEndpointType="Interface", **given)
    return str(created["VpcEndpoint"]["VpcEndpointId"])


def gateway_endpoint(aws: Account, vpc: str, *tables: str, service: str = TABLE) -> str:
    created = aws.ec2.create_vpc_endpoint(VpcId=vpc, ServiceName=service, RouteTableIds=tables)
    return str(created["VpcEndpoint"]["VpcEndpointId"])


def route_table(aws: Account, vpc: str) -> str:
    return str(aws.ec2.create_route_table(VpcId=vpc)["RouteTable"]["RouteTableId"])


def test_a_security_group_of_another_vpc_is_refused_for_a_load_balancer(aws: Account) -> None:
    here, there = aws.vpc(), aws.vpc()
    stranger, group = aws.security_group(there), aws.security_group(here)
    subnets = aws.subnets(here)
    with refused("InvalidConfigurationRequest", f'Security group "{stranger}" does not belong to VPC "{here}"'):
        aws.load_balancer(subnets, SecurityGroups=[stranger])
    balancer = aws.load_balancer(subnets, SecurityGroups=[group])
    with refused("InvalidConfigurationRequest"):
        aws.elbv2.set_security_groups(LoadBalancerArn=balancer, SecurityGroups=[stranger])


def test_a_target_group_of_another_vpc_is_refused_for_a_listener_and_a_rule(aws: Account) -> None:
    here, there = aws.vpc(), aws.vpc()
    stranger, own = aws.target_group(there, "stranger"), aws.target_group(here, "own")
    balancer = aws.load_balancer(aws.subnets(here))
    with refused("InvalidConfigurationRequest", f"Target group '{stranger}' is in a different VPC"):
        aws.listener(balancer, stranger)
    listener = aws.listener(balancer, own)
    forward = [{"Type": "forward", "TargetGroupArn": stranger}]
    with refused("InvalidConfigurationRequest"):
        aws.elbv2.modify_listener(ListenerArn=listener, DefaultActions=forward)
    path = [{"Field": "path-pattern", "Values": ["/a"]}]
    with refused("InvalidConfigurationRequest"):
        aws.elbv2.create_rule(ListenerArn=listener, Priority=1, Conditions=path, Actions=forward)


@pytest.mark.parametrize("direction", ["ingress", "egress"])
def test_a_rule_that_refers_to_a_group_of_another_vpc_is_refused(aws: Account, direction: str) -> None:
    here, stranger = aws.security_group(aws.vpc()), aws.security_group(aws.vpc())
    rule = {"IpProtocol": "tcp", "FromPort": 80, "ToPort": 80, "UserIdGroupPairs": [{"GroupId": stranger}]}
    authorize = getattr(aws.ec2, f"authorize_security_group_{direction}")
    with refused("InvalidGroup.NotFound", "belong to different networks"):
        authorize(GroupId=here, IpPermissions=[rule])


def test_a_group_of_another_vpc_is_refused_for_an_interface_an_endpoint_and_tasks(aws: Account) -> None:
    here, there = aws.vpc_with_host_names(), aws.vpc()
    stranger, subnet = aws.security_group(there), aws.subnets(here)[0]
    with refused("InvalidParameter", f"Security group {stranger} and subnet {subnet} belong to different networks."):
        aws.ec2.create_network_interface(SubnetId=subnet, Groups=[stranger])
    with refused("InvalidParameter", "different networks"):
        interface_endpoint(aws, here, SubnetIds=[subnet], SecurityGroupIds=[stranger])
    aws.cluster()
    network = {"awsvpcConfiguration": {"subnets": [subnet], "securityGroups": [stranger]}}
    with refused("InvalidParameterException", "does not appear to belong to the same VPC as the input subnets"):
        aws.ecs.create_service(
            cluster="main", serviceName="web", taskDefinition=aws.task_definition(), networkConfiguration=network
        )


def test_a_second_route_table_of_a_subnet_is_refused(aws: Account) -> None:
    vpc, other_vpc = aws.vpc(), aws.vpc()
    [subnet] = aws.subnets(vpc, 1)
    first, second = route_table(aws, vpc), route_table(aws, vpc)
    with refused("InvalidParameterValue", "different networks"):
        aws.ec2.associate_route_table(RouteTableId=route_table(aws, other_vpc), SubnetId=subnet)
    association = aws.ec2.associate_route_table(RouteTableId=first, SubnetId=subnet)["AssociationId"]
    with refused("Resource.AlreadyAssociated", f"route table {second} conflicts with an existing association"):
        aws.ec2.associate_route_table(RouteTableId=second, SubnetId=subnet)
    aws.ec2.replace_route_table_association(AssociationId=association, RouteTableId=second)


def test_a_route_table_of_another_vpc_is_refused_for_a_subnet(aws: Account) -> None:
    here, there = aws.vpc(), aws.vpc()
    table, other, stranger = route_table(aws, here), route_table(aws, here), route_table(aws, there)
    [subnet] = aws.subnets(here, 1)
    association = aws.ec2.associate_route_table(RouteTableId=table, SubnetId=subnet)["AssociationId"]
    with refused("InvalidParameterValue", "belong to different networks"):
        aws.ec2.replace_route_table_association(AssociationId=association, RouteTableId=stranger)
    aws.ec2.replace_route_table_association(AssociationId=association, RouteTableId=other)


def test_subnets_of_two_vpcs_are_refused(aws: Account) -> None:
    here, there = aws.subnets(aws.vpc()), aws.subnets(aws.vpc())
    mixed = [here[0], there[1]]
    with refused("InvalidConfigurationRequest", "All subnets must belong to the same VPC"):
        aws.load_balancer(mixed)
    aws.cluster()
    with refused("InvalidParameterException", "same VPC"):
        aws.service(aws.task_definition(), mixed, [], launchType="EC2")


def test_an_endpoint_with_two_subnets_in_a_zone_is_refused(aws: Account) -> None:
    vpc = aws.vpc_with_host_names()
    first, second = aws.subnets(vpc)
    beside = aws.ec2.create_subnet(VpcId=vpc, CidrBlock="10.0.9.0/24", AvailabilityZone="us-east-1a")
    other = beside["Subnet"]["SubnetId"]
    with refused("DuplicateSubnetsInSameZone", first):
        interface_endpoint(aws, vpc, SubnetIds=[first, other])
    endpoint = interface_endpoint(aws, vpc, SubnetIds=[first])
    with refused("DuplicateSubnetsInSameZone"):
        aws.ec2.modify_vpc_endpoint(VpcEndpointId=endpoint, AddSubnetIds=[other])
    aws.ec2.modify_vpc_endpoint(VpcEndpointId=endpoint, AddSubnetIds=[other, second], RemoveSubnetIds=[first])


def test_private_dns_needs_host_names_in_the_vpc(aws: Account) -> None:
    vpc = aws.vpc()
    with refused("InvalidParameter", "requires both enableDnsSupport and enableDnsHostnames"):
        interface_endpoint(aws, vpc, PrivateDnsEnabled=True)
    endpoint = interface_endpoint(aws, vpc, PrivateDnsEnabled=False)
    with refused("InvalidParameter", "requires both"):
        aws.ec2.modify_vpc_endpoint(VpcEndpointId=endpoint, PrivateDnsEnabled=True)
    aws.ec2.modify_vpc_attribute(VpcId=vpc, EnableDnsHostnames={"Value": True})
    aws.ec2.modify_vpc_endpoint(VpcEndpointId=endpoint, PrivateDnsEnabled=True)


def test_private_dns_is_refused_for_a_service_without_a_private_name(aws: Account) -> None:
    vpc = aws.vpc_with_host_names()
    with refused("InvalidParameter", f"the service {DYNAMODB} does not provide a private DNS name"):
        interface_endpoint(aws, vpc, DYNAMODB, PrivateDnsEnabled=True)
    interface_endpoint(aws, vpc, DYNAMODB, PrivateDnsEnabled=False)


def test_a_second_endpoint_of_a_service_with_private_dns_is_refused(aws: Account) -> None:
    vpc, other = aws.vpc_with_host_names(), aws.vpc_with_host_names()
    first = interface_endpoint(aws, vpc, PrivateDnsEnabled=True)
    with refused("InvalidParameter", "already a conflicting DNS domain for logs.us-east-1.amazonaws.com"):
        interface_endpoint(aws, vpc, PrivateDnsEnabled=True)
    interface_endpoint(aws, vpc, PrivateDnsEnabled=False)
    interface_endpoint(aws, other, PrivateDnsEnabled=True)
    aws.ec2.delete_vpc_endpoints(VpcEndpointIds=[first])
    interface_endpoint(aws, vpc, PrivateDnsEnabled=True)


def test_a_second_gateway_endpoint_of_a_service_on_a_table_is_refused(aws: Account) -> None:
    vpc = aws.vpc()
    table, other = route_table(aws, vpc), route_table(aws, vpc)
    first = gateway_endpoint(aws, vpc, table)
    gateway_endpoint(aws, vpc, table, service=DYNAMODB)
    with refused("RouteAlreadyExists", f"route table {table} already has a route"):
        gateway_endpoint(aws, vpc, table)
    second = gateway_endpoint(aws, vpc, other)
    with refused("RouteAlreadyExists"):
        aws.ec2.modify_vpc_endpoint(VpcEndpointId=second, AddRouteTableIds=[table])
    aws.ec2.delete_vpc_endpoints(VpcEndpointIds=[first])
    aws.ec2.modify_vpc_endpoint(VpcEndpointId=second, AddRouteTableIds=[table])


def test_a_route_table_of_another_vpc_is_refused_for_a_gateway_endpoint(aws: Account) -> None:
    here, there = aws.vpc(), aws.vpc()
    with refused("InvalidParameter", "different networks"):
        gateway_endpoint(aws, here, route_table(aws, there))


def test_an_https_listener_without_a_certificate_is_refused(aws: Account) -> None:
    vpc = aws.vpc()
    balancer, group = aws.load_balancer(aws.subnets(vpc)), aws.target_group(vpc)
    forward = [{"Type": "forward", "TargetGroupArn": group}]
    with refused("ValidationError", "A certificate must be specified for HTTPS listeners"):
        aws.elbv2.create_listener(LoadBalancerArn=balancer, Protocol="HTTPS", Port=443, DefaultActions=forward)
    listener = aws.listener(balancer, group)
    with refused("ValidationError", "A certificate must be specified"):
        aws.elbv2.modify_listener(ListenerArn=listener, Protocol="HTTPS")


def test_a_certificate_with_a_first_name_over_64_characters_is_refused(aws: Account) -> None:
    acm = aws.client("acm")
    longest = f"{'a' * 52}.example.com"
    with refused("InvalidParameterException", "can be no longer than 64 characters"):
        acm.request_certificate(DomainName=f"a{longest}", ValidationMethod="DNS")
    assert len(longest) == 64
    acm.request_certificate(DomainName=longest, SubjectAlternativeNames=[f"a{longest}"], ValidationMethod="DNS")
