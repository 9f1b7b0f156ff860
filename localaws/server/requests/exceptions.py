"""Values that AWS accepts or refuses contrary to its model."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from moto.core.model import Shape

# Shapes with values outside their enumeration or pattern, with the reason. Everything else in the model is enforced.
_OPEN = {
    "InstanceType": "new types appear before the model lists them, and a launch template accepts any, with a warning",
    "S3ResourceArn": "the pattern requires a region; bucket ARNs have none (hashicorp/terraform-provider-aws#45292)",
}


# The maximum length of a shape, with the source.
_MAX_LENGTHS = {
    # hashicorp/terraform-provider-aws#46496
    "LoadBalancerAttributes": 20,
}


def rules_of(shape: Shape) -> Mapping[str, Any]:
    """Return the constraints of a shape, with those that the model lacks."""
    longest = _MAX_LENGTHS.get(shape.name)
    return {**shape.metadata, "max": longest} if longest else shape.metadata


def accepts_unlisted_values(shape: str) -> bool:
    """Whether AWS accepts values of a shape outside its enumeration or pattern."""
    return shape in _OPEN
