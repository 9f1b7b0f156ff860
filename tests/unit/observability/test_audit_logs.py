"""Audit logs, alarms, the dashboard, and the protection of a load balancer."""

from __future__ import annotations

import json
from fnmatch import fnmatchcase
from typing import Any

import pytest

from tests.harness.aws_outputs import ACCOUNT_ID
from tests.harness.build import PLATFORM, build, build_cluster, build_services, build_stack
from tests.harness.recording import Recording
from tests.harness.registration import UNSET

SERVICES = {"web": {"topology": "public-api"}, "worker": {"topology": "private-worker"}}
TOPIC = "arn:aws:sns:us-east-1:123456789012:on-call"
LIMITS = {"cpuPercent": 71, "memoryPercent": 72, "errorPercent": 3, "latencySeconds": 0.4}
KEY = "arn:aws:kms:us-east-1:123456789012:key/1"
OPTIONAL = ("cloudwatch.MetricAlarm", "cloudwatch.Dashboard", "s3.Bucket", "ec2.FlowLog", "wafv2.WebAclAssociation")


def program(**settings: Any) -> Recording:
    return build({"services": SERVICES, **settings})


def everything() -> Recording:
    """Build a program with all of these settings, shared by most tests."""
    return program(audit={"retentionDays": 90}, alarms={"topicArn": TOPIC, **LIMITS}, dashboard=True)


NO_LOGS = {"bucket": "", "enabled": False}
"""Written out, because the provider keeps the current block if it is missing."""


@pytest.mark.parametrize("stack", ["dev", "public-api"])
def test_by_default_no_logs_alarms_or_dashboard_are_created(stack: str) -> None:
    recording = build_stack(stack)
    assert [recording.names(kind) for kind in OPTIONAL] == [[], [], [], [], []]
    balancer = recording.one("lb.LoadBalancer")
    assert (balancer.at("accessLogs"), balancer.at("enableDeletionProtection")) == (NO_LOGS, UNSET)


def test_load_balancers_log_to_the_bucket_after_its_policy_allows_it() -> None:
    recording = everything()
    bucket, policy = recording.one("s3.Bucket"), recording.one("s3.BucketPolicy")
    for balancer in recording.all("lb.LoadBalancer"):
        logs = balancer.at("accessLogs")
        assert logs == {"bucket": bucket.computed["bucket"], "prefix": balancer.name, "enabled": True}
        assert policy in recording.waits_for(balancer)


def test_the_network_writes_flow_logs_to_the_bucket() -> None:
    recording = everything()
    flow = recording.one("ec2.FlowLog")
    assert flow.at("vpcId") == recording.one("ec2.Vpc").id
    assert (flow.at("logDestination"), flow.at("logDestinationType")) == (
        recording.one("s3.Bucket").computed["arn"],
        "s3",
    )
    assert flow.at("trafficType") == "ALL"
    assert recording.one("s3.BucketPolicy") in recording.waits_for(flow)


def test_access_logs_and_flow_logs_are_separate_settings() -> None:
    recording = program(audit={"flowLogs": False, "accessLogs": False, "deleteWithStack": True})
    assert recording.names("ec2.FlowLog") == []
    assert [balancer.at("accessLogs") for balancer in recording.all("lb.LoadBalancer")] == [NO_LOGS, NO_LOGS]


def test_the_bucket_is_private_encrypted_and_expires_logs() -> None:
    recording = everything()
    block = recording.one("s3.BucketPublicAccessBlock")
    blocked = {"blockPublicAcls", "blockPublicPolicy", "ignorePublicAcls", "restrictPublicBuckets"}
    assert {name for name in blocked if block.at(name) is True} == blocked
    encryption = recording.one("s3.BucketServerSideEncryptionConfiguration")
    assert "AES256" in json.dumps(encryption.inputs)
    (rule,) = recording.one("s3.BucketLifecycleConfiguration").at("rules")
    assert (rule["status"], rule["filter"], rule["expiration"]) == ("Enabled", {"prefix": ""}, {"days": 90})


