"""Converts the resources that a policy pack gets from the engine into those that the controls check.

During a preview, most ids are not known yet. An unknown id becomes the URN of its resource, and an unknown value the
URNs of the property's dependencies, which the engine passes. So the checks can still compare references.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, Protocol

from .controls.resource import Resource

NAMING = ("arn", "bucket", "allocationId")
"""The outputs that the controls use to recognize a resource."""


class Engines(Protocol):
    """A resource as ``pulumi_policy`` has it."""

    @property
    def resource_type(self) -> str: ...  # noqa: D102
    @property
    def urn(self) -> str: ...  # noqa: D102
    @property
    def name(self) -> str: ...  # noqa: D102
    @property
    def props(self) -> Mapping[str, Any]: ...  # noqa: D102
    @property
    def property_dependencies(self) -> Mapping[str, Sequence[Engines]]: ...  # noqa: D102


UNKNOWN = "known after the update"
"""Stands for a value that is known only after the update, and that no other resource determines."""


def from_engine(resources: Sequence[Engines], unknown: type[Exception]) -> list[Resource]:
    """Return the AWS resources among the engine's, in which reading an unknown value raises ``unknown``."""
    return [_resource(found, unknown) for found in resources if found.resource_type.startswith("aws:")]


def _resource(found: Engines, unknown: type[Exception]) -> Resource:
    properties = _plain(found.props, unknown)
    inputs = {
        name: _referring(value, [other.urn for other in found.property_dependencies.get(name, ())])
        for name, value in properties.items()
        # A value that is unknown and depends on no other resource is an output.
        if value != UNKNOWN or found.property_dependencies.get(name)
    }
    # The engine does not say which property is an input and which an output.
    computed = {name: found.urn if value == UNKNOWN else value for name, value in properties.items()}
    return Resource(
        kind=kind_of(found.resource_type),
        name=found.name,
        id=computed.get("id", found.urn),
        inputs=inputs,
        computed={**dict.fromkeys(NAMING, found.urn), **computed},
        urn=found.urn,
        unknown=frozenset(name for name, value in properties.items() if _has_unknown(value)),
    )


def kind_of(token: str) -> str:
    """Turn ``aws:ec2/vpc:Vpc`` into ``ec2.Vpc``."""
    _package, module, name = token.split(":")
    return f"{module.partition('/')[0]}.{name}"


def _plain(value: Any, unknown: type[Exception]) -> Any:
    if isinstance(value, Mapping):
        return {key: _read(value, key, unknown) for key in value}
    if isinstance(value, Sequence) and not isinstance(value, str):
        return [_read(value, index, unknown) for index in range(len(value))]
    return value


def _read(container: Any, key: Any, unknown: type[Exception]) -> Any:
    try:
        value = container[key]
    except unknown:
        return UNKNOWN
    return _plain(value, unknown)


def _has_unknown(value: Any) -> bool:
    if isinstance(value, Mapping):
        return any(map(_has_unknown, value.values()))
    return any(map(_has_unknown, value)) if isinstance(value, list) else bool(value == UNKNOWN)


def _referring(value: Any, urns: Sequence[str]) -> Any:
    if value == UNKNOWN:
        return urns[0] if len(urns) == 1 else list(urns) or UNKNOWN
    if isinstance(value, Mapping):
        return {key: _referring(item, urns) for key, item in value.items()}
    if isinstance(value, list) and UNKNOWN in value:
        return [*(item for item in value if item != UNKNOWN), *urns]
    if isinstance(value, list):
        return [_referring(item, urns) for item in value]
    return value
