"""The bucket for access logs and flow logs, and what writes to it."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any

import pulumi
import pulumi_aws as aws

from ..foundation.access_logs import AccessLogs
from ..foundation.iam_role import POLICY_VERSION
from ..foundation.region import Region
from .audit_args import NONCURRENT_DAYS, AuditLogsArgs

FLOW_LOG_INTERVAL = 600

UNFINISHED_DAYS = 7
"""How long the parts of an upload that nobody has finished are kept. No list of objects shows them."""


class AuditLogs(pulumi.ComponentResource):
    """A bucket for logs that are kept.

    Creates an encrypted bucket that is never public, takes no request without TLS, keeps every version and expires what
    is older than ``retention_days``, its policy, with ``object_lock`` a lock on each new log, and with ``flow_logs`` a
    flow log of the VPC.
    """

    bucket_name: pulumi.Output[str]
    """The bucket's name."""
    access_logs: AccessLogs | None
    """What the services need; None where they log no requests."""

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
        # Load balancers write to no bucket with a KMS key of one's own.
        # https://docs.aws.amazon.com/elasticloadbalancing/latest/application/enable-access-logging.html
        aws.s3.BucketServerSideEncryptionConfiguration(
            self._name,
            bucket=bucket.bucket,
            rules=[
                {
                    "apply_server_side_encryption_by_default": {"sse_algorithm": "AES256"},
                    # S3 blocks them in new buckets, and the provider would plan to unblock them at every update.
                    "blocked_encryption_types": ["SSE-C"],
                }
            ],
            opts=self._child,
        )

    def _keep(self, bucket: aws.s3.Bucket, args: AuditLogsArgs) -> None:
        """Make what keeps the logs, and for how long."""
        versioning = aws.s3.BucketVersioning(
            self._name, bucket=bucket.bucket, versioning_configuration={"status": "Enabled"}, opts=self._child
        )
        versioned = pulumi.ResourceOptions.merge(self._child, pulumi.ResourceOptions(depends_on=[versioning]))
        if args.object_lock is not None:
            # Not on the bucket itself, where another lock makes another bucket. S3 locks only a bucket with versions.
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
                    # Of what has versions it leaves a delete marker, which S3 removes with the last version.
                    "expiration": {"days": args.retention_days},
                    "noncurrent_version_expiration": {"noncurrent_days": NONCURRENT_DAYS},
                    "abort_incomplete_multipart_upload": {"days_after_initiation": UNFINISHED_DAYS},
                }
            ],
            opts=versioned,
        )


def bucket_policy(bucket_arn: str, region: Region) -> dict[str, Any]:
    """Return the policy by which AWS's log services write, and nobody without TLS does anything.

    The statements for flow logs are AWS's own, with its Sids. Where a flow log does not find them, it adds them, or
    overwrites the policy: https://docs.aws.amazon.com/vpc/latest/userguide/flow-logs-s3-permissions.html
    """
    account, partition = region.account_id, region.partition
    delivery = {"Service": "delivery.logs.amazonaws.com"}
    from_account = {"aws:SourceAccount": account}
    from_logs = {"aws:SourceArn": f"arn:{partition}:logs:{region.name}:{account}:*"}
    # https://docs.aws.amazon.com/elasticloadbalancing/latest/application/enable-access-logging.html; the prefix is the
    # load balancer's name.
    balancers = {
        "Sid": "AccessLogs",
        "Effect": "Allow",
        "Principal": {"Service": "logdelivery.elasticloadbalancing.amazonaws.com"},
        "Action": "s3:PutObject",
        "Resource": f"{bucket_arn}/*/AWSLogs/{account}/*",
    }
    flow_logs = {
        "Sid": "AWSLogDeliveryWrite",
        "Effect": "Allow",
        "Principal": delivery,
        "Action": "s3:PutObject",
        "Resource": f"{bucket_arn}/AWSLogs/{account}/*",
        "Condition": {
            "StringEquals": {**from_account, "s3:x-amz-acl": "bucket-owner-full-control"},
            "ArnLike": from_logs,
        },
    }
    acl_check = {
        "Sid": "AWSLogDeliveryAclCheck",
        "Effect": "Allow",
        "Principal": delivery,
        "Action": "s3:GetBucketAcl",
        "Resource": bucket_arn,
        "Condition": {"StringEquals": from_account, "ArnLike": from_logs},
    }
    only_with_tls = {
        "Sid": "OnlyWithTls",
        "Effect": "Deny",
        "Principal": "*",
        "Action": "s3:*",
        "Resource": [bucket_arn, f"{bucket_arn}/*"],
        "Condition": {"Bool": {"aws:SecureTransport": "false"}},
    }
    return {"Version": POLICY_VERSION, "Statement": [balancers, flow_logs, acl_check, only_with_tls]}