def test_deleted_logs_are_kept_as_noncurrent_versions() -> None:
    recording = everything()
    versioning = recording.one("s3.BucketVersioning")
    assert versioning.at("versioningConfiguration") == {"status": "Enabled"}
    lifecycle = recording.one("s3.BucketLifecycleConfiguration")
    (rule,) = lifecycle.at("rules")
    assert rule["noncurrentVersionExpiration"] == {"noncurrentDays": 30}
    assert rule["abortIncompleteMultipartUpload"] == {"daysAfterInitiation": 7}
    assert versioning in recording.waits_for(lifecycle)
    assert recording.names("s3.BucketObjectLockConfiguration") == []


@pytest.mark.parametrize("mode", ["governance", "compliance"])
def test_logs_are_locked_in_a_bucket_with_versions(mode: str) -> None:
    recording = program(audit={"objectLock": {"mode": mode, "days": 365}})
    lock = recording.one("s3.BucketObjectLockConfiguration")
    assert lock.at("rule") == {"defaultRetention": {"mode": mode.upper(), "days": 365}}
    assert recording.one("s3.BucketVersioning") in recording.waits_for(lock)
    # With this input, another lock would replace the bucket.
    assert recording.one("s3.Bucket").at("objectLockEnabled") is UNSET


def test_the_bucket_policy_allows_log_services_of_this_account_over_tls_only() -> None:
    recording = everything()
    arn = recording.one("s3.Bucket").computed["arn"]
    statements = json.loads(recording.one("s3.BucketPolicy").at("policy"))["Statement"]
    assert all(arn in json.dumps(statement["Resource"]) for statement in statements)
    allowed = [statement for statement in statements if statement["Effect"] == "Allow"]
    assert {tuple(statement["Principal"]) for statement in allowed} == {("Service",)}
    (denied,) = [statement for statement in statements if statement["Effect"] == "Deny"]
    assert denied["Condition"] == {"Bool": {"aws:SecureTransport": "false"}}


def test_the_statements_for_flow_logs_equal_those_that_aws_adds() -> None:
    recording = everything()
    arn = recording.one("s3.Bucket").computed["arn"]
    policy = json.loads(recording.one("s3.BucketPolicy").at("policy"))
    statements = {statement["Sid"]: statement for statement in policy["Statement"]}
    delivery = {"Service": "delivery.logs.amazonaws.com"}
    source = {"aws:SourceArn": f"arn:aws:logs:us-east-1:{ACCOUNT_ID}:*"}
    assert statements["AWSLogDeliveryWrite"] == {
        "Sid": "AWSLogDeliveryWrite",
        "Effect": "Allow",
        "Principal": delivery,
        "Action": "s3:PutObject",
        "Resource": f"{arn}/AWSLogs/{ACCOUNT_ID}/*",
        "Condition": {
            "StringEquals": {"aws:SourceAccount": ACCOUNT_ID, "s3:x-amz-acl": "bucket-owner-full-control"},
            "ArnLike": source,
        },
    }
    assert statements["AWSLogDeliveryAclCheck"] == {
        "Sid": "AWSLogDeliveryAclCheck",
        "Effect": "Allow",
        "Principal": delivery,
        "Action": "s3:GetBucketAcl",
        "Resource": arn,
        "Condition": {"StringEquals": {"aws:SourceAccount": ACCOUNT_ID}, "ArnLike": source},
    }


def test_load_balancers_write_logs_with_their_name_and_account_as_prefix() -> None:
    recording = everything()
    statements = json.loads(recording.one("s3.BucketPolicy").at("policy"))["Statement"]
    (access_logs,) = [statement for statement in statements if statement["Sid"] == "AccessLogs"]
    assert access_logs["Principal"] == {"Service": "logdelivery.elasticloadbalancing.amazonaws.com"}
    written = access_logs["Resource"]
    bucket = recording.one("s3.Bucket").computed["arn"]
    for balancer in recording.all("lb.LoadBalancer"):
        prefix = balancer.at("accessLogs.prefix")
        assert fnmatchcase(f"{bucket}/{prefix}/AWSLogs/{ACCOUNT_ID}/elasticloadbalancing/us-east-1/log.gz", written)
        assert not fnmatchcase(f"{bucket}/{prefix}/AWSLogs/999999999999/elasticloadbalancing/us-east-1/log.gz", written)


def test_logs_are_kept_after_the_deletion_of_the_stack_by_default() -> None:
    assert everything().one("s3.Bucket").at("forceDestroy") is False
    recording = program(audit={"flowLogs": False, "accessLogs": False, "deleteWithStack": True})
    assert recording.one("s3.Bucket").at("forceDestroy") is True


