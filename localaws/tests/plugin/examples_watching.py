"""Examples of what watches and records: alarms, dashboards, topics, buckets, flow logs; and what guards and sets."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

from localaws.tests.plugin.example import Example

if TYPE_CHECKING:
    from collections.abc import Callable

    from localaws.tests.server.account import Account

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


def _bucket(aws: Account) -> Example:
    s3 = aws.client("s3")
    tags = {"TagSet": [{"Key": "Name", "Value": "three"}]}
    return Example(
        {"bucket": "logs-of-main", "forceDestroy": True, "tags": {"Name": "one"}},
        change={"forceDestroy": False, "tags": {"Name": "two"}},
        replace={"bucket": "other-logs"},
        drift=lambda made: s3.put_bucket_tagging(Bucket=made.resource_id, Tagging=tags),
        drifted="tags",
    )


def _of_bucket(aws: Account) -> Any:
    s3 = aws.client("s3")
    for name in ("logs-of-main", "other-logs"):
        s3.create_bucket(Bucket=name)
    return s3


def _bucket_policy(aws: Account) -> Example:
    s3 = _of_bucket(aws)

    def policy(principal: str) -> str:
        statement = {
            "Effect": "Allow",
            "Principal": {"Service": principal},
            "Action": ["s3:PutObject"],
            "Resource": "arn:aws:s3:::logs-of-main/*",
        }
        return json.dumps({"Version": "2012-10-17", "Statement": [statement]})

    return Example(
        {"bucket": "logs-of-main", "policy": policy("delivery.logs.amazonaws.com")},
        change={"policy": policy("logdelivery.elasticloadbalancing.amazonaws.com")},
        replace={"bucket": "other-logs"},
        drift=lambda made: s3.put_bucket_policy(Bucket=made.resource_id, Policy=policy("ec2.amazonaws.com")),
        drifted="policy",
    )


def _access_block(aws: Account) -> Example:
    s3 = _of_bucket(aws)
    allowed = {"BlockPublicAcls": False}
    return Example(
        {"bucket": "logs-of-main", "blockPublicAcls": True, "blockPublicPolicy": True, "ignorePublicAcls": True},
        change={"restrictPublicBuckets": True, "ignorePublicAcls": False},
        replace={"bucket": "other-logs"},
        drift=lambda made: s3.put_public_access_block(Bucket=made.resource_id, PublicAccessBlockConfiguration=allowed),
        drifted="blockPublicAcls",
    )


def _encryption(aws: Account) -> Example:
    s3 = _of_bucket(aws)

    def rules(algorithm: str) -> list[dict[str, Any]]:
        default = {"sseAlgorithm": algorithm}
        # S3 blocks this type by itself; left out, it is a change at every update.
        return [
            {
                "applyServerSideEncryptionByDefault": default,
                "blockedEncryptionTypes": ["SSE-C"],
                "bucketKeyEnabled": True,
            }
        ]

    changed = {"Rules": [{"ApplyServerSideEncryptionByDefault": {"SSEAlgorithm": "aws:kms:dsse"}}]}
    return Example(
        {"bucket": "logs-of-main", "rules": rules("AES256")},
        change={"rules": rules("aws:kms")},
        replace={"bucket": "other-logs"},
        drift=lambda made: s3.put_bucket_encryption(Bucket=made.resource_id, ServerSideEncryptionConfiguration=changed),
        drifted="rules",
    )


def _lifecycle(aws: Account) -> Example:
    s3 = _of_bucket(aws)

    def rule(days: int, **others: Any) -> dict[str, Any]:
        return {"id": "expire", "status": "Enabled", "filter": {"prefix": ""}, "expiration": {"days": days}, **others}

    changed = {"ID": "expire", "Status": "Disabled", "Filter": {"Prefix": ""}, "Expiration": {"Days": 1}}
    return Example(
        {"bucket": "logs-of-main", "rules": [rule(90)]},
        change={
            "rules": [
                rule(
                    30,
                    transitions=[{"days": 7, "storageClass": "GLACIER"}],
                    noncurrentVersionExpiration={"noncurrentDays": 3},
                    abortIncompleteMultipartUpload={"daysAfterInitiation": 1},
                )
            ]
        },
        replace={"bucket": "other-logs"},
        drift=lambda made: s3.put_bucket_lifecycle_configuration(
            Bucket=made.resource_id, LifecycleConfiguration={"Rules": [changed]}
        ),
        drifted="rules",
    )


def _ownership(aws: Account) -> Example:
    s3 = _of_bucket(aws)
    changed = {"Rules": [{"ObjectOwnership": "ObjectWriter"}]}
    return Example(
        {"bucket": "logs-of-main", "rule": {"objectOwnership": "BucketOwnerEnforced"}},
        change={"rule": {"objectOwnership": "BucketOwnerPreferred"}},
        replace={"bucket": "other-logs"},
        drift=lambda made: s3.put_bucket_ownership_controls(Bucket=made.resource_id, OwnershipControls=changed),
        drifted="rule",
    )


def _versioning(aws: Account) -> Example:
    s3 = _of_bucket(aws)
    return Example(
        {"bucket": "logs-of-main", "versioningConfiguration": {"status": "Enabled"}},
        change={"versioningConfiguration": {"status": "Suspended"}},
        replace={"bucket": "other-logs"},
        drift=lambda made: s3.put_bucket_versioning(
            Bucket=made.resource_id, VersioningConfiguration={"Status": "Suspended"}
        ),
        drifted="versioningConfiguration",
    )


def _object_lock(aws: Account) -> Example:
    s3 = _of_bucket(aws)
    s3.put_bucket_versioning(Bucket="logs-of-main", VersioningConfiguration={"Status": "Enabled"})
    unlocked = {"ObjectLockEnabled": "Enabled"}
    return Example(
        {"bucket": "logs-of-main", "rule": {"defaultRetention": {"mode": "GOVERNANCE", "days": 30}}},
        change={"rule": {"defaultRetention": {"mode": "COMPLIANCE", "years": 1}}},
        replace={"bucket": "other-logs"},
        drift=lambda made: s3.put_object_lock_configuration(Bucket=made.resource_id, ObjectLockConfiguration=unlocked),
        drifted="rule",
    )


def _flow_log(aws: Account) -> Example:
    _of_bucket(aws)
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
    """Make a web ACL that allows everything; return its ARN."""
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
    "aws:s3/bucket:Bucket": _bucket,
    "aws:s3/bucketLifecycleConfiguration:BucketLifecycleConfiguration": _lifecycle,
    "aws:s3/bucketObjectLockConfiguration:BucketObjectLockConfiguration": _object_lock,
    "aws:s3/bucketOwnershipControls:BucketOwnershipControls": _ownership,
    "aws:s3/bucketPolicy:BucketPolicy": _bucket_policy,
    "aws:s3/bucketPublicAccessBlock:BucketPublicAccessBlock": _access_block,
    "aws:s3/bucketServerSideEncryptionConfiguration:BucketServerSideEncryptionConfiguration": _encryption,
    "aws:s3/bucketVersioning:BucketVersioning": _versioning,
    "aws:sns/topic:Topic": _topic,
    "aws:sns/topicSubscription:TopicSubscription": _subscription,
    "aws:wafv2/webAclAssociation:WebAclAssociation": _web_acl_association,
}
