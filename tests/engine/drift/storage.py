"""Changes of log groups and of the audit bucket."""

from __future__ import annotations

import json
from typing import Any

from tests.engine.drift.account import Account
from tests.engine.drift.change import Change

LOGS = "cloudwatch/logGroup:LogGroup"
LIFECYCLE = "s3/bucketLifecycleConfiguration:BucketLifecycleConfiguration audit"
ENCRYPTION = "s3/bucketServerSideEncryptionConfiguration:BucketServerSideEncryptionConfiguration audit"
POLICY = "s3/bucketPolicy:BucketPolicy audit"
BLOCK = "s3/bucketPublicAccessBlock:BucketPublicAccessBlock audit"
VERSIONING = "s3/bucketVersioning:BucketVersioning audit"
KMS = {"SSEAlgorithm": "aws:kms"}


def _log_groups(account: Account, name: str) -> list[Any]:
    found = account.logs.describe_log_groups(logGroupNamePrefix=account.id(f"{LOGS} {name}"))["logGroups"]
    return [group.get("retentionInDays") for group in found]


def _expire(account: Account) -> None:
    rule = {"ID": "expire", "Status": "Enabled", "Filter": {"Prefix": ""}, "Expiration": {"Days": 1}}
    account.s3.put_bucket_lifecycle_configuration(Bucket=account.bucket, LifecycleConfiguration={"Rules": [rule]})


def _lifecycle(account: Account) -> object:
    return account.s3.get_bucket_lifecycle_configuration(Bucket=account.bucket)["Rules"]


def _encryption(account: Account) -> object:
    found = account.s3.get_bucket_encryption(Bucket=account.bucket)["ServerSideEncryptionConfiguration"]["Rules"]
    return found[0]["ApplyServerSideEncryptionByDefault"]["SSEAlgorithm"]


def _encrypt(account: Account) -> None:
    rules = [{"ApplyServerSideEncryptionByDefault": KMS}]
    account.s3.put_bucket_encryption(Bucket=account.bucket, ServerSideEncryptionConfiguration={"Rules": rules})


def _policy(account: Account) -> Any:
    return json.loads(account.s3.get_bucket_policy(Bucket=account.bucket)["Policy"])


def _open_policy(account: Account) -> None:
    policy = _policy(account)
    everyone = {"Effect": "Allow", "Principal": "*", "Action": "s3:*", "Resource": f"arn:aws:s3:::{account.bucket}/*"}
    opened = json.dumps({**policy, "Statement": [*policy["Statement"], everyone]})
    account.s3.put_bucket_policy(Bucket=account.bucket, Policy=opened)


def _block(account: Account) -> object:
    try:
        return account.s3.get_public_access_block(Bucket=account.bucket)["PublicAccessBlockConfiguration"]
    except account.s3.exceptions.ClientError:
        return None


def _tags(account: Account) -> object:
    return sorted(tag["Key"] for tag in account.s3.get_bucket_tagging(Bucket=account.bucket)["TagSet"])


def _retag(account: Account) -> None:
    account.s3.put_bucket_tagging(Bucket=account.bucket, Tagging={"TagSet": [{"Key": "stack", "Value": "prod"}]})


CHANGES = [
    Change(
        "a log group: retention of one day",
        lambda account: account.logs.put_retention_policy(logGroupName=account.id(f"{LOGS} worker"), retentionInDays=1),
        lambda account: _log_groups(account, "worker"),
        (f"{LOGS} worker: retentionInDays",),
    ),
    Change(
        "a log group: deleted",
        lambda account: account.logs.delete_log_group(logGroupName=account.id(f"{LOGS} web")),
        lambda account: len(account.logs.describe_log_groups(logGroupNamePrefix="web-")["logGroups"]),
        (f"{LOGS} web",),
        note="The logs are lost.",
    ),
    Change(
        "the audit bucket: retention of one day",
        _expire,
        _lifecycle,
        (f"{LIFECYCLE}: rules",),
        note="Logs that expire until then stay as noncurrent versions, for the time that the program sets.",
    ),
    Change(
        "the audit bucket: versioning suspended",
        lambda account: account.s3.put_bucket_versioning(
            Bucket=account.bucket, VersioningConfiguration={"Status": "Suspended"}
        ),
        lambda account: account.s3.get_bucket_versioning(Bucket=account.bucket).get("Status"),
        (f"{VERSIONING}: versioningConfiguration",),
        note="S3 refuses it with `objectLock`.",
    ),
    Change("the audit bucket: another encryption", _encrypt, _encryption, (f"{ENCRYPTION}: rules",)),
    Change("the audit bucket: a policy for everyone", _open_policy, _policy, (f"{POLICY}: policy",)),
    Change(
        "the audit bucket: public access not blocked",
        lambda account: account.s3.delete_public_access_block(Bucket=account.bucket),
        _block,
        (BLOCK,),
    ),
    Change(
        "the audit bucket: tags removed",
        _retag,
        _tags,
        ("s3/bucket:Bucket audit: tags", "s3/bucket:Bucket audit: tagsAll"),
    ),
]
