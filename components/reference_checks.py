"""ARNs of the account's own that lead to nothing, or to something that does not do: looked up by name or id.

A key or a topic of another account cannot be looked up, and is left to AWS.
"""

from __future__ import annotations

from typing import Any

from .alarm_args import AlarmsArgs
from .awsvpc_service_args import AwsvpcServiceArgs
from .ec2_ecs_cluster_args import Ec2EcsClusterArgs
from .refusal import KeyPath, Problem
from .region import NotFoundError, Region

ACCOUNT_PART = 4


def check_service_references(args: AwsvpcServiceArgs, region: Region) -> list[Problem]:
    """Find a web ACL that the region does not have, and a key that cannot encrypt logs."""
    return [
        *_check_web_acl(args, region),
        *_check_log_key(args.log_key_arn, region),
    ]


def check_cluster_references(args: Ec2EcsClusterArgs, region: Region) -> list[Problem]:
    """Find a key that cannot encrypt logs."""
    return _check_log_key(args.log_key_arn, region)


def check_alarms_references(args: AlarmsArgs, region: Region) -> list[Problem]:
    """Find a topic that does not exist: CloudWatch takes its ARN, and the alarms tell nobody."""
    arn = args.topic_arn
    if not isinstance(arn, str) or not _is_here(arn, region):
        return []
    try:
        region.topic_arn(arn.rpartition(":")[2])
    except NotFoundError:
        return [Problem(("topicArn",), arn, "the account has no such topic")]
    return []


def check_certificate(args: AwsvpcServiceArgs, region: Region) -> list[Problem]:
    """Find a certificate that is not issued. Where there is none, the engine ends the program."""
    arn = args.certificate_arn
    if not isinstance(arn, str) or _part(arn, 3) != region.name:
        return []
    status = region.certificate_status(arn)
    if status == "ISSUED":
        return []
    return [Problem(("certificateArn",), arn, f"its status is {status}; a certificate that is ISSUED is allowed")]


def _check_web_acl(args: AwsvpcServiceArgs, region: Region) -> list[Problem]:
    arn = args.web_acl_arn
    if not isinstance(arn, str) or _part(arn, 3) != region.name:
        return []
    path: KeyPath = ("webAclArn",)
    name = arn.split("/")[-2]
    try:
        found = region.web_acl_arn(name)
    except NotFoundError:
        return [Problem(path, arn, f"the account has no regional web ACL {name} in {region.name}")]
    return [] if found == arn else [Problem(path, arn, f"the account's web ACL {name} is {found}")]


def _check_log_key(arn: Any, region: Region) -> list[Problem]:
    if not _is_here(arn, region):
        return []
    path: KeyPath = ("logKeyArn",)
    try:
        key = region.key(arn)
    except NotFoundError:
        return [Problem(path, arn, "the account has no such key")]
    if key.state != "Enabled":
        return [Problem(path, arn, f"its state is {key.state}; a key that is Enabled is allowed")]
    if (key.usage, key.spec) != ("ENCRYPT_DECRYPT", "SYMMETRIC_DEFAULT"):
        return [Problem(path, arn, f"it is {key.spec} for {key.usage}; a symmetric key that encrypts is allowed")]
    return []


def _is_here(arn: Any, region: Region) -> bool:
    return isinstance(arn, str) and _part(arn, 3) == region.name and _part(arn, ACCOUNT_PART) == region.account_id


def _part(arn: str, number: int) -> str:
    return arn.split(":")[number]
