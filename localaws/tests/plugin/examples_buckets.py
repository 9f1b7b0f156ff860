"""Examples of buckets and their settings."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

from localaws.tests.plugin.example import Example

if TYPE_CHECKING:
    from collections.abc import Callable

    from localaws.tests.server.account import Account


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


def of_bucket(aws: Account) -> Any:
    """Create the buckets; return the client."""
    s3 = aws.client("s3")
    for name in ("logs-of-main", "other-logs"):
        s3.create_bucket(Bucket=name)
    return s3


def _bucket_policy(aws: Account) -> Example:
    s3 = of_bucket(aws)

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
    s3 = of_bucket(aws)
    allowed = {"BlockPublicAcls": False}
    return Example(
        {"bucket": "logs-of-main", "blockPublicAcls": True, "blockPublicPolicy": True, "ignorePublicAcls": True},
        change={"restrictPublicBuckets": True, "ignorePublicAcls": False},
        replace={"bucket": "other-logs"},
        drift=lambda made: s3.put_public_access_block(Bucket=made.resource_id, PublicAccessBlockConfiguration=allowed),
        drifted="blockPublicAcls",
    )


def _encryption(aws: Account) -> Example:
    s3 = of_bucket(aws)

    def rules(algorithm: str) -> list[dict[str, Any]]:
        default = {"sseAlgorithm": algorithm}
        # S3 blocks this type by default; without the value, every update would change it.
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
    s3 = of_bucket(aws)

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
    s3 = of_bucket(aws)
    changed = {"Rules": [{"ObjectOwnership": "ObjectWriter"}]}
    return Example(
        {"bucket": "logs-of-main", "rule": {"objectOwnership": "BucketOwnerEnforced"}},
        change={"rule": {"objectOwnership": "BucketOwnerPreferred"}},
        replace={"bucket": "other-logs"},
        drift=lambda made: s3.put_bucket_ownership_controls(Bucket=made.resource_id, OwnershipControls=changed),
        drifted="rule",
    )


def _versioning(aws: Account) -> Example:
    s3 = of_bucket(aws)
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
    s3 = of_bucket(aws)
    s3.put_bucket_versioning(Bucket="logs-of-main", VersioningConfiguration={"Status": "Enabled"})
    unlocked = {"ObjectLockEnabled": "Enabled"}
    return Example(
        {"bucket": "logs-of-main", "rule": {"defaultRetention": {"mode": "GOVERNANCE", "days": 30}}},
        change={"rule": {"defaultRetention": {"mode": "COMPLIANCE", "years": 1}}},
        replace={"bucket": "other-logs"},
        drift=lambda made: s3.put_object_lock_configuration(Bucket=made.resource_id, ObjectLockConfiguration=unlocked),
        drifted="rule",
    )


EXAMPLES: dict[str, Callable[[Account], Example]] = {
    "aws:s3/bucket:Bucket": _bucket,
    "aws:s3/bucketLifecycleConfiguration:BucketLifecycleConfiguration": _lifecycle,
    "aws:s3/bucketObjectLockConfiguration:BucketObjectLockConfiguration": _object_lock,
    "aws:s3/bucketOwnershipControls:BucketOwnershipControls": _ownership,
    "aws:s3/bucketPolicy:BucketPolicy": _bucket_policy,
    "aws:s3/bucketPublicAccessBlock:BucketPublicAccessBlock": _access_block,
    "aws:s3/bucketServerSideEncryptionConfiguration:BucketServerSideEncryptionConfiguration": _encryption,
    "aws:s3/bucketVersioning:BucketVersioning": _versioning,
}
