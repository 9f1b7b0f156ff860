"""S3 buckets: defaults of new buckets that moto lacks, and properties that it drops.

Since April 2023 a new bucket blocks public access, and its objects belong to its owner; since January 2023 every bucket
encrypts. S3 does not pass through ``operations``, so ``s3_operations`` calls this module.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from moto.s3.models import PublicAccessBlock

MIN_SIZE_HEADER = "x-amz-transition-default-minimum-object-size"
DEFAULT_RULE = {"ApplyServerSideEncryptionByDefault": {"SSEAlgorithm": "AES256"}, "BucketKeyEnabled": False}


def complete(operation: str, bucket: Any, sent: Mapping[str, str], answered: dict[str, Any]) -> None:
    """Complete the effect of a successful operation in moto.

    Args:
        operation: AWS's name of the operation.
        bucket: moto's bucket.
        sent: the headers of the request.
        answered: the headers of the answer.
    """
    if operation in {"CreateBucket", "DeleteBucketEncryption"}:
        bucket.encryption = bucket.encryption or {"Rule": DEFAULT_RULE}
    if operation == "PutBucketLifecycleConfiguration":
        bucket.minimum_object_size = sent.get(MIN_SIZE_HEADER)
    if operation == "GetBucketLifecycleConfiguration" and getattr(bucket, "minimum_object_size", None):
        answered[MIN_SIZE_HEADER] = bucket.minimum_object_size
    if operation == "CreateBucket":
        bucket.ownership_rule = bucket.ownership_rule or "BucketOwnerEnforced"
        bucket.public_access_block = PublicAccessBlock(True, True, True, True)
