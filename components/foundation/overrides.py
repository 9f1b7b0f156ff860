"""Overrides: any property of any resource, if it has no setting."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import pulumi

from .args import Args
from .plain_words import near_match
from .provider_types import check_properties, check_resource_type, python_names
from .refusal import Problem


class OverrideArgs(Args):
    """Properties of one resource, which replace those that the program sets."""

    resource: str
    """The resource's type, such as `aws:lb/loadBalancer:LoadBalancer`; `pulumi preview` shows it."""

    name: str
    """The resource's name in the stack, such as `orders-public`; `pulumi preview` shows it."""

    properties: dict[str, Any]
    """Properties and their values, with the names in Pulumi's registry, such as `clientKeepAlive`. A list or an object
    replaces the program's value. Null removes a property."""


def check_overrides(overrides: Sequence[OverrideArgs]) -> list[Problem]:
    """Find resource types, properties and values that the AWS provider does not support, and duplicate resources."""
    problems: list[Problem] = []
    seen: dict[tuple[str, str], int] = {}
    for index, each in enumerate(overrides):
        unknown = check_resource_type(each.resource)
        problems += [problem.under(index, "resource") for problem in unknown]
        if not unknown:
            found = check_properties(each.resource, each.properties)
            problems += [problem.under(index, "properties") for problem in found]
        first = seen.setdefault((each.resource, each.name), index)
        if first != index:
            problems.append(
                Problem((index, "name"), each.name, f"overrides[{first}] has the same resource: merge both entries")
            )
    return [problem.under("overrides") for problem in problems]


class Overrides:
    """Applies overrides: :attr:`override` is a transformation for the options of every component."""

    def __init__(self, overrides: Sequence[OverrideArgs]) -> None:
        self._by_resource = {(each.resource, each.name): each for each in overrides}
        self._order = list(self._by_resource)
        self._created: list[tuple[str, str]] = []

    def override(self, args: pulumi.ResourceTransformationArgs) -> pulumi.ResourceTransformationResult | None:
        """Set the properties of a resource's override."""
        if not self._by_resource:
            return None
        key = (args.type_, args.name)
        self._created.append(key)
        found = self._by_resource.get(key)
        if found is None:
            return None
        names = python_names(args.type_)
        changed = {names[name]: value for name, value in found.properties.items()}
        return pulumi.ResourceTransformationResult({**args.props, **changed}, args.opts)

    def unmatched(self) -> list[Problem]:
        """Find overrides of resources that the program has not created."""
        return [
            self._unmatched(index, resource, name).under("overrides")
            for index, (resource, name) in enumerate(self._order)
            if (resource, name) not in self._created
        ]

    def _unmatched(self, index: int, resource: str, name: str) -> Problem:
        names = sorted(created for of_type, created in self._created if of_type == resource)
        if names:
            close = near_match(name, names)
            return Problem((index, "name"), name, f"the stack's resources of this type are {', '.join(names)}", close)
        types = sorted({of_type for of_type, _ in self._created if of_type.startswith("aws:")})
        return Problem(
            (index, "resource"), resource, "the stack has no resource of this type", near_match(resource, types)
        )
