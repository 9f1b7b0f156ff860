"""Checks for ARNs of another partition or region, and for keys that cannot encrypt.

Each check returns the problems that it finds. Outputs are not checked, and neither are keys of other accounts, which
cannot be looked up.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from fnmatch import fnmatchcase
from typing import Any

from pydantic import BaseModel

from .refusal import KeyPath, Problem
from .region import NotFoundError, Region

FREE_TEXTS = ("agent_config", "command", "docker_labels", "entry_point", "environment", "options", "overrides", "tags")
"""Settings whose texts AWS does not read as ARNs."""

PARTITION_PART = 1
REGION_PART = 3
ACCOUNT_PART = 4


def check_partitions(args: BaseModel, region: Region) -> list[Problem]:
    """Find ARNs of another partition, which no service of this one accepts: ``arn:aws-cn:...`` outside China."""
    found = [(path, arn, part_of(arn, PARTITION_PART)) for path, arn in _arns(args, ())]
    return [
        Problem(
            path,
            arn,
            f"it is in the partition {partition}; an ARN of the stack's own, arn:{region.partition}:..., is allowed",
        )
        for path, arn, partition in found
        # The resource of a statement can have wildcards: arn:aws*:s3:::...
        if not fnmatchcase(region.partition, partition)
    ]


def _arns(value: Any, path: KeyPath) -> Iterator[tuple[KeyPath, str]]:
    if isinstance(value, str) and value.startswith("arn:"):
        yield path, value
    elif isinstance(value, BaseModel):
        for name, field in type(value).model_fields.items():
            if name not in FREE_TEXTS:
                yield from _arns(getattr(value, name), (*path, field.alias or name))
    elif isinstance(value, Mapping):
        for key, item in value.items():
            yield from _arns(item, (*path, key))
    elif isinstance(value, (list, tuple)):
        for index, item in enumerate(value):
            yield from _arns(item, (*path, index))


def check_region_of(path: KeyPath, arn: Any, region: Region) -> list[Problem]:
    """Find an ARN that is not in ``region``."""
    if not isinstance(arn, str) or region_of(arn) == region.name:
        return []
    return [Problem(path, arn, f"it is in {region_of(arn)}; an ARN of the stack's region, {region.name}, is allowed")]


def check_log_key(arn: Any, region: Region) -> list[Problem]:
    """Find a key at ``logKeyArn`` that cannot encrypt logs."""
    return check_key(("logKeyArn",), arn, region)


def check_key(path: KeyPath, arn: Any, region: Region) -> list[Problem]:
    """Find a key at ``path`` that is in another region, does not exist or cannot encrypt logs and volumes."""
    if not is_own(arn, region):
        return check_region_of(path, arn, region)
    try:
        key = region.key(arn)
    except NotFoundError:
        return [Problem(path, arn, "the account has no such key")]
    if key.key_state != "Enabled":
        return [Problem(path, arn, f"its state is {key.key_state}; an enabled key is allowed")]
    if (key.key_usage, key.key_spec) != ("ENCRYPT_DECRYPT", "SYMMETRIC_DEFAULT"):
        return [Problem(path, arn, f"it is {key.key_spec} for {key.key_usage}; a symmetric encryption key is allowed")]
    return []


def is_own(arn: Any, region: Region) -> bool:
    """Return whether an ARN is known and belongs to this region and account, so that it can be looked up."""
    return is_in(arn, region) and part_of(arn, ACCOUNT_PART) == region.account_id


def is_in(arn: Any, region: Region) -> bool:
    """Return whether an ARN is known and belongs to this region."""
    return isinstance(arn, str) and region_of(arn) == region.name


def region_of(arn: str) -> str:
    """Return the region in an ARN."""
    return part_of(arn, REGION_PART)


def part_of(arn: str, number: int) -> str:
    """Return one of the parts between the colons of an ARN, counted from 0, or an empty string if there is none."""
    return (arn.split(":") + [""] * number)[number]
