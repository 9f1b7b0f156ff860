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
def test_a_rule_has_a_protocol_and_ports(aws: Account, change: dict[str, Any], message: str) -> None:
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


def test_a_period_is_short_or_in_whole_minutes(aws: Account) -> None:
    cloudwatch = aws.client("cloudwatch")
    with refused("ValidationError", "multiple of 60"):
        cloudwatch.put_metric_alarm(**ALARM, Period=61)
    for period in (10, 120):
        cloudwatch.put_metric_alarm(**ALARM, Period=period)


@pytest.mark.parametrize("name", ["a" * 33, "-web", "web-", "internal-web", "web_1"])
def test_name_of_a_load_balancer(aws: Account, name: str) -> None:
    with refused("ValidationError", name):
        aws.load_balancer(aws.subnets(aws.vpc()), name)


@pytest.mark.parametrize("name", ["ab", "a b c", "a" * 129])
def test_name_of_a_launch_template(aws: Account, name: str) -> None:
    with refused("InvalidLaunchTemplateName.MalformedException"):
        aws.ec2.create_launch_template(LaunchTemplateName=name, LaunchTemplateData={"InstanceType": "c5.large"})


def test_at_most_ten_services_are_described_at_once(aws: Account) -> None:
    aws.cluster()
    names = [f"web-{number}" for number in range(11)]
    with refused("InvalidParameterException", "10"):
        aws.ecs.describe_services(cluster="main", services=names)
    assert len(aws.ecs.describe_services(cluster="main", services=names[:10])["failures"]) == 10


def test_idle_timeout_has_bounds(aws: Account) -> None:
    balancer = aws.load_balancer(aws.subnets(aws.vpc()), "a" * 32)
    attribute = {"Key": "idle_timeout.timeout_seconds", "Value": "4001"}
    with refused("ValidationError", "1-4000"):
        aws.elbv2.modify_load_balancer_attributes(LoadBalancerArn=balancer, Attributes=[attribute])
    aws.elbv2.modify_load_balancer_attributes(LoadBalancerArn=balancer, Attributes=[{**attribute, "Value": "4000"}])


def test_a_group_checks_health_by_known_services(aws: Account) -> None:
    subnets, template = aws.subnets(aws.vpc()), aws.launch_template()
    with refused("ValidationError", "HealthCheckType"):
        aws.group(subnets, template, HealthCheckType="HTTP")
    aws.group(subnets, template, HealthCheckType="EC2,ELB")


def test_sns_delivers_by_known_protocols(aws: Account) -> None:
    sns = aws.client("sns")
    topic = sns.create_topic(Name="alarms")["TopicArn"]
    with refused("InvalidParameter", "pigeon"):
        sns.subscribe(TopicArn=topic, Protocol="pigeon", Endpoint="home")


def test_attributes_of_a_queue_have_bounds(aws: Account) -> None:
    sqs = aws.client("sqs")
    with refused("InvalidAttributeValue", "VisibilityTimeout"):
        sqs.create_queue(QueueName="one", Attributes={"VisibilityTimeout": "43201"})
    url = sqs.create_queue(QueueName="one", Attributes={"VisibilityTimeout": "43200"})["QueueUrl"]
    with refused("InvalidAttributeValue", "DelaySeconds"):
        sqs.set_queue_attributes(QueueUrl=url, Attributes={"DelaySeconds": "901"})


@pytest.mark.parametrize("name", ["Bad", "bad_name", "ends-", "a..b", "10.0.0.1"])
def test_name_of_a_bucket(aws: Account, name: str) -> None:
    with refused("InvalidBucketName"):
        aws.s3.create_bucket(Bucket=name)


def test_policy_and_rules_of_a_bucket(aws: Account) -> None:
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
