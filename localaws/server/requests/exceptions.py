"""Where AWS takes what its model does not list, and where it refuses what the model allows."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from moto.core.model import Shape

# The shape whose enumeration or pattern is not all that AWS takes, and why. Everything else in the model is enforced.
_OPEN = {
    "InstanceType": "new types appear before the model lists them, and a launch template takes any, with a warning",
    "S3ResourceArn": "the pattern wants a region, which no bucket's ARN has (hashicorp/terraform-provider-aws#45292)",
}


# The shape that AWS takes at most so long, and where AWS said so.
_LONGEST = {
    # hashicorp/terraform-provider-aws#46496
    "LoadBalancerAttributes": 20,
}


def rules_of(shape: Shape) -> Mapping[str, Any]:
    """The constraints of a shape, with those that the model leaves out."""
    longest = _LONGEST.get(shape.name)
    return {**shape.metadata, "max": longest} if longest else shape.metadata


def takes_more_than_listed(shape: str) -> bool:
    """Whether AWS takes values of a shape that are not in its enumeration or not of its pattern."""
    return shape in _OPEN
