"""Values that AWS checks although its API description does not limit them."""

from __future__ import annotations

import json
from typing import Any

import pytest

from localaws.tests.server.account import Account, refused

RULE = {"IpProtocol": "tcp", "FromPort": 80, "ToPort": 80, "IpRanges": [{"CidrIp": "10.0.0.0/8"}]}
ALARM = {
    "AlarmName": "cpu",
    "ComparisonOperator": "GreaterThanThreshold",
    "EvaluationPeriods": 1,
    "MetricName": "CPUUtilization",
    "Namespace": "AWS/ECS",
    "Statistic": "Average",
    "Threshold": 1,
}


@pytest.mark.parametrize(
    ("change", "message"),
    [
        ({"FromPort": 70000, "ToPort": 70000}, "Invalid TCP/UDP port range (70000:70000)"),
        ({"FromPort": 81}, "Invalid TCP/UDP port range (81:80)"),
        ({"IpProtocol": "tpc"}, "Unknown protocol"),
        ({"IpProtocol": "256"}, "Unknown protocol"),
    ],
)
def test_a_rule_with_an_invalid_protocol_or_port_range_is_refused(
    aws: Account, change: dict[str, Any], message: str
) -> None:
    group = aws.security_group(aws.vpc())
    with refused("InvalidParameterValue", message):
        aws.ec2.authorize_security_group_ingress(GroupId=group, IpPermissions=[{**RULE, **change}])
    for taken in (RULE, {**RULE, "IpProtocol": "icmp", "FromPort": -1, "ToPort": -1}, {**RULE, "IpProtocol": "50"}):
        aws.ec2.authorize_security_group_ingress(GroupId=group, IpPermissions=[taken])


def test_tags_with_the_prefix_of_aws_are_reserved(aws: Account) -> None:
    with refused("InvalidParameterValue", "reserved for internal use"):
        aws.ec2.create_tags(Resources=[aws.vpc()], Tags=[{"Key": "aws:cloudformation", "Value": "mine"}])


def test_log_retention_is_one_of_the_allowed_numbers_of_days(aws: Account) -> None:
    aws.logs.create_log_group(logGroupName="web")
    with refused("InvalidParameterException", "enum value set"):
        aws.logs.put_retention_policy(logGroupName="web", retentionInDays=31)
    aws.logs.put_retention_policy(logGroupName="web", retentionInDays=30)


def test_the_period_of_an_alarm_is_a_multiple_of_60_seconds_or_short(aws: Account) -> None:
    cloudwatch = aws.client("cloudwatch")
    with refused("ValidationError", "multiple of 60"):
        cloudwatch.put_metric_alarm(**ALARM, Period=61)
    for period in (10, 120):
        cloudwatch.put_metric_alarm(**ALARM, Period=period)


@pytest.mark.parametrize("name", ["a" * 33, "-web", "web-", "internal-web", "web_1"])
def test_an_invalid_name_of_a_load_balancer_is_refused(aws: Account, name: str) -> None:
    with refused("ValidationError", name):
        aws.load_balancer(aws.subnets(aws.vpc()), name)


@pytest.mark.parametrize("name", ["ab", "a b c", "a" * 129])
def test_an_invalid_name_of_a_launch_template_is_refused(aws: Account, name: str) -> None:
    with refused("InvalidLaunchTemplateName.MalformedException"):
        aws.ec2.create_launch_template(LaunchTemplateName=name, LaunchTemplateData={"InstanceType": "c5.large"})


def test_at_most_ten_services_are_described_at_once(aws: Account) -> None:
    aws.cluster()
    names = [f"web-{number}" for number in range(11)]
    with refused("InvalidParameterException", "10"):
        aws.ecs.describe_services(cluster="main", services=names)
    assert len(aws.ecs.describe_services(cluster="main", services=names[:10])["failures"]) == 10


def test_an_idle_timeout_over_4000_seconds_is_refused(aws: Account) -> None:
    balancer = aws.load_balancer(aws.subnets(aws.vpc()), "a" * 32)
    attribute = {"Key": "idle_timeout.timeout_seconds", "Value": "4001"}
    with refused("ValidationError", "1-4000"):
        aws.elbv2.modify_load_balancer_attributes(LoadBalancerArn=balancer, Attributes=[attribute])
    aws.elbv2.modify_load_balancer_attributes(LoadBalancerArn=balancer, Attributes=[{**attribute, "Value": "4000"}])


def test_an_unknown_health_check_type_of_a_group_is_refused(aws: Account) -> None:
    subnets, template = aws.subnets(aws.vpc()), aws.launch_template()
    with refused("ValidationError", "HealthCheckType"):
        aws.group(subnets, template, HealthCheckType="HTTP")
    aws.group(subnets, template, HealthCheckType="EC2,ELB")


def test_an_unknown_protocol_of_a_subscription_is_refused(aws: Account) -> None:
    sns = aws.client("sns")
    topic = sns.create_topic(Name="alarms")["TopicArn"]
    with refused("InvalidParameter", "pigeon"):
        sns.subscribe(TopicArn=topic, Protocol="pigeon", Endpoint="home")


def test_an_attribute_of_a_queue_outside_its_bounds_is_refused(aws: Account) -> None:
    sqs = aws.client("sqs")
    with refused("InvalidAttributeValue", "VisibilityTimeout"):
        sqs.create_queue(QueueName="one", Attributes={"VisibilityTimeout": "43201"})
    url = sqs.create_queue(QueueName="one", Attributes={"VisibilityTimeout": "43200"})["QueueUrl"]
    with refused("InvalidAttributeValue", "DelaySeconds"):
        sqs.set_queue_attributes(QueueUrl=url, Attributes={"DelaySeconds": "901"})


@pytest.mark.parametrize("name", ["Bad", "bad_name", "ends-", "a..b", "10.0.0.1"])
def test_an_invalid_name_of_a_bucket_is_refused(aws: Account, name: str) -> None:
    with refused("InvalidBucketName"):
        aws.s3.create_bucket(Bucket=name)


def test_an_invalid_policy_or_lifecycle_rule_of_a_bucket_is_refused(aws: Account) -> None:
    aws.s3.create_bucket(Bucket="logs.of-web1")
    for policy in ("{", json.dumps([])):
        with refused("MalformedPolicy"):
            aws.s3.put_bucket_policy(Bucket="logs.of-web1", Policy=policy)
    rule = {"ID": "end", "Status": "Enabled", "Filter": {"Prefix": ""}}
    transition = {"Transitions": [{"Days": 0, "StorageClass": "GLACIER"}]}

    def put(days: int) -> None:
        rules = [{**rule, **transition, "Expiration": {"Days": days}}]
        aws.s3.put_bucket_lifecycle_configuration(Bucket="logs.of-web1", LifecycleConfiguration={"Rules": rules})

    with refused("InvalidArgument", "positive integer"):
        put(0)
    put(1)
