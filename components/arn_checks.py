"""ARNs of another region: AWS takes none of them where the load balancer, the alarms or the logs are.

Each check returns the problems it finds, their paths seen from the args it was given. An output is not checked.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from .alarm_args import AlarmsArgs
from .awsvpc_service_args import AwsvpcServiceArgs
from .ec2_ecs_cluster_args import Ec2EcsClusterArgs
from .platform_args import ExistingClusterArgs
from .refusal import KeyPath, Problem
from .region import Region

REGION_PART = 3


def check_service_arns(args: AwsvpcServiceArgs, region: Region) -> list[Problem]:
    """Find what is not in the service's region."""
    return [
        *_elsewhere(("certificateArn",), args.certificate_arn, region),
        *_elsewhere(("webAclArn",), args.web_acl_arn, region),
        *_elsewhere(("logKeyArn",), args.log_key_arn, region),
        *_check_secrets_keys(args),
    ]


def check_cluster_arns(args: Ec2EcsClusterArgs, region: Region) -> list[Problem]:
    """Find a key that is not in the cluster's region."""
    return _elsewhere(("logKeyArn",), args.log_key_arn, region)


def check_existing_cluster_arns(args: ExistingClusterArgs, region: Region) -> list[Problem]:
    """Find what is not in the stack's region."""
    namespace = args.namespace
    return [
        *_elsewhere(("clusterArn",), args.cluster_arn, region),
        *_elsewhere(("executeCommandLogGroupArn",), args.execute_command_log_group_arn, region),
        *_elsewhere(("namespace", "arn"), namespace.arn if namespace else None, region),
    ]


def check_alarms_arns(args: AlarmsArgs, region: Region) -> list[Problem]:
    """Find a topic that is not in the alarms' region; CloudWatch does not reach others."""
    return _elsewhere(("topicArn",), args.topic_arn, region)


def _elsewhere(path: KeyPath, arn: Any, region: Region) -> list[Problem]:
    if not isinstance(arn, str) or _region_of(arn) == region.name:
        return []
    return [Problem(path, arn, f"it is in {_region_of(arn)}; an ARN of the stack's region, {region.name}, is allowed")]


def _check_secrets_keys(args: AwsvpcServiceArgs) -> list[Problem]:
    """Find keys that encrypt none of the secrets: a task reads secrets of other regions too, each with a key there."""
    secrets = [*args.secrets.values(), *(arn for sidecar in args.sidecars.values() for arn in sidecar.secrets.values())]
    if not all(isinstance(arn, str) for arn in secrets):
        return []
    regions = _regions_of(secrets)
    return [
        Problem(
            ("secretsKeyArns", index),
            arn,
            f"it is in {_region_of(arn)}; a key of a region that secrets are in, {' or '.join(regions)}, is allowed",
        )
        for index, arn in enumerate(args.secrets_key_arns)
        if isinstance(arn, str) and regions and _region_of(arn) not in regions
    ]


def _regions_of(arns: Iterable[Any]) -> list[str]:
    return sorted({_region_of(arn) for arn in arns})


def _region_of(arn: str) -> str:
    return (arn.split(":") + [""] * REGION_PART)[REGION_PART]
