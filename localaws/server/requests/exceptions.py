"""Values that AWS accepts or refuses in contrast to its model."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from moto.core.model import Shape

# Shapes with values outside their enumeration or pattern, with the reason. Everything else in the model is enforced.
_OPEN = {
    "InstanceType": "new types appear before the model lists them, and a launch template takes any, with a warning",
    "S3ResourceArn": "the pattern wants a region, which no bucket's ARN has (hashicorp/terraform-provider-aws#45292)",
}


# The maximum length of a shape, with the source.
_LONGEST = {
    # hashicorp/terraform-provider-aws#46496
    "LoadBalancerAttributes": 20,
}


def rules_of(shape: Shape) -> Mapping[str, Any]:
    """Return the constraints of a shape, with those that the model lacks."""
    longest = _LONGEST.get(shape.name)
    return {**shape.metadata, "max": longest} if longest else shape.metadata


def takes_more_than_listed(shape: str) -> bool:
    """Whether AWS accepts values of a shape outside its enumeration or pattern."""
    return shape in _OPEN
