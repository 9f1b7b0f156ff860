"""The encryption and lifecycle rules of a bucket."""

from __future__ import annotations

from typing import Any

from localaws.plugin.api import Api
from localaws.plugin.mapping import Members, Nested, TagMap, from_api, supported, to_api
from localaws.plugin.row import Inputs, Property, State
from localaws.plugin.rows.s3 import BUCKET_GONE, setting_row

ENCRYPTION: Members = {
    "applyServerSideEncryptionByDefault": Nested(
        "ApplyServerSideEncryptionByDefault",
        {"sseAlgorithm": "SSEAlgorithm", "kmsMasterKeyId": "KMSMasterKeyID"},
    ),
    "bucketKeyEnabled": "BucketKeyEnabled",
}
SIZES: Members = {"objectSizeGreaterThan": "ObjectSizeGreaterThan", "objectSizeLessThan": "ObjectSizeLessThan"}
LIFECYCLE: Members = {
    "id": "ID",
    "status": "Status",
    "abortIncompleteMultipartUpload": Nested(
        "AbortIncompleteMultipartUpload", {"daysAfterInitiation": "DaysAfterInitiation"}
    ),
    "expiration": Nested("Expiration", {"days": "Days", "expiredObjectDeleteMarker": "ExpiredObjectDeleteMarker"}),
    "filter": Nested(
        "Filter",
        {
            "prefix": "Prefix",
            **SIZES,
            "tag": Nested("Tag", {"key": "Key", "value": "Value"}),
            "and": Nested("And", {"prefix": "Prefix", **SIZES, "tags": TagMap("Tags")}),
        },
    ),
    "noncurrentVersionExpiration": Nested(
        "NoncurrentVersionExpiration",
        {"noncurrentDays": "NoncurrentDays", "newerNoncurrentVersions": "NewerNoncurrentVersions"},
    ),
    "noncurrentVersionTransitions": Nested(
        "NoncurrentVersionTransitions",
        {
            "noncurrentDays": "NoncurrentDays",
            "newerNoncurrentVersions": "NewerNoncurrentVersions",
            "storageClass": "StorageClass",
        },
    ),
    "transitions": Nested("Transitions", {"days": "Days", "storageClass": "StorageClass"}),
}


def _encryption_rule(given: dict[str, Any]) -> dict[str, Any]:
    blocked = given.get("blockedEncryptionTypes")
    return {**to_api(ENCRYPTION, given), **({"BlockedEncryptionTypes": {"EncryptionType": blocked}} if blocked else {})}


def _from_encryption_rule(rule: dict[str, Any]) -> dict[str, Any]:
    blocked = rule.get("BlockedEncryptionTypes", {}).get("EncryptionType")
    return {**from_api(ENCRYPTION, rule), **({"blockedEncryptionTypes": blocked} if blocked else {})}


def _put_encryption(api: Api, name: str, inputs: Inputs) -> None:
    rules = [_encryption_rule(rule) for rule in inputs["rules"]]
    api.s3.put_bucket_encryption(Bucket=name, ServerSideEncryptionConfiguration={"Rules": rules})


def _read_encryption(api: Api, name: str) -> State | None:
    gone = ("ServerSideEncryptionConfigurationNotFoundError", *BUCKET_GONE)
    answer = api.found(api.s3.get_bucket_encryption, *gone, Bucket=name)
    if answer is None:
        return None
    rules = answer["ServerSideEncryptionConfiguration"]["Rules"]
    return {"rules": [_from_encryption_rule(rule) for rule in rules]}


def _delete_encryption(api: Api, name: str) -> None:
    api.s3.delete_bucket_encryption(Bucket=name)


def _lifecycle_rule(given: dict[str, Any]) -> dict[str, Any]:
    rule = to_api(LIFECYCLE, given)
    # A rule without a filter or with an empty prefix applies to all objects, which S3 requires explicitly.
    if not rule.get("Filter"):
        rule["Filter"] = {"Prefix": ""}
    return rule


def _put_lifecycle(api: Api, name: str, inputs: Inputs) -> None:
    rules = [_lifecycle_rule(rule) for rule in inputs["rules"]]
    api.s3.put_bucket_lifecycle_configuration(Bucket=name, LifecycleConfiguration={"Rules": rules})


def _read_lifecycle(api: Api, name: str) -> State | None:
    gone = ("NoSuchLifecycleConfiguration", *BUCKET_GONE)
    answer = api.found(api.s3.get_bucket_lifecycle_configuration, *gone, Bucket=name)
    if answer is None:
        return None
    return {"rules": [from_api(LIFECYCLE, rule) for rule in answer["Rules"]]}


def _delete_lifecycle(api: Api, name: str) -> None:
    api.s3.delete_bucket_lifecycle(Bucket=name)


ROWS = [
    setting_row(
        "aws:s3/bucketServerSideEncryptionConfiguration:BucketServerSideEncryptionConfiguration",
        "S3 Bucket Server-side Encryption Configuration",
        {
            "rules": Property(
                unordered=True,
                # Not computed: a type that S3 blocks and the program does not set is a change at every update.
                fields={**supported(ENCRYPTION), "blockedEncryptionTypes": Property(unordered=True)},
            )
        },
        _put_encryption,
        _read_encryption,
        _delete_encryption,
    ),
    setting_row(
        "aws:s3/bucketLifecycleConfiguration:BucketLifecycleConfiguration",
        "S3 Bucket Lifecycle Configuration",
        {"rules": Property(fields=supported(LIFECYCLE))},
        _put_lifecycle,
        _read_lifecycle,
        _delete_lifecycle,
    ),
]