def test_every_alarm_notifies_the_topic_of_its_start_and_end() -> None:
    alarms = everything().all("cloudwatch.MetricAlarm")
    assert {(tuple(alarm.at("alarmActions")), tuple(alarm.at("okActions"))) for alarm in alarms} == {
        ((TOPIC,), (TOPIC,))
    }


def test_each_service_has_every_alarm() -> None:
    watched = {"5xx", "cpu", "latency", "memory", "unhealthy", "unplaced"}
    names = set(everything().names("cloudwatch.MetricAlarm"))
    expected = {f"alarms-{service}-{what}" for service in SERVICES for what in watched}
    assert names == {*expected, "alarms-capacity"}


def test_alarms_have_the_dimensions_of_their_service_and_load_balancer() -> None:
    recording = everything()
    cpu = recording.one("cloudwatch.MetricAlarm", "alarms-worker-cpu")
    cluster = recording.one("ecs.Cluster").computed["name"]
    assert cpu.at("dimensions") == {"ClusterName": cluster, "ServiceName": "worker"}
    unhealthy = recording.one("cloudwatch.MetricAlarm", "alarms-worker-unhealthy")
    assert unhealthy.at("dimensions") == {
        "LoadBalancer": recording.one("lb.LoadBalancer", "worker-private").computed["arnSuffix"],
        "TargetGroup": recording.one("lb.TargetGroup", "worker-private").computed["arnSuffix"],
    }


def test_the_thresholds_of_alarms_are_settings() -> None:
    recording = everything()
    thresholds = {
        what: recording.one("cloudwatch.MetricAlarm", f"alarms-web-{what}").at("threshold")
        for what in ("cpu", "memory", "5xx", "latency")
    }
    assert thresholds == {"cpu": 71, "memory": 72, "5xx": 3, "latency": 0.4}


def test_a_service_without_a_load_balancer_has_no_alarms_on_requests() -> None:
    services = {"redis": {"topology": "private-worker", "loadBalancer": "none"}}
    config = {"platform": PLATFORM, "alarms": {"topicArn": TOPIC}, "services": services}
    # The Auto Scaling group belongs to another stack, and so does its alarm.
    assert build(config).names("cloudwatch.MetricAlarm") == [
        "alarms-redis-cpu",
        "alarms-redis-memory",
        "alarms-redis-unplaced",
    ]


def test_the_dashboard_is_named_after_the_stack() -> None:
    recording = program(tags={"project": "shop", "stack": "all"}, dashboard=True)
    assert recording.one("cloudwatch.Dashboard").at("dashboardName") == "ecs-on-ec2-test"


def test_the_dashboard_has_a_row_for_each_service() -> None:
    recording = everything()
    body = json.loads(recording.one("cloudwatch.Dashboard").at("dashboardBody"))
    titles = [widget["properties"]["title"] for widget in body["widgets"]]
    assert {title.partition(":")[0] for title in titles} == {"web", "worker"}
    places = [(widget["x"], widget["y"]) for widget in body["widgets"]]
    assert len(set(places)) == len(places)


def test_a_web_acl_is_associated_with_the_services_load_balancer() -> None:
    acl = "arn:aws:wafv2:us-east-1:123456789012:regional/webacl/api/0a1b2c3d-1111-2222-3333-444455556666"
    recording = build_services({"web": {"topology": "public-api", "loadBalancer": {"webAclArn": acl}}})
    association = recording.one("wafv2.WebAclAssociation")
    assert association.inputs["webAclArn"] == acl
    assert association.at("resourceArn") == recording.one("lb.LoadBalancer").computed["arn"]


def test_deletion_protection_is_set_in_aws_and_in_the_engine() -> None:
    recording = build_services({"web": {"topology": "public-api", "loadBalancer": {"deletionProtection": True}}})
    balancer = recording.one("lb.LoadBalancer")
    assert balancer.at("enableDeletionProtection") is True
    assert balancer.protect


def test_logs_are_encrypted_with_a_given_key() -> None:
    cluster = {"executeCommand": True, "logKeyArn": KEY}
    recording = build_cluster(cluster, {"web": {"topology": "public-api", "logKeyArn": KEY}})
    groups = recording.all("cloudwatch.LogGroup")
    assert [group.at("kmsKeyId") for group in groups] == [KEY, KEY]
