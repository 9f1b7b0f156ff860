"""S3 buckets: names, policies and rules that S3 refuses. ``s3_operations`` calls this, because S3 has no hooks.

https://docs.aws.amazon.com/AmazonS3/latest/userguide/bucketnamingrules.html
"""

from __future__ import annotations

import json
import re
from xml.etree import ElementTree as ET

BUCKET_NAME = re.compile(r"(?!\d+\.\d+\.\d+\.\d+$)[a-z0-9](?:[a-z0-9-]|\.(?!\.)){1,61}[a-z0-9]")


def refused(operation: str, bucket: str, body: bytes) -> tuple[str, str] | None:
    """Return the code and the message with which S3 refuses a request, or None.

    Args:
        operation: AWS's name of the operation.
        bucket: the name of the bucket.
        body: the body of the request.
    """
    if operation == "CreateBucket" and not BUCKET_NAME.fullmatch(bucket):
        return "InvalidBucketName", "The specified bucket is not valid."
    if operation == "PutBucketPolicy" and not _is_object(body):
        return "MalformedPolicy", "Policies must be valid JSON and the first byte must be '{'"
    if operation == "PutBucketPolicy" and not all(_is_in(bucket, arn) for arn in _resources(body)):
        return "MalformedPolicy", "Policy has invalid resource"
    if operation == "PutBucketLifecycleConfiguration" and any(days <= 0 for days in _days_of_expirations(body)):
        return "InvalidArgument", "'Days' for Expiration action must be a positive integer"
    return None


def _is_object(body: bytes) -> bool:
    try:
        return isinstance(json.loads(body), dict)
    except ValueError:
        return False


def _resources(body: bytes) -> list[str]:
    statements = json.loads(body).get("Statement", [])
    listed = statements if isinstance(statements, list) else [statements]
    named = [statement.get("Resource", []) for statement in listed]
    return [arn for each in named for arn in ([each] if isinstance(each, str) else each)]


def _is_in(bucket: str, arn: str) -> bool:
    """Whether an ARN names the bucket or objects in it; ``*`` does not."""
    return arn.rpartition(":::")[2].partition("/")[0] == bucket


def _days_of_expirations(body: bytes) -> list[int]:
    found = ET.fromstring(body).iterfind(".//{*}Expiration/{*}Days")  # noqa: S314 - a local client's own request
    return [int(each.text or 0) for each in found]
