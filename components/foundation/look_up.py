"""Look-ups on AWS by a data source of the provider, and the errors for missing resources."""

from __future__ import annotations

import functools
from collections.abc import Callable
from typing import Any, Concatenate, ParamSpec, TypeVar

import pulumi

P = ParamSpec("P")
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

UNANSWERED = "; if this is a unit test, its mocks have no answer: use ecs_on_ec2.testing.ComponentMocks"
"""The advice for results that lack a value, which AWS's results never do."""

_AMBIGUOUS = "matched; use additional constraints"


class NotFoundError(Exception):
    """The resource does not exist in this region."""


class AmbiguousError(Exception):
    """Several resources have this name."""


class LookUps:
    """Look-ups with the AWS provider in ``opts``, each done once: see :func:`look_up`."""

    def __init__(self, opts: pulumi.InvokeOptions | None = None) -> None:
        self._opts = opts
        self._found: dict[tuple[Any, ...], Any] = {}


def look_up(method: Callable[Concatenate[Any, P], T]) -> Callable[Concatenate[Any, P], T]:
    """Keep the results of a method of :class:`LookUps` by its arguments.

    The method raises :class:`NotFoundError`, :class:`AmbiguousError` or ``RunError`` if there is none.
    """

    @functools.wraps(method)
    def once(self: Any, /, *args: P.args, **options: P.kwargs) -> T:
        key = (method.__name__, args, frozenset(options.items()))
        if key not in self._found:
            self._found[key] = _or_not_found(functools.partial(method, self, *args, **options))
        found: T = self._found[key]
        return found

    return once


def _or_not_found(call: Callable[[], T]) -> T:
    try:
        return call()
    except (NotFoundError, AmbiguousError, pulumi.RunError):
        raise
    except Exception as error:  # the SDK raises no more specific class for a failed invoke
        if _AMBIGUOUS in str(error):
            raise AmbiguousError(str(error)) from error
        if any(text in str(error) for text in _NOT_FOUND):
            raise NotFoundError(str(error)) from error
        hint = UNANSWERED if isinstance(error, (AttributeError, TypeError)) else ""
        raise pulumi.RunError(f"a look-up on AWS failed: {error}{hint}") from error
