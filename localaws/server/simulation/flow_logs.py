"""Flow logs to a bucket: AWS adds missing statements for the delivery to the bucket's policy."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

from moto.backends import get_backend

from localaws.server.operations import after

if TYPE_CHECKING:
    from localaws.server.operations import Call

VERSION = "2012-10-17"


@after("ec2", "CreateFlowLogs")
def complete_the_policy(call: Call) -> None:
    """Append AWS's missing statements.

    https://docs.aws.amazon.com/AmazonCloudWatch/latest/logs/AWS-logs-infrastructure-S3.html. The VPC guide says that
    AWS overwrites the policy instead.
    """
    if call.params.get("LogDestinationType") != "s3":
        return
    name, _, folder = call.params.get("LogDestination", "").rpartition(":::")[2].partition("/")
    bucket = get_backend("s3")[call.account]["aws"].buckets.get(name)
    if bucket is None:
        return
    policy: dict[str, Any] = json.loads(bucket.policy) if bucket.policy else {"Version": VERSION, "Statement": []}
    present = [_canonical(statement) for statement in policy["Statement"]]
    wanted = _statements(call, f"arn:aws:s3:::{name}", folder.strip("/"))
    missing = [statement for statement in wanted if _canonical(statement) not in present]
    if missing:
        bucket.policy = json.dumps({**policy, "Statement": [*policy["Statement"], *missing]}).encode()


def _statements(call: Call, bucket: str, folder: str) -> list[dict[str, Any]]:
    delivery = {"Service": "delivery.logs.amazonaws.com"}
    account = {"aws:SourceAccount": call.account}
    logs = {"ArnLike": {"aws:SourceArn": f"arn:aws:logs:{call.region}:{call.account}:*"}}
    path = "/".join(filter(None, [bucket, folder, "AWSLogs", call.account, "*"]))
    return [
        {
            "Sid": "AWSLogDeliveryWrite",
            "Effect": "Allow",
            "Principal": delivery,
            "Action": "s3:PutObject",
            "Resource": path,
            "Condition": {"StringEquals": {**account, "s3:x-amz-acl": "bucket-owner-full-control"}, **logs},
        },
        {
            "Sid": "AWSLogDeliveryAclCheck",
            "Effect": "Allow",
            "Principal": delivery,
            "Action": "s3:GetBucketAcl",
            "Resource": bucket,
            "Condition": {"StringEquals": account, **logs},
        },
    ]


def _canonical(statement: dict[str, Any]) -> str:
    return json.dumps(statement, sort_keys=True)
