"""The functions: their results, and their errors for missing resources."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import grpc
import pytest

from localaws.tests.plugin.engine import refusal

if TYPE_CHECKING:
    from localaws.tests.conftest import Server
    from localaws.tests.plugin.engine import Engine
    from localaws.tests.server.account import Account

ECS_IMAGE = "/aws/service/ecs/optimized-ami/amazon-linux-2023/recommended/image_id"
# An owner of a few images; Amazon owns over a thousand.
BOTTLEROCKET = "092701018921"


def test_the_region_the_partition_and_the_caller_are_returned(engine: Engine) -> None:
    region = engine.invoke("aws:index/getRegion:getRegion")
    assert (region["region"], region["description"]) == ("us-east-1", "US East (N. Virginia)")
    assert engine.invoke("aws:index/getPartition:getPartition")["partition"] == "aws"
    assert engine.invoke("aws:index/getPartition:getPartition", region="cn-north-1")["partition"] == "aws-cn"
    caller = engine.invoke("aws:index/getCallerIdentity:getCallerIdentity")
    assert caller["accountId"] == caller["id"] == "123456789012"


def test_zones_are_sorted_and_can_be_excluded(engine: Engine) -> None:
    token = "aws:index/getAvailabilityZones:getAvailabilityZones"
    names = engine.invoke(token, state="available")["names"]
    assert names == sorted(names)
    assert "us-east-1a" in names
    assert engine.invoke(token, excludeNames=["us-east-1a"])["names"] == [
        name for name in names if name != "us-east-1a"
    ]


def test_an_instance_type_has_its_cpu_memory_and_interfaces(engine: Engine) -> None:
    found = engine.invoke("aws:ec2/getInstanceType:getInstanceType", instanceType="c5.xlarge")
    assert (found["defaultVcpus"], found["memorySize"], found["maximumNetworkInterfaces"]) == (4, 8192, 4)
    assert found["supportedArchitectures"] == ["x86_64"]
    assert found["gpuses"] == []


def test_an_instance_type_has_its_gpus(engine: Engine) -> None:
    found = engine.invoke("aws:ec2/getInstanceType:getInstanceType", instanceType="g4dn.xlarge")
    assert found["gpuses"] == [{"count": 1, "manufacturer": "NVIDIA", "memorySize": 16384, "name": "T4"}]


def test_a_listener_rule_has_its_target_groups(engine: Engine, aws: Account) -> None:
    vpc_id = aws.vpc()
    group = aws.target_group(vpc_id)
    listener = aws.listener(aws.load_balancer(aws.subnets(vpc_id)), group)
    forward = {"Type": "forward", "ForwardConfig": {"TargetGroups": [{"TargetGroupArn": group, "Weight": 7}]}}
    rule = aws.elbv2.create_rule(
        ListenerArn=listener,
        Priority=3,
        Conditions=[{"Field": "path-pattern", "PathPatternConfig": {"Values": ["/*"]}}],
        Actions=[forward],
    )["Rules"][0]["RuleArn"]
    found = engine.invoke("aws:lb/getListenerRule:getListenerRule", arn=rule)
    assert (found["listenerArn"], found["priority"]) == (listener, 3)
    [action] = found["actions"]
    assert action["forwards"][0]["targetGroups"] == [{"arn": group, "weight": 7}]


def test_the_zones_that_offer_a_type_are_listed(engine: Engine) -> None:
    found = engine.invoke(
        "aws:ec2/getInstanceTypeOfferings:getInstanceTypeOfferings",
        locationType="availability-zone",
        filters=[{"name": "instance-type", "values": ["c5.xlarge"]}],
    )
    assert "us-east-1a" in found["locations"]
    assert set(found["instanceTypes"]) == {"c5.xlarge"}
    assert len(found["locations"]) == len(found["instanceTypes"]) == len(found["locationTypes"])


def test_instances_are_found_by_their_tags(engine: Engine, aws: Account) -> None:
    aws.group(aws.subnets(aws.vpc()), aws.launch_template(), DesiredCapacity=2)
    token, tag = "aws:ec2/getInstances:getInstances", "tag:aws:autoscaling:groupName"
    found = engine.invoke(token, filters=[{"name": tag, "values": ["group"]}])
    assert sorted(found["ids"]) == sorted(each["InstanceId"] for each in aws.described_group()["Instances"])
    assert engine.invoke(token, filters=[{"name": tag, "values": ["other"]}])["ids"] == []
    ended = engine.invoke(token, filters=[{"name": tag, "values": ["group"]}], instanceStateNames=["terminated"])
    assert ended["ids"] == []


def test_the_recommended_image_is_found(engine: Engine) -> None:
    image_id = engine.invoke("aws:ssm/getParameter:getParameter", name=ECS_IMAGE)["value"]
    filters = [{"name": "image-id", "values": [image_id]}]
    found = engine.invoke("aws:ec2/getAmi:getAmi", filters=filters, owners=["amazon"])
    assert (found["id"], found["architecture"]) == (image_id, "x86_64")


def test_an_endpoint_service_is_found_by_its_short_name(engine: Engine) -> None:
    token = "aws:ec2/getVpcEndpointService:getVpcEndpointService"
    found = engine.invoke(token, service="ecr.api", serviceType="Interface")
    assert found["serviceName"] == "com.amazonaws.us-east-1.ecr.api"
    assert found["serviceType"] == "Interface"


def test_the_default_quota_applies_until_the_account_has_its_own(engine: Engine, server: Server) -> None:
    token = "aws:servicequotas/getServiceQuota:getServiceQuota"
    found = engine.invoke(token, serviceCode="ec2", quotaCode="L-0263D0A3")
    assert (found["quotaName"], found["value"], found["defaultValue"]) == ("EC2-VPC Elastic IPs", 5, 5)
    server.request("POST", "/localaws/circumstances", {"quotas": {"L-0263D0A3": 20}})
    found = engine.invoke(token, serviceCode="ec2", quotaName="EC2-VPC Elastic IPs")
    assert (found["quotaCode"], found["value"], found["defaultValue"]) == ("L-0263D0A3", 20, 5)
    assert engine.invoke(token, serviceCode="vpc", quotaCode="L-F678F1CE")["adjustable"]


@pytest.mark.parametrize(
    ("token", "arguments", "message"),
    [
        (
            "aws:servicequotas/getServiceQuota:getServiceQuota",
            {"serviceCode": "ec2", "quotaCode": "L-0404"},
            "getting Default Service Quota for (ec2/L-0404): operation error GetAWSDefaultServiceQuota, api error",
        ),
        (
            "aws:servicequotas/getServiceQuota:getServiceQuota",
            {"serviceCode": "ec2"},
            "one of `quota_code,quota_name` must be specified",
        ),
        (
            "aws:ec2/getVpcEndpointService:getVpcEndpointService",
            {"service": "nosuch"},
            "no matching EC2 VPC Endpoint Service found",
        ),
        ("aws:ec2/getInstanceType:getInstanceType", {"instanceType": "c5.huge"}, "no matching EC2 Instance Type found"),
        (
            "aws:ssm/getParameter:getParameter",
            {"name": "/nosuch"},
            "reading SSM Parameter (/nosuch): couldn't find resource",
        ),
        (
            "aws:ec2/getAmi:getAmi",
            {"owners": [BOTTLEROCKET], "nameRegex": "^nosuch$"},
            "Your query returned no results. Please change your search criteria and try again.",
        ),
        ("aws:ec2/getAmi:getAmi", {"owners": [BOTTLEROCKET]}, "Your query returned more than one result."),
        ("aws:index/getRegion:getRegion", {"name": "mars-1"}, "no matching EC2 Region found: mars-1"),
        ("aws:ec2/getElasticIp:getElasticIp", {"id": "eipalloc-0404"}, "no matching EC2 EIP found"),
        ("aws:ec2/getNatGateway:getNatGateway", {"id": "nat-0404"}, "no matching EC2 NAT Gateway found"),
        ("aws:ec2/getNetworkInterface:getNetworkInterface", {"id": "eni-0404"}, "no matching EC2 Network Interface"),
        (
            "aws:lb/getListenerRule:getListenerRule",
            {"arn": "arn:aws:elasticloadbalancing:us-east-1:123456789012:listener-rule/app/no/1/2/3"},
            "reading ELBv2 Listener Rule",
        ),
        ("aws:ec2/getVpc:getVpc", {"id": "vpc-0404"}, "no matching EC2 VPC found"),
        ("aws:ec2/getSubnet:getSubnet", {"id": "subnet-0404"}, "no matching EC2 Subnet found"),
        (
            "aws:kms/getKey:getKey",
            {"keyId": "key-0404"},
            "reading KMS Key (key-0404): operation error DescribeKey, api",
        ),
        ("aws:sqs/getQueue:getQueue", {"name": "nosuch"}, "reading SQS Queue (nosuch): operation error GetQueueUrl"),
        ("aws:sns/getTopic:getTopic", {"name": "nosuch"}, "reading SNS Topic (nosuch): empty result"),
        ("aws:wafv2/getWebAcl:getWebAcl", {"name": "no", "scope": "REGIONAL"}, "WAFv2 WebACL not found for name: no"),
        ("aws:ec2/getAmi:getAmi", {"uefiData": "x"}, "argument 'uefiData' is not supported by the local stand-in"),
        ("aws:ec2/getAmi:getAmi", {"owner": "x"}, "argument 'owner' is unknown"),
        ("aws:ec2/getNosuch:getNosuch", {}, "function aws:ec2/getNosuch:getNosuch is not supported"),
    ],
)
def test_a_function_that_finds_nothing_fails_with_a_message(
    engine: Engine, token: str, arguments: dict[str, Any], message: str
) -> None:
    with pytest.raises(grpc.RpcError) as caught:
        engine.invoke(token, **arguments)
    assert message in refusal(caught.value)


def test_an_existing_network_is_described(engine: Engine) -> None:
    vpc = engine.create("aws:ec2/vpc:Vpc", {"cidrBlock": "10.9.0.0/16"})
    subnet = engine.create(
        "aws:ec2/subnet:Subnet",
        {"vpcId": vpc.resource_id, "cidrBlock": "10.9.0.0/24", "availabilityZone": "us-east-1b"},
    )
    network = engine.invoke("aws:ec2/getVpc:getVpc", id=vpc.resource_id)
    assert (network["cidrBlock"], network["enableDnsSupport"]) == ("10.9.0.0/16", True)
    found = engine.invoke("aws:ec2/getSubnet:getSubnet", id=subnet.resource_id)
    assert (found["vpcId"], found["availabilityZone"]) == (vpc.resource_id, "us-east-1b")
    # The subnet uses the VPC's main table.
    with pytest.raises(grpc.RpcError) as caught:
        engine.invoke("aws:ec2/getRouteTable:getRouteTable", subnetId=subnet.resource_id)
    assert "query returned no results" in refusal(caught.value)
    table = engine.invoke("aws:ec2/getRouteTable:getRouteTable", routeTableId=network["mainRouteTableId"])
    assert (table["vpcId"], table["routes"]) == (vpc.resource_id, [])


def test_a_free_address_has_no_association(engine: Engine) -> None:
    address = engine.create("aws:ec2/eip:Eip", {"domain": "vpc"})
    found = engine.invoke("aws:ec2/getElasticIp:getElasticIp", id=address.resource_id)
    assert (found["publicIp"], found["associationId"]) == (address.outputs["publicIp"], "")


def test_a_queue_is_found_by_its_name(engine: Engine, aws: Account) -> None:
    url = aws.client("sqs").create_queue(QueueName="orders", tags={"team": "shop"})["QueueUrl"]
    found = engine.invoke("aws:sqs/getQueue:getQueue", name="orders")
    assert (found["url"], found["tags"]) == (url, {"team": "shop"})
    assert found["arn"] == "arn:aws:sqs:us-east-1:123456789012:orders"
