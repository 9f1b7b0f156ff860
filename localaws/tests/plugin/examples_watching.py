"""Examples of observability (alarms, dashboards, topics, flow logs), web ACLs and account settings."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

from localaws.tests.plugin.example import Example

if TYPE_CHECKING:
    from collections.abc import Callable

    from localaws.tests.server.account import Account
from localaws.tests.plugin.examples_buckets import of_bucket

QUEUE = "arn:aws:sqs:us-east-1:123456789012"
TOPIC = "arn:aws:sns:us-east-1:123456789012:alarms"


def _query(identifier: str, metric: str) -> dict[str, Any]:
    dimensions = {"LoadBalancer": "app/web/1"}
    given = {
        "namespace": "AWS/ApplicationELB",
        "metricName": metric,
        "dimensions": dimensions,
        "stat": "Sum",
        "period": 60,
    }
    return {"id": identifier, "metric": given}


def _alarm(aws: Account) -> Example:
    cloudwatch = aws.client("cloudwatch")
    rate = {"id": "rate", "expression": "100 * errors / requests", "label": "5xx", "returnData": True}
    return Example(
        {
            "name": "web-errors",
            "alarmDescription": "one",
            "comparisonOperator": "GreaterThanThreshold",
            "evaluationPeriods": 5,
            "datapointsToAlarm": 3,
            "threshold": 5,
            "metricQueries": [rate, _query("errors", "HTTPCode_Target_5XX_Count"), _query("requests", "RequestCount")],
            "alarmActions": [TOPIC, f"{TOPIC}-2"],
            "okActions": [TOPIC],
            "treatMissingData": "notBreaching",
            "tags": {"Name": "one"},
        },
        change={
            "alarmDescription": None,
            "datapointsToAlarm": None,
            "metricQueries": None,
            "namespace": "AWS/ECS",
            "metricName": "CPUUtilization",
            "dimensions": {"ClusterName": "main", "ServiceName": "web"},
            "statistic": "Average",
            "period": 60,
            "threshold": 0.5,
            "alarmActions": [TOPIC],
            "actionsEnabled": False,
            "tags": {"Name": "two"},
        },
        replace={"name": "other"},
        drift=lambda made: cloudwatch.put_metric_alarm(
            AlarmName=made.resource_id,
            ComparisonOperator="GreaterThanThreshold",
            EvaluationPeriods=5,
            Threshold=50,
            MetricName="CPUUtilization",
            Namespace="AWS/ECS",
            Statistic="Average",
            Period=60,
        ),
        drifted="threshold",
    )


def _dashboard(aws: Account) -> Example:
    cloudwatch = aws.client("cloudwatch")

    def body(*texts: str) -> str:
        widgets = [{"type": "text", "properties": {"markdown": text}} for text in texts]
        return json.dumps({"widgets": widgets}, indent=2)

    return Example(
        {"dashboardName": "main", "dashboardBody": body("one", "two")},
        change={"dashboardBody": body("two", "one")},
        replace={"dashboardName": "other"},
        drift=lambda _: cloudwatch.put_dashboard(DashboardName="main", DashboardBody=body("three")),
        drifted="dashboardBody",
    )


def _topic(aws: Account) -> Example:
    sns = aws.client("sns")
    return Example(
        {"name": "alarms", "displayName": "one", "kmsMasterKeyId": "alias/aws/sns", "tags": {"Name": "one"}},
        change={"displayName": "two", "kmsMasterKeyId": None, "tags": {"Name": "two"}},
        replace={"name": "other"},
        drift=lambda made: sns.set_topic_attributes(
            TopicArn=made.resource_id, AttributeName="DisplayName", AttributeValue="three"
        ),
        drifted="displayName",
    )


def _subscription(aws: Account) -> Example:
    sns = aws.client("sns")
    topic = sns.create_topic(Name="alarms")["TopicArn"]
    return Example(
        {"topic": topic, "protocol": "sqs", "endpoint": f"{QUEUE}:one", "filterPolicy": '{"a": ["1"]}'},
        change={"filterPolicy": '{"a":["2"]}'},
        replace={"endpoint": f"{QUEUE}:other"},
        drift=lambda made: sns.set_subscription_attributes(
            SubscriptionArn=made.resource_id, AttributeName="FilterPolicy", AttributeValue='{"a": ["3"]}'
        ),
        drifted="filterPolicy",
    )


def _flow_log(aws: Account) -> Example:
    of_bucket(aws)
    vpc_id, destination = aws.vpc(), "arn:aws:s3:::logs-of-main"
    return Example(
        {
            "vpcId": vpc_id,
            "trafficType": "ALL",
            "logDestinationType": "s3",
            "logDestination": destination,
            "maxAggregationInterval": 60,
            "tags": {"Name": "one"},
        },
        change={"tags": {"Name": "two"}},
        replace={"trafficType": "REJECT", "maxAggregationInterval": 600},
        drift=lambda made: aws.ec2.create_tags(Resources=[made.resource_id], Tags=[{"Key": "Name", "Value": "three"}]),
        drifted="tags",
    )


def web_acl(aws: Account, name: str = "main") -> str:
    """Create a web ACL that allows everything; return its ARN."""
    created = aws.client("wafv2").create_web_acl(
        Name=name,
        Scope="REGIONAL",
        DefaultAction={"Allow": {}},
        VisibilityConfig={"SampledRequestsEnabled": True, "CloudWatchMetricsEnabled": True, "MetricName": name},
    )
    return str(created["Summary"]["ARN"])


def _web_acl_association(aws: Account) -> Example:
    balancer = aws.load_balancer(aws.subnets(aws.vpc()))
    return Example(
        {"resourceArn": balancer, "webAclArn": web_acl(aws)},
        replace={"webAclArn": web_acl(aws, "other")},
    )


def _account_setting(aws: Account) -> Example:
    return Example(
        {"name": "awsvpcTrunking", "value": "enabled"},
        change={"value": "disabled"},
        replace={"name": "containerInsights"},
        drift=lambda _: aws.ecs.put_account_setting_default(name="awsvpcTrunking", value="disabled"),
        drifted="value",
        import_id=lambda _: "awsvpcTrunking",
    )


EXAMPLES: dict[str, Callable[[Account], Example]] = {
    "aws:cloudwatch/dashboard:Dashboard": _dashboard,
    "aws:cloudwatch/metricAlarm:MetricAlarm": _alarm,
    "aws:ec2/flowLog:FlowLog": _flow_log,
    "aws:ecs/accountSettingDefault:AccountSettingDefault": _account_setting,
    "aws:sns/topic:Topic": _topic,
    "aws:sns/topicSubscription:TopicSubscription": _subscription,
    "aws:wafv2/webAclAssociation:WebAclAssociation": _web_acl_association,
}
