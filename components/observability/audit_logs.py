"""The bucket for access logs and flow logs, and the flow log."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any

import pulumi
import pulumi_aws as aws

from ..foundation.access_logs import AccessLogs
from ..foundation.argument_checks import require_if_given
from ..foundation.iam_role import POLICY_VERSION
from ..foundation.region import Region
from .audit_args import NONCURRENT_DAYS, AuditLogsArgs

FLOW_LOG_INTERVAL = 600

UNFINISHED_DAYS = 7
"""How long the parts of unfinished uploads are kept. Lists of objects do not show them."""


class AuditLogs(pulumi.ComponentResource):
    """A bucket for audit logs.

    Creates an encrypted bucket that is never public, refuses requests without TLS, keeps every version and expires
    objects after ``retention_days``, and its policy. With ``object_lock``, it locks each new log. With ``flow_logs``,
    creates a flow log of the VPC.
    """

    bucket_name: pulumi.Output[str]
    """The bucket's name."""
    access_logs: AccessLogs | None
    """The target of access logs, for the services; None if they log no requests."""

    def __init__(
        self,
        name: str,
        args: AuditLogsArgs | Mapping[str, Any] | None = None,
        opts: pulumi.ResourceOptions | None = None,
        *,
        vpc_id: pulumi.Input[str] | None = None,
        region: Region | None = None,
    ) -> None:
        super().__init__("ecs-on-ec2:index:AuditLogs", name, None, opts)
        args = AuditLogsArgs.of(args)
        require_if_given(region=(region, Region))
        region = region or Region(pulumi.InvokeOptions(parent=self))
        self._name = name
        self._child = pulumi.ResourceOptions(parent=self)
        bucket = aws.s3.Bucket(name, force_destroy=args.delete_with_stack, opts=self._child)
        self._harden(bucket)
        self._keep(bucket, args)
        policy = aws.s3.BucketPolicy(
            name,
            bucket=bucket.bucket,
            policy=bucket.arn.apply(lambda arn: json.dumps(bucket_policy(arn, region), sort_keys=True)),
            opts=self._child,
        )
        if args.flow_logs and vpc_id is not None:
            aws.ec2.FlowLog(
                name,
                vpc_id=vpc_id,
                traffic_type="ALL",
                log_destination_type="s3",
                log_destination=bucket.arn,
                max_aggregation_interval=FLOW_LOG_INTERVAL,
                opts=pulumi.ResourceOptions.merge(self._child, pulumi.ResourceOptions(depends_on=[policy])),
            )
        self.bucket_name = bucket.bucket
        self.access_logs = AccessLogs(bucket.bucket, (policy,)) if args.access_logs else None
        self.register_outputs({"bucketName": self.bucket_name})

    def _harden(self, bucket: aws.s3.Bucket) -> None:
        aws.s3.BucketPublicAccessBlock(
            self._name,
            bucket=bucket.bucket,
            block_public_acls=True,
            block_public_policy=True,
            ignore_public_acls=True,
            restrict_public_buckets=True,
            opts=self._child,
        )
        # Load balancers cannot write to a bucket with a customer managed KMS key.
        # https://docs.aws.amazon.com/elasticloadbalancing/latest/application/enable-access-logging.html
        aws.s3.BucketServerSideEncryptionConfiguration(
            self._name,
            bucket=bucket.bucket,
            rules=[
                {
                    "apply_server_side_encryption_by_default": {"sse_algorithm": "AES256"},
                    # S3 blocks it in new buckets, and the provider would plan to unblock it in every update.
                    "blocked_encryption_types": ["SSE-C"],
                }
            ],
            opts=self._child,
        )

    def _keep(self, bucket: aws.s3.Bucket, args: AuditLogsArgs) -> None:
        """Create versioning, the lock and the lifecycle rules."""
        versioning = aws.s3.BucketVersioning(
            self._name, bucket=bucket.bucket, versioning_configuration={"status": "Enabled"}, opts=self._child
        )
        versioned = pulumi.ResourceOptions.merge(self._child, pulumi.ResourceOptions(depends_on=[versioning]))
        if args.object_lock is not None:
            # Not a property of the bucket, because there a change replaces the bucket. S3 requires versioning for a
            # lock.
            aws.s3.BucketObjectLockConfiguration(
                self._name,
                bucket=bucket.bucket,
                rule={
                    "default_retention": {"mode": args.object_lock.mode.upper(), "days": args.object_lock.days},
                },
                opts=versioned,
            )
        aws.s3.BucketLifecycleConfiguration(
            self._name,
            bucket=bucket.bucket,
            rules=[
                {
                    "id": "expire",
                    "status": "Enabled",
                    "filter": {"prefix": ""},
                    # Expiration creates a delete marker, which S3 removes with the last version.
                    "expiration": {"days": args.retention_days},
                    "noncurrent_version_expiration": {"noncurrent_days": NONCURRENT_DAYS},
                    "abort_incomplete_multipart_upload": {"days_after_initiation": UNFINISHED_DAYS},
                }
            ],
            opts=versioned,
        )


def bucket_policy(bucket_arn: str, region: Region) -> dict[str, Any]:
    """Return the policy that lets AWS's log services write, and refuses all requests without TLS.

    The statements for flow logs are AWS's own, with its Sids. If they are missing, creating a flow log adds them or
    overwrites the policy: https://docs.aws.amazon.com/vpc/latest/userguide/flow-logs-s3-permissions.html
    """
    account, partition = region.account_id, region.partition
    delivery = "delivery.logs.amazonaws.com"
    from_account = {"aws:SourceAccount": account}
    from_logs = {"aws:SourceArn": f"arn:{partition}:logs:{region.name}:{account}:*"}
    owned = {"StringEquals": {**from_account, "s3:x-amz-acl": "bucket-owner-full-control"}, "ArnLike": from_logs}
    # https://docs.aws.amazon.com/elasticloadbalancing/latest/application/enable-access-logging.html; the prefix is the
    # load balancer's name.
    balancers, written = "logdelivery.elasticloadbalancing.amazonaws.com", f"{bucket_arn}/*/AWSLogs/{account}/*"
    only_with_tls = {
        "Sid": "OnlyWithTls",
        "Effect": "Deny",
        "Principal": "*",
        "Action": "s3:*",
        "Resource": [bucket_arn, f"{bucket_arn}/*"],
        "Condition": {"Bool": {"aws:SecureTransport": "false"}},
    }
    statements = [
        _allow("AccessLogs", balancers, "s3:PutObject", written),
        _allow("AWSLogDeliveryWrite", delivery, "s3:PutObject", f"{bucket_arn}/AWSLogs/{account}/*", owned),
        _allow(
            "AWSLogDeliveryAclCheck",
            delivery,
            "s3:GetBucketAcl",
            bucket_arn,
            {"StringEquals": from_account, "ArnLike": from_logs},
        ),
        only_with_tls,
    ]
    return {"Version": POLICY_VERSION, "Statement": statements}


def _allow(
    sid: str, service: str, action: str, resource: str, condition: Mapping[str, Any] | None = None
) -> dict[str, Any]:
    """Return the statement that lets a service of AWS use the bucket."""
    statement = {"Sid": sid, "Effect": "Allow", "Principal": {"Service": service}, "Action": action}
    return {**statement, "Resource": resource, **({"Condition": condition} if condition else {})}
