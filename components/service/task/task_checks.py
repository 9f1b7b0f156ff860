"""Checks of a task against its instances, the region and the limits of IAM and ECS."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from typing import Any

from ...foundation.arn_checks import check_log_key, region_of
from ...foundation.refusal import KeyPath, Problem
from ...foundation.region import InstanceType, Region
from .task_args import TaskArgs
from .task_permissions import (
    LONGEST_INLINE_POLICIES,
    OUTPUT_LENGTH,
    execution_length,
    files_of,
    policy_length,
    secrets_of,
    task_statements,
)

LONGEST_DEFINITION = 65_536
"""https://docs.aws.amazon.com/AmazonECS/latest/developerguide/service-quotas.html"""


def check_task(
    args: TaskArgs, region: Region, *, operating_system: str | None, instance_types: Sequence[InstanceType]
) -> list[Problem]:
    """Find settings of a service's or a job's task that its instances, IAM or the region do not allow.

    Args:
        args: the task.
        region: where it runs.
        operating_system: the operating system of the instances. None is not checked.
        instance_types: the types of the instances, if they are known.
    """
    return [
        *_check_sizes(args, instance_types),
        *check_log_key(args.log_key_arn, region),
        *_check_secrets_keys(args),
        *_check_volumes(args, operating_system),
        *_check_gpus(args, instance_types),
        *_check_permissions(args, region),
        *_check_length(args),
    ]


def _check_sizes(args: TaskArgs, instance_types: Sequence[InstanceType]) -> list[Problem]:
    """Find a task that does not fit on an instance of one of these types."""
    return next((problems for type_ in instance_types if (problems := _check_size(args, type_))), [])


def _check_size(args: TaskArgs, instance_type: InstanceType) -> list[Problem]:
    problems = []
    if args.cpu > instance_type.cpu_units:
        has = (
            f"{instance_type.name} has {instance_type.cpu_units} CPU units ({instance_type.vcpus} vCPUs): at most that"
        )
        problems.append(Problem(("cpu",), args.cpu, has))
    if args.memory > instance_type.registered_memory:
        has = (
            f"{instance_type.name} has {instance_type.memory} MiB, of which the system leaves "
            f"{instance_type.registered_memory} to tasks: at most that"
        )
        problems.append(Problem(("memory",), args.memory, has))
    return problems


def _check_secrets_keys(args: TaskArgs) -> list[Problem]:
    """Find keys that encrypt none of the secrets. Secrets of other regions are encrypted with keys there."""
    secrets = secrets_of(args)
    if not all(isinstance(arn, str) for arn in secrets):
        return []
    regions = sorted({region_of(secret) for secret in secrets if isinstance(secret, str)})
    return [
        Problem(
            ("secretsKeyArns", index),
            arn,
            f"it is in {region_of(arn)}; a key of a region that secrets are in, {' or '.join(regions)}, is allowed",
        )
        for index, arn in enumerate(args.secrets_key_arns)
        if isinstance(arn, str) and regions and region_of(arn) not in regions
    ]


def _check_length(args: TaskArgs) -> list[Problem]:
    """Find variables that are too long for a task definition, of which they are only a part."""
    environments = [args.environment, *(sidecar.environment for sidecar in args.sidecars.values())]
    texts: list[Mapping[str, Any]] = [args.secrets, *(each for each in environments if isinstance(each, Mapping))]
    pairs = [{"name": name, "value": value} for each in texts for name, value in each.items() if isinstance(value, str)]
    length = len(json.dumps(pairs, separators=(",", ":")).encode())
    if length <= LONGEST_DEFINITION:
        return []
    allowed = (
        f"the variables make a task definition of more than {length} bytes, and ECS allows {LONGEST_DEFINITION}: put"
        " some into a file, by container.environmentFiles"
    )
    return [Problem(("environment",), len(pairs), allowed)]


def _check_gpus(args: TaskArgs, instance_types: Sequence[InstanceType]) -> list[Problem]:
    """Find more GPUs than an instance of one of the types has."""
    wanted = args.gpu or 0
    lacking = next((each for each in instance_types if each.gpus < wanted), None)
    if lacking is None:
        return []
    has = f"{lacking.gpus} NVIDIA GPUs: at most that"
    if not lacking.gpus:
        has = "no NVIDIA GPUs; an instance type with GPUs is needed"
    return [Problem(("gpu",), wanted, f"{lacking.name} has {has}")]


def _check_volumes(args: TaskArgs, operating_system: str | None) -> list[Problem]:
    if operating_system != "bottlerocket":
        return []
    allowed = (
        "the program mounts EFS volumes with encryption in transit and IAM authorization, which Bottlerocket does not"
        " support (bottlerocket-os/bottlerocket#1080): volumes without fileSystemId are allowed, or al2023 as the"
        " operating system"
    )
    return [
        Problem(("volumes", name, "fileSystemId"), volume.file_system_id, allowed)
        for name, volume in args.volumes.items()
        if volume.file_system_id is not None
    ]


def _check_permissions(args: TaskArgs, region: Region) -> list[Problem]:
    """Find inline policies that are longer than IAM allows for one role."""
    found: list[tuple[KeyPath, int, int, str]] = []
    if args.execution_role.arn is None:
        reading, further = len(secrets_of(args)) + len(files_of(args)), len(args.execution_role.statements)
        path: KeyPath = ("secrets",) if reading >= further else ("executionRole", "statements")
        remedy = "put several values into one secret, as keys of its JSON"
        found.append((path, max(reading, further), execution_length(args), remedy))
    if args.task_role is None or args.task_role.arn is None:
        own = task_statements(args, region, "x" * OUTPUT_LENGTH)
        remedy = "put some into a managed policy, and its ARN into taskRole.policyArns"
        found.append((("taskRole", "statements"), len(own), policy_length(own), remedy))
    return [
        Problem(
            path,
            count,
            f"{count} {path[-1]} make a policy of {length} characters, and IAM allows {LONGEST_INLINE_POLICIES} for a"
            f" role: {remedy}",
        )
        for path, count, length, remedy in found
        if length > LONGEST_INLINE_POLICIES
    ]
