"""The settings of the audit logs."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import Field, ValidationInfo, field_validator

from ..foundation.args import Args

NONCURRENT_DAYS = 30
"""How long the audit bucket keeps an expired, deleted or overwritten log."""


class ObjectLockArgs(Args):
    """A lock on each new log, which cannot be deleted, overwritten or expired."""

    mode: Literal["governance", "compliance"]
    """`governance`: only principals with `s3:BypassGovernanceRetention` can delete a locked log.

    `compliance`: no user can delete it or shorten its lock, not even the account's root user.
    """

    days: Annotated[int, Field(ge=1, le=3_653)]
    """The number of days that each log is locked, at most `audit.retentionDays`. A change applies to new logs."""


class AuditLogsArgs(Args):
    """Logs of requests and of traffic, in a versioned bucket of this stack."""

    access_logs: bool = True
    """Whether each load balancer logs its requests."""

    flow_logs: bool = True
    """Whether the VPC logs its traffic. Only for a network that this stack creates; not true with `platform`."""

    retention_days: Annotated[int, Field(ge=1, le=3_653)] = 365
    """The number of days after which the logs expire. Expired and deleted logs can be restored for 30 more days."""

    object_lock: ObjectLockArgs | None = None
    """Locks the logs against deletion. S3 cannot remove the lock from a bucket: if you remove this setting, new logs
    are no longer locked. Default: no lock."""

    delete_with_stack: bool = False
    """Whether `pulumi destroy` deletes the bucket with its logs. If false, it fails until the bucket is empty. Not with
    `objectLock`."""

    @field_validator("object_lock")
    @classmethod
    def _not_longer_than_kept(cls, value: ObjectLockArgs | None, info: ValidationInfo) -> ObjectLockArgs | None:
        kept = info.data.get("retention_days")
        if value is not None and kept is not None and value.days > kept:
            raise ValueError(f"days up to retentionDays, {kept}, are allowed: no rule expires a log that is locked")
        return value

    @field_validator("delete_with_stack")
    @classmethod
    def _locked_logs_outlive_the_stack(cls, value: bool, info: ValidationInfo) -> bool:
        if value and info.data.get("object_lock") is not None:
            # In governance mode, the provider also deletes them, but only if its state contains the lock.
            raise ValueError("with objectLock, false is allowed: locked logs outlive the stack")
        return value
