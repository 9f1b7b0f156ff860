"""One look-up on AWS by a data source of the provider, and the errors for missing resources."""

from __future__ import annotations

from collections.abc import Callable
from typing import TypeVar

import pulumi

T = TypeVar("T")

_NOT_FOUND = (
    "InvalidInstanceType",
    "InvalidAMIID",
    "InvalidServiceName",
    "NoSuchHostedZone",
    "NoSuchResourceException",
    "NotFoundException",
    "ParameterNotFound",
    "couldn't find resource",
    "empty result",
    "NonExistentQueue",
    "no matching",
    "not found for name",
    "region not found",
    "returned no results",
)
"""Error texts of AWS and of the provider's data sources for a missing resource."""

_AMBIGUOUS = "matched; use additional constraints"


class NotFoundError(Exception):
    """The resource does not exist in this region."""


class AmbiguousError(Exception):
    """Several resources have this name."""


def or_not_found(look_up: Callable[[], T]) -> T:
    """Return the result. Raises :class:`NotFoundError`, :class:`AmbiguousError` or ``RunError`` if there is none."""
    try:
        return look_up()
    except Exception as error:  # the SDK raises no more specific class for a failed invoke
        if _AMBIGUOUS in str(error):
            raise AmbiguousError(str(error)) from error
        if any(text in str(error) for text in _NOT_FOUND):
            raise NotFoundError(str(error)) from error
        raise pulumi.RunError(f"a look-up on AWS failed: {error}") from error
