"""S3: the kinds of encryption that a bucket blocks, which moto drops.

New buckets block customer-provided keys, with or without a configuration:
https://docs.aws.amazon.com/AmazonS3/latest/userguide/blocking-unblocking-s3-c-encryption-gpb.html
"""

from __future__ import annotations

from typing import Any

from moto.core.responses import ActionResult
from moto.s3.exceptions import ServerSideEncryptionConfigurationNotFoundError
from moto.s3.responses import S3Response

BLOCKED_IN_NEW_BUCKETS = "SSE-C"


def _get_bucket_encryption(response: S3Response) -> Any:
    response.data["Action"] = "GetBucketEncryption"
    stored = response.backend.get_bucket_encryption(response.bucket_name)
    if not stored:
        raise ServerSideEncryptionConfigurationNotFoundError(bucket_name=response.bucket_name)
    rule = stored["Rule"]
    blocked = (rule.get("BlockedEncryptionTypes") or {}).get("EncryptionType", BLOCKED_IN_NEW_BUCKETS)
    described = {
        "ApplyServerSideEncryptionByDefault": rule["ApplyServerSideEncryptionByDefault"],
        "BucketKeyEnabled": str(rule.get("BucketKeyEnabled")).lower() == "true",
        "BlockedEncryptionTypes": {"EncryptionType": [blocked] if isinstance(blocked, str) else blocked},
    }
    return response.serialized(ActionResult({"ServerSideEncryptionConfiguration": {"Rules": [described]}}))


S3Response.get_bucket_encryption = _get_bucket_encryption  # type: ignore[method-assign,assignment]
