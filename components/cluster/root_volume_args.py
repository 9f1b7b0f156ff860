"""The settings of the instances' volume, which holds images and containers."""

from __future__ import annotations

from typing import Annotated

from pydantic import Field, ValidationInfo, field_validator

from ..foundation.args import Args, KeyArn

INCLUDED_IOPS = 3000
IOPS_PER_GIB = 500
IOPS_PER_MIBPS = 4
"""https://docs.aws.amazon.com/ebs/latest/userguide/general-purpose.html"""


class RootVolumeArgs(Args):
    """The encrypted gp3 volume of each instance. A change replaces the instances."""

    size: Annotated[int, Field(ge=30, le=16_384)] = 50
    """The size in GiB."""

    iops: Annotated[int, Field(ge=INCLUDED_IOPS, le=16_000)] | None = None
    """Operations a second, at most 500 for each GiB. Default: 3000, which the price of the volume includes."""

    throughput: Annotated[int, Field(ge=125, le=1000)] | None = None
    """MiB a second, at most a quarter of the IOPS. Default: 125, which the price of the volume includes."""

    key_arn: KeyArn | None = None
    """A KMS key in the stack's region that encrypts the volume. Its policy must let the service-linked role
    `AWSServiceRoleForAutoScaling` use it, or no instance starts. Default: the account's key for EBS."""

    @field_validator("iops")
    @classmethod
    def _in_proportion_to_size(cls, value: int | None, info: ValidationInfo) -> int | None:
        size = info.data.get("size")
        if value is not None and size is not None and value > max(INCLUDED_IOPS, IOPS_PER_GIB * size):
            raise ValueError(f"a volume of {size} GiB has {IOPS_PER_GIB * size} IOPS at most")
        return value

    @field_validator("throughput")
    @classmethod
    def _in_proportion_to_iops(cls, value: int | None, info: ValidationInfo) -> int | None:
        if "iops" not in info.data:
            # They are refused themselves.
            return value
        iops = info.data["iops"] or INCLUDED_IOPS
        if value is not None and value * IOPS_PER_MIBPS > iops:
            raise ValueError(f"with {iops} IOPS, {iops // IOPS_PER_MIBPS} MiB a second or less is allowed")
        return value
