"""S3 buckets: what AWS gives every new one, where moto gives nothing.

Since April 2023 a new bucket blocks public access, and its objects belong to its owner; since January 2023 every bucket
encrypts. S3 does not pass through ``operations``, so ``s3_operations`` calls this by the operation.
"""

from __future__ import annotations

from typing import Any

from moto.s3.models import PublicAccessBlock

COMPLETED = {"CreateBucket", "DeleteBucketEncryption"}
DEFAULT_RULE = {"ApplyServerSideEncryptionByDefault": {"SSEAlgorithm": "AES256"}, "BucketKeyEnabled": False}


def complete(operation: str, bucket: Any) -> None:
    """Add what AWS adds to a bucket by one of ``COMPLETED`` that succeeded."""
    bucket.encryption = bucket.encryption or {"Rule": DEFAULT_RULE}
    if operation == "CreateBucket":
        bucket.ownership_rule = bucket.ownership_rule or "BucketOwnerEnforced"
        bucket.public_access_block = PublicAccessBlock(True, True, True, True)
