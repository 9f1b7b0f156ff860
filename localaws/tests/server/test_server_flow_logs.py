"""A flow log to a bucket completes the policy of the bucket."""

from __future__ import annotations

import json
from typing import Any

from localaws.tests.server.account import Account

OWN = {"Sid": "Own", "Effect": "Deny", "Principal": "*", "Action": "s3:*", "Resource": "arn:aws:s3:::logs/secret"}


def statements(aws: Account) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = json.loads(aws.s3.get_bucket_policy(Bucket="logs")["Policy"])["Statement"]
    return found


def create_flow_log(aws: Account) -> None:
    aws.ec2.create_flow_logs(
        ResourceIds=[aws.vpc()],
        ResourceType="VPC",
        TrafficType="ALL",
        LogDestinationType="s3",
        LogDestination="arn:aws:s3:::logs/network",
    )


def test_a_flow_log_adds_missing_statements_to_the_bucket_policy_once(aws: Account) -> None:
    aws.s3.create_bucket(Bucket="logs")
    aws.s3.put_bucket_policy(Bucket="logs", Policy=json.dumps({"Version": "2012-10-17", "Statement": [OWN]}))
    create_flow_log(aws)
    own, write, check = statements(aws)
    assert own == OWN
    assert (write["Sid"], check["Sid"]) == ("AWSLogDeliveryWrite", "AWSLogDeliveryAclCheck")
    assert write["Resource"] == "arn:aws:s3:::logs/network/AWSLogs/123456789012/*"
    create_flow_log(aws)
    assert len(statements(aws)) == 3


def test_a_flow_log_creates_the_policy_of_a_bucket_without_one(aws: Account) -> None:
    aws.s3.create_bucket(Bucket="logs")
    create_flow_log(aws)
    assert [statement["Effect"] for statement in statements(aws)] == ["Allow", "Allow"]
