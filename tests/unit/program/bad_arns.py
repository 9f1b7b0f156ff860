"""ARNs of another service, kind, scope, account shape or region, for every setting that takes one."""

from __future__ import annotations

from typing import Any

from tests.harness.mistakes import Mistake, cluster, worker
from tests.harness.settings_classes import NETWORK

CERTIFICATE = "arn:aws:acm:us-east-1:123456789012:certificate/1234"
WEB_ACL = "arn:aws:wafv2:us-east-1:123456789012:regional/webacl/edge/1234"
KEY = "arn:aws:kms:us-east-1:123456789012:key/1234"
TOPIC = "arn:aws:sns:us-east-1:123456789012:on-call"
CLUSTER = "arn:aws:ecs:us-east-1:123456789012:cluster/theirs"
LOG_GROUP = "arn:aws:logs:us-east-1:123456789012:log-group:exec"
NAMESPACE = "arn:aws:servicediscovery:us-east-1:123456789012:namespace/ns-1"
SECRET = "arn:aws:secretsmanager:us-east-1:123456789012:secret:one-AbCdEf"


def in_region(arn: str, region: str) -> str:
    """Return the ARN with another region."""
    return arn.replace("us-east-1", region)


def alarms(arn: str, allowed: str) -> Mistake:
    """Return a mistake in the topic of the alarms."""
    return Mistake({"alarms": {"topicArn": arn}}, "alarms.topicArn", f'"{arn[:60]}', allowed)


def existing_cluster(path: str, value: str, allowed: str, **keys: Any) -> Mistake:
    """Return a mistake in a cluster that exists."""
    known = {"clusterArn": CLUSTER, "capacityProviderName": "theirs", **keys}
    config = {"platform": {"network": NETWORK, "cluster": known}}
    return Mistake(config, f"platform.cluster.{path}", f'"{value}"', allowed)


def namespace(arn: str, allowed: str) -> Mistake:
    """Return a mistake in the ARN of a namespace that exists."""
    return existing_cluster("namespace.arn", arn, allowed, namespace={"id": "ns-1", "arn": arn})


OF_ANOTHER_KIND = [
    *(
        worker(
            "loadBalancer.certificateArns[0]",
            f'"{arn}"',
            "the ARN of an ACM certificate (arn:aws:acm:",
            loadBalancer={"certificateArns": [arn]},
        )
        for arn in (
            WEB_ACL,
            "arn:aws:iam::123456789012:server-certificate/mine",
            "arn:aws:acm:us-east-1::certificate/1",
            "arn:aws:acm::123456789012:certificate/1",
            "arn:aws:acm:us-east-1:123456789012:certificate",
            f"{CERTIFICATE} ",
        )
    ),
    *(
        worker(
            "loadBalancer.webAclArn",
            f'"{arn}"',
            "the ARN of a regional WAF web ACL (arn:aws:wafv2:",
            loadBalancer={"webAclArn": arn},
        )
        for arn in (
            CERTIFICATE,
            WEB_ACL.replace("regional", "global"),
            WEB_ACL.replace("webacl", "rulegroup"),
            "arn:aws:waf-regional:us-east-1:123456789012:webacl/1234",
        )
    ),
    *(
        worker("logKeyArn", f'"{arn}"', "the ARN of a KMS key, not of an alias,", logKeyArn=arn)
        for arn in (SECRET, KEY.replace("key/", "alias/"), "1234abcd-12ab-34cd-56ef-1234567890ab")
    ),
    worker(
        "secretsKeyArns[0]",
        '"arn:aws:kms:us-east-1:123456789012:alias/mine"',
        "the ARN of a KMS key, not of an alias,",
        secrets={"A": SECRET},
        secretsKeyArns=["arn:aws:kms:us-east-1:123456789012:alias/mine"],
    ),
    cluster("logKeyArn", f'"{TOPIC}"', "the ARN of a KMS key", logKeyArn=TOPIC),
    *(
        alarms(arn, "the ARN of an SNS topic (arn:aws:sns:REGION:ACCOUNT:NAME)")
        for arn in (
            "arn:aws:sqs:us-east-1:123456789012:on-call",
            f"{TOPIC}:0a1b2c3d-1111-2222-3333-444455556666",
            "arn:aws:sns:us-east-1:alarms",
        )
    ),
    existing_cluster("clusterArn", TOPIC, "the ARN of an ECS cluster", clusterArn=TOPIC),
    *(
        existing_cluster("executeCommandLogGroupArn", arn, "the ARN of a log group", executeCommandLogGroupArn=arn)
        for arn in ("/exec", f"{LOG_GROUP}:*", TOPIC)
    ),
    *(
        namespace(arn, "the ARN of a Cloud Map namespace")
        for arn in ("mine", NAMESPACE.replace("namespace", "service"))
    ),
    namespace(NAMESPACE.replace("ns-1", "ns-2"), "the ARN of the namespace ns-1"),
    existing_cluster("capacityProviderName", "FARGATE", "does not start with aws", capacityProviderName="FARGATE"),
]

