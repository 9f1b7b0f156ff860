"""Where AWS takes what its model does not list."""

from __future__ import annotations

# The shape's name, and why. Everything else in the model is enforced.
_OPEN_ENUMERATIONS = {
    "InstanceType": "new types appear before the model lists them, and a launch template takes any, with a warning",
}


def takes_more_than_listed(shape: str) -> bool:
    """Whether the enumeration of a shape is not all that AWS takes."""
    return shape in _OPEN_ENUMERATIONS
