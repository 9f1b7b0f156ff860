"""The bucket of the audit logs."""

from __future__ import annotations

import json
from typing import Any

from .control import Check, Control, Predicate, each
from .resource import Resource, Resources, of_kind

BUCKET, BLOCK, POLICY = "s3.Bucket", "s3.BucketPublicAccessBlock", "s3.BucketPolicy"
BLOCKS = ("blockPublicAcls", "blockPublicPolicy", "ignorePublicAcls", "restrictPublicBuckets")

SENSITIVE_ACTIONS = {
    "s3:DeleteBucketPolicy",
    "s3:PutBucketAcl",
    "s3:PutBucketPolicy",
    "s3:PutEncryptionConfiguration",
    "s3:PutObjectAcl",
}
"""https://docs.aws.amazon.com/securityhub/latest/userguide/s3-controls.html#s3-6"""


def _about(bucket: Resource, resources: Resources, kind: str) -> list[Resource]:
    return [resource for resource in of_kind(resources, kind) if resource.at("bucket") == bucket.computed["bucket"]]


def _statements(bucket: Resource, resources: Resources, effect: str) -> list[dict[str, Any]]:
    documents = [json.loads(policy.inputs["policy"]) for policy in _about(bucket, resources, POLICY)]
    return [found for document in documents for found in document["Statement"] if found["Effect"] == effect]


def blocks_public_access(bucket: Resource, resources: Resources) -> bool:
    return any(all(block.at(each) is True for each in BLOCKS) for block in _about(bucket, resources, BLOCK))


def allows_only_known_principals(bucket: Resource, resources: Resources) -> bool:
    principals = [statement["Principal"] for statement in _statements(bucket, resources, "Allow")]
    return "*" not in principals and {"AWS": "*"} not in principals and blocks_public_access(bucket, resources)


def requires_tls(bucket: Resource, resources: Resources) -> bool:
    insecure = {"Bool": {"aws:SecureTransport": "false"}}
    return any(
        statement["Principal"] == "*" and statement["Action"] == "s3:*" and statement.get("Condition") == insecure
        for statement in _statements(bucket, resources, "Deny")
    )


def denies_other_accounts(bucket: Resource, resources: Resources) -> bool:
    allowed = [statement for statement in _statements(bucket, resources, "Allow") if "AWS" in statement["Principal"]]
    actions = {action for statement in allowed for action in [statement["Action"]] if isinstance(action, str)}
    return not actions & {*SENSITIVE_ACTIONS, "s3:*", "*"}


def has_resource(kind: str) -> Predicate:
    """Return the check that a bucket has a resource of a kind."""
    return lambda bucket, resources: bool(_about(bucket, resources, kind))


def has_value(kind: str, path: str, value: str) -> Predicate:
    """Return the check that a resource of a bucket has a value."""
    return lambda bucket, resources: any(found.at(path) == value for found in _about(bucket, resources, kind))


def has_no_acl(bucket: Resource, resources: Resources) -> bool:
    return not _about(bucket, resources, "s3.BucketAcl") and bucket.at("acl") is None


def is_locked(bucket: Resource, resources: Resources) -> bool:
    return bucket.at("objectLockEnabled") is True or bool(_about(bucket, resources, "s3.BucketObjectLockConfiguration"))


def _bucket(good: Predicate) -> Check:
    return each(BUCKET, good=good)


KEEPS_VERSIONS = has_value("s3.BucketVersioning", "versioningConfiguration.status", "Enabled")
DELETES_WITH_MFA = has_value("s3.BucketVersioning", "versioningConfiguration.mfaDelete", "Enabled")
USES_KMS = has_value(
    "s3.BucketServerSideEncryptionConfiguration", "rules.0.applyServerSideEncryptionByDefault.sseAlgorithm", "aws:kms"
)
FAILS: Any = {"result": "no", "failing": (f"{BUCKET} audit",)}

CONTROLS = (
    Control("S3.2", "Critical", "it has no public read access", _bucket(allows_only_known_principals)),
    Control("S3.3", "Critical", "it has no public write access", _bucket(allows_only_known_principals)),
    Control("S3.5", "Medium", "it refuses requests without TLS", _bucket(requires_tls)),
    Control("S3.6", "High", "its policy lets no other account change permissions", _bucket(denies_other_accounts)),
    Control("S3.8", "High", "it blocks public access", _bucket(blocks_public_access)),
    Control(
        "S3.7",
        "Low",
        "its objects are replicated to another region",
        _bucket(has_resource("s3.BucketReplicationConfig")),
        because="the logs stay in the stack's region; a copy in another one doubles their cost",
        **FAILS,
    ),
    Control(
        "S3.10",
        "Medium",
        "with versioning, it has a lifecycle rule",
        each(BUCKET, good=has_resource("s3.BucketLifecycleConfiguration"), applies=KEEPS_VERSIONS),
    ),
    Control(
        "S3.11",
        "Medium",
        "it sends event notifications",
        _bucket(has_resource("s3.BucketNotification")),
        because="load balancers and flow logs write objects every few minutes, and nothing needs a notification",
        **FAILS,
    ),
    Control("S3.14", "Low", "it keeps versions", _bucket(KEEPS_VERSIONS)),
    Control(
        "S3.15",
        "Medium",
        "it has Object Lock",
        _bucket(is_locked),
        because="a lock cannot be removed from a bucket, so each company must decide: `audit.objectLock`",
        **FAILS,
    ),
    Control(
        "S3.20",
        "Low",
        "deleting versions requires an MFA device",
        _bucket(DELETES_WITH_MFA),
        because="only the account's root user can turn it on, so no program can",
        **FAILS,
    ),
    Control(
        "S3.9",
        "Medium",
        "requests to it are logged",
        _bucket(has_resource("s3.BucketLogging")),
        because="it is the target of logs; AWS recommends no access logging for such a bucket",
        **FAILS,
    ),
    Control("S3.12", "Medium", "it has no access control lists", _bucket(has_no_acl)),
    Control("S3.13", "Low", "it has a lifecycle rule", _bucket(has_resource("s3.BucketLifecycleConfiguration"))),
    Control(
        "S3.17",
        "Medium",
        "it is encrypted with a KMS key",
        _bucket(USES_KMS),
        because="load balancers cannot write logs to a bucket with a KMS key; it is encrypted with S3's own keys",
        **FAILS,
    ),
)