OF_ANOTHER_REGION = [
    *(
        worker(
            path,
            f'"{in_region(arn, region)}"',
            f"it is in {region}; an ARN of the stack's region, us-east-1",
            **given(in_region(arn, region)),
        )
        for path, arn, given in (
            ("loadBalancer.certificateArns[0]", CERTIFICATE, lambda arn: {"loadBalancer": {"certificateArns": [arn]}}),
            ("loadBalancer.webAclArn", WEB_ACL, lambda arn: {"loadBalancer": {"webAclArn": arn}}),
            ("logKeyArn", KEY, lambda arn: {"logKeyArn": arn}),
        )
        for region in ("eu-west-1", "us-east-2")
    ),
    cluster("logKeyArn", "", "it is in eu-west-1", logKeyArn=in_region(KEY, "eu-west-1")),
    alarms(in_region(TOPIC, "eu-west-1"), "it is in eu-west-1; an ARN of the stack's region, us-east-1"),
    existing_cluster("clusterArn", "arn", "it is in eu-west-1", clusterArn=in_region(CLUSTER, "eu-west-1"))._replace(
        value='"arn'
    ),
    existing_cluster(
        "executeCommandLogGroupArn",
        in_region(LOG_GROUP, "eu-west-1"),
        "it is in eu-west-1",
        executeCommandLogGroupArn=in_region(LOG_GROUP, "eu-west-1"),
    ),
    namespace(in_region(NAMESPACE, "eu-west-1"), "it is in eu-west-1"),
    worker(
        "secretsKeyArns[1]",
        "",
        "it is in eu-west-1; a key of a region that secrets are in, us-east-1, is allowed",
        secrets={"A": SECRET},
        secretsKeyArns=[KEY, in_region(KEY, "eu-west-1")],
    ),
]


def in_partition(arn: str, partition: str) -> str:
    """Return the ARN with another partition."""
    return arn.replace("arn:aws:", f"arn:{partition}:")


POLICY = "arn:aws:iam::123456789012:policy/mine"
OF_ANOTHER_PARTITION = [
    *(
        worker(
            path,
            f'"{in_partition(arn, partition)}"',
            f"it is in the partition {partition}; an ARN of the stack's own, arn:aws:..., is allowed",
            **given(in_partition(arn, partition)),
        )
        for path, arn, given in (
            ("loadBalancer.certificateArns[0]", CERTIFICATE, lambda arn: {"loadBalancer": {"certificateArns": [arn]}}),
            ("loadBalancer.webAclArn", WEB_ACL, lambda arn: {"loadBalancer": {"webAclArn": arn}}),
            ("logKeyArn", in_region(KEY, "cn-north-1"), lambda arn: {"logKeyArn": arn}),
            ("taskRole.policyArns[0]", POLICY, lambda arn: {"taskRole": {"policyArns": [arn]}}),
            (
                "taskRole.statements[0].resources[1]",
                "arn:aws:s3:::orders/*",
                lambda arn: {"taskRole": {"statements": [{"actions": ["s3:GetObject"], "resources": ["*", arn]}]}},
            ),
            ("registryCredentialsArn", SECRET, lambda arn: {"registryCredentialsArn": arn}),
            (
                "container.environmentFiles[0]",
                "arn:aws:s3:::files/a.env",
                lambda arn: {"container": {"environmentFiles": [arn]}},
            ),
        )
        for partition in ("aws-cn", "aws-us-gov")
    ),
    worker(
        "secrets.A",
        "[not shown]",
        "it is in the partition aws-cn",
        secrets={"A": in_partition(in_region(SECRET, "cn-north-1"), "aws-cn")},
    ),
    cluster(
        "instancePolicyArns[0]",
        '"arn:aws-cn',
        "the partition aws-cn",
        instancePolicyArns=[in_partition(POLICY, "aws-cn")],
    ),
    alarms(in_partition(TOPIC, "aws-cn"), "it is in the partition aws-cn"),
    existing_cluster(
        "clusterArn", "arn:aws-cn", "the partition aws-cn", clusterArn=in_partition(CLUSTER, "aws-cn")
    )._replace(value='"arn:aws-cn'),
    Mistake(
        {"permissionsBoundaryArn": in_partition(POLICY, "aws-us-gov")},
        "permissionsBoundaryArn",
        '"arn:aws-us-gov',
        "the partition aws-us-gov",
    ),
]

ARNS = {
    "arn of another partition": OF_ANOTHER_PARTITION,
    "arn of another kind": OF_ANOTHER_KIND,
    "arn of another region": OF_ANOTHER_REGION,
}
