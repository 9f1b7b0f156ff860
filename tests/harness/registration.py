"""One recorded resource, as the program asked the engine for it."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from contextlib import suppress
from dataclasses import dataclass, field
from typing import Any

from google.protobuf import struct_pb2
from pulumi.runtime import rpc

UNKNOWN: str = rpc.UNKNOWN
"""What stands in the inputs for a value that only an update will tell."""

STACK_TYPE = "pulumi:pulumi:Stack"
STACK_REFERENCE = "pulumi:pulumi:StackReference"


@dataclass(frozen=True, eq=False, repr=False)
class Registration:
    """A resource's registration: everything the engine would plan by.

    ``kind`` is the class as the program writes it (``ec2.Vpc``, ``LargeVpc``); ``depends_on`` and
    ``property_dependencies`` hold URNs; ``inputs`` are plain, with :data:`UNKNOWN` and no secret marks, which are in
    ``secret_inputs`` by the names of the top-level properties.
    """

    kind: str
    name: str
    urn: str
    parent: str
    custom: bool
    remote: bool
    inputs: Mapping[str, Any]
    secret_inputs: frozenset[str]
    depends_on: frozenset[str]
    property_dependencies: Mapping[str, frozenset[str]]
    ignore_changes: tuple[str, ...]
    custom_timeouts: Mapping[str, str]
    aliases: tuple[str, ...]
    protect: bool
    retain_on_delete: bool
    delete_before_replace: bool | None
    """None leaves it to the provider, which deletes first what has a name of the program's own."""
    replace_on_changes: tuple[str, ...]
    replace_with: tuple[str, ...]
    replacement_trigger: Any
    provider: str
    id: str
    computed: Mapping[str, Any]
    outputs: dict[str, Any] = field(default_factory=dict)
    """What a component registered by ``register_outputs``, secrets opened."""
    secret_outputs: set[str] = field(default_factory=set)
    """The names of those that are secret."""

    def __str__(self) -> str:
        return f"{self.kind} {self.name}"

    __repr__ = __str__

    @property
    def explicit_dependencies(self) -> frozenset[str]:
        """The dependencies that no property has."""
        return self.depends_on - frozenset(urn for urns in self.property_dependencies.values() for urn in urns)

    def at(self, path: str) -> Any:
        """Return the input at a dotted path (``ebs.0.volumeSize``), through JSON as well, or :data:`UNSET`."""
        value: Any = self.inputs
        try:
            for step in path.split(".") if path else ():
                value = json_in(value) or value
                value = value[int(step)] if isinstance(value, list) else value[step]
        except (KeyError, IndexError, TypeError):
            return UNSET
        return value


class _Unset:
    def __repr__(self) -> str:
        return "unset"


UNSET: Any = _Unset()
"""What :meth:`Registration.at` returns for an input that the program leaves to AWS."""


def kind_of(token: str) -> str:
    """Turn ``aws:ec2/vpc:Vpc`` into ``ec2.Vpc``, ``awsx:ecr:Repository`` into ``awsx.ecr.Repository``."""
    package, module, name = token.split(":")
    if package == "aws":
        return f"{module.partition('/')[0]}.{name}"
    if module == "index":
        return name if package == "ecs-on-ec2" else f"{package}.{name}"
    return f"{package}.{module.partition('/')[0]}.{name}"


def plain(value: Any) -> Any:
    """Turn a protocol value into Python's: whole numbers as int, nulls as None, secrets opened."""
    if isinstance(value, struct_pb2.Struct):
        if is_secret(value):
            return plain(value["value"])
        return {key: plain(value[key]) for key in value}
    if isinstance(value, struct_pb2.ListValue):
        return [plain(item) for item in value]
    if isinstance(value, float) and value.is_integer():
        return int(value)
    return value


def is_secret(value: struct_pb2.Struct) -> bool:
    """Whether a protocol value is a secret's envelope."""
    return rpc._special_sig_key in value and value[rpc._special_sig_key] == rpc._special_secret_sig


def has_secret(value: Any) -> bool:
    """Whether a secret is anywhere in a protocol value."""
    if isinstance(value, struct_pb2.Struct):
        return is_secret(value) or any(has_secret(value[key]) for key in value)
    return isinstance(value, struct_pb2.ListValue) and any(has_secret(item) for item in value)


def json_in(value: Any) -> Any:
    """Return the object or array that a text is the JSON of, as policies and container definitions are, or None."""
    if isinstance(value, str) and value[:1] in ("{", "["):
        # What somebody chose freely, a Dockerfile's name, may begin like that, too.
        with suppress(ValueError):
            return json.loads(value)
    return None


def walk(value: Any, path: str = "") -> Iterator[tuple[str, Any]]:
    """Every value in a plain tree with its dotted path, the leaves only."""
    if isinstance(value, Mapping):
        for key, item in value.items():
            yield from walk(item, f"{path}.{key}" if path else str(key))
    elif isinstance(value, list):
        for index, item in enumerate(value):
            yield from walk(item, f"{path}.{index}")
    else:
        yield path, value
