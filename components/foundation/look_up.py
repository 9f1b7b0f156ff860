"""One question to AWS by a data source of the provider, and how it says that there is no such thing."""

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
"""What the AWS provider's data sources say, by AWS's code or in their own words, when there is no such thing."""

_AMBIGUOUS = "matched; use additional constraints"


class NotFoundError(Exception):
    """AWS knows nothing of that name in this region."""


class AmbiguousError(Exception):
    """AWS knows several things of that name."""


def or_not_found(look_up: Callable[[], T]) -> T:
    """Return the answer. Raises :class:`NotFoundError`, :class:`AmbiguousError` or ``RunError`` if there is none."""
    try:
        return look_up()
    except Exception as error:  # the SDK raises no narrower class for a failed invoke
        if _AMBIGUOUS in str(error):
            raise AmbiguousError(str(error)) from error
        if any(text in str(error) for text in _NOT_FOUND):
            raise NotFoundError(str(error)) from error
        raise pulumi.RunError(f"AWS could not be asked: {error}") from error
