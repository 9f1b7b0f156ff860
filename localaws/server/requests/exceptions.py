"""Where AWS takes what its model does not list."""

from __future__ import annotations

# The shape whose enumeration or pattern is not all that AWS takes, and why. Everything else in the model is enforced.
_OPEN = {
    "InstanceType": "new types appear before the model lists them, and a launch template takes any, with a warning",
    "S3ResourceArn": "the pattern wants a region, which no bucket's ARN has (hashicorp/terraform-provider-aws#45292)",
}


def takes_more_than_listed(shape: str) -> bool:
    """Whether AWS takes values of a shape that are not in its enumeration or not of its pattern."""
    return shape in _OPEN
