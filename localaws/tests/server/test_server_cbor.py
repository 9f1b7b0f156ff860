"""RPC in CBOR, the protocol of Pulumi's own AWS plugin for CloudWatch, which boto3 does not use."""

from __future__ import annotations

import urllib.error
import urllib.request
from datetime import datetime
from typing import Any

from botocore.parsers import RpcV2CBORParser
from botocore.serialize import RpcV2CBORSerializer
from moto.core.utils import get_service_model

from localaws.tests.conftest import Server
from localaws.tests.server.account import REGION


def cbor(server: Server, service: str, name: str, parameters: dict[str, Any]) -> tuple[int, dict[str, Any]]:
    """Return the answer to a request in CBOR."""
    operation = get_service_model(service).operation_model(name)
    sent = RpcV2CBORSerializer().serialize_to_request(parameters, operation)
    scope = f"Credential=testing/20260101/{REGION}/monitoring/aws4_request"
    headers = {**sent["headers"], "Authorization": f"AWS4-HMAC-SHA256 {scope}, SignedHeaders=host, Signature=0"}
    request = urllib.request.Request(server.url + sent["url_path"], data=sent["body"], headers=headers, method="POST")
    try:
        answer = urllib.request.urlopen(request, timeout=60)
    except urllib.error.HTTPError as refusal:
        answer = refusal
    with answer:
        assert answer.headers["smithy-protocol"] == "rpc-v2-cbor"
        received = {"body": answer.read(), "headers": dict(answer.headers), "status_code": answer.status}
    parsed: dict[str, Any] = RpcV2CBORParser().parse(received, operation.output_shape)
    return int(received["status_code"]), parsed


def test_an_alarm_is_created_and_described_in_cbor(server: Server) -> None:
    alarm = {
        "AlarmName": "cpu",
        "ComparisonOperator": "GreaterThanThreshold",
        "EvaluationPeriods": 3,
        "MetricName": "CPUUtilization",
        "Namespace": "AWS/ECS",
        "Period": 60,
        "Statistic": "Average",
        "Threshold": 80.5,
        "ActionsEnabled": True,
        "Dimensions": [{"Name": "ClusterName", "Value": "main"}],
        "Tags": [{"Key": "Name", "Value": "süd"}],
    }
    assert cbor(server, "cloudwatch", "PutMetricAlarm", alarm)[0] == 200
    status, answer = cbor(server, "cloudwatch", "DescribeAlarms", {"AlarmNames": ["cpu"]})
    (found,) = answer["MetricAlarms"]
    assert status == 200
    assert {key: found[key] for key in alarm if key != "Tags"} == {key: alarm[key] for key in alarm if key != "Tags"}
    assert isinstance(found["StateUpdatedTimestamp"], datetime)
    _, tags = cbor(server, "cloudwatch", "ListTagsForResource", {"ResourceARN": found["AlarmArn"]})
    assert tags["Tags"] == alarm["Tags"]


def test_a_refusal_is_answered_in_cbor(server: Server) -> None:
    status, answer = cbor(server, "cloudwatch", "GetDashboard", {"DashboardName": "none"})
    assert status == 404
    assert answer["Error"]["Code"] == "ResourceNotFound"
    status, answer = cbor(server, "cloudwatch", "PutMetricAlarm", {"AlarmName": "a" * 256})
    assert (status, answer["Error"]["Code"]) == (400, "ValidationError")
