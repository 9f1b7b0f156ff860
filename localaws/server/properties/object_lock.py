"""S3 Object Lock, as AWS supports it since November 2023.

A bucket with versioning can be locked at any time, empty or not. It then keeps its lock and its versioning:
https://docs.aws.amazon.com/AmazonS3/latest/userguide/object-lock-managing.html
"""

from __future__ import annotations

from typing import Any

from moto.core.responses import ActionResult
from moto.s3.exceptions import InvalidBucketState
from moto.s3.models import S3Backend
from moto.s3.responses import S3Response


def _put_object_lock_configuration(
    backend: S3Backend,
    bucket_name: str,
    lock_enabled: bool,
    mode: str | None = None,
    days: int | None = None,
    years: int | None = None,
) -> None:
    """Replace moto's method, which refuses a configuration for a bucket with objects."""
    bucket = backend.get_bucket(bucket_name)
    if bucket.versioning_status != "Enabled":
        raise InvalidBucketState("Versioning must be 'Enabled' on the bucket to apply a Object Lock configuration")
    bucket.object_lock_enabled = bucket.object_lock_enabled or lock_enabled
    bucket.default_lock_mode, bucket.default_lock_days, bucket.default_lock_years = mode, days, years


def _put_bucket_versioning(backend: S3Backend, bucket_name: str, status: str) -> None:
    if status != "Enabled" and backend.get_bucket(bucket_name).object_lock_enabled:
        raise InvalidBucketState(
            "An Object Lock configuration is present on this bucket, so the versioning state cannot be changed."
        )
    _moto_put_bucket_versioning(backend, bucket_name, status)


def _get_object_lock_configuration(response: S3Response) -> Any:
    """Return days or years, whichever the lock has; moto returns both."""
    enabled, mode, days, years = response.backend.get_object_lock_configuration(response.bucket_name)
    described: dict[str, Any] = {"ObjectLockEnabled": "Enabled" if enabled else "Disabled"}
    if mode:
        given = {key: value for key, value in (("Days", days), ("Years", years)) if value}
        described["Rule"] = {"DefaultRetention": {"Mode": mode, **given}}
    response.data["Action"] = "GetObjectLockConfiguration"
    return response.serialized(ActionResult({"ObjectLockConfiguration": described}))


_moto_put_bucket_versioning = S3Backend.put_bucket_versioning
S3Backend.put_object_lock_configuration = _put_object_lock_configuration  # type: ignore[method-assign,assignment]
S3Backend.put_bucket_versioning = _put_bucket_versioning  # type: ignore[method-assign,assignment]
S3Response.get_object_lock_configuration = _get_object_lock_configuration  # type: ignore[method-assign,assignment]
