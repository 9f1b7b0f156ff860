"""One recorded resource, as the program registered it."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from contextlib import suppress
from dataclasses import dataclass, field
from typing import Any

from google.protobuf import struct_pb2
from pulumi.runtime import rpc

UNKNOWN: str = rpc.UNKNOWN
"""Placeholder in the inputs for a value that is unknown until the update."""

STACK_TYPE = "pulumi:pulumi:Stack"
STACK_REFERENCE = "pulumi:pulumi:StackReference"


@dataclass(frozen=True, eq=False, repr=False)
class Registration:
    """A resource's registration: everything that determines the engine's plan.

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
    """None: the provider decides, and deletes first if the program sets the name."""
    replace_on_changes: tuple[str, ...]
    replace_with: tuple[str, ...]
    replacement_trigger: Any
    provider: str
    id: str
    computed: Mapping[str, Any]
    outputs: dict[str, Any] = field(default_factory=dict)
    """The outputs that a component registered with ``register_outputs``, with secrets in plain text."""
    secret_outputs: set[str] = field(default_factory=set)
    """The names of the secret outputs."""

    def __str__(self) -> str:
        return f"{self.kind} {self.name}"

    __repr__ = __str__

    @property
    def explicit_dependencies(self) -> frozenset[str]:
        """The dependencies that do not come from properties."""
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
"""The result of :meth:`Registration.at` for an input that the program does not set."""


def kind_of(token: str) -> str:
    """Turn ``aws:ec2/vpc:Vpc`` into ``ec2.Vpc``, ``awsx:ecr:Repository`` into ``awsx.ecr.Repository``."""
    package, module, name = token.split(":")
    if package == "aws":
        return f"{module.partition('/')[0]}.{name}"
    if module == "index":
        return name if package == "ecs-on-ec2" else f"{package}.{name}"
    return f"{package}.{module.partition('/')[0]}.{name}"


def plain(value: Any) -> Any:
    """Convert a protocol value to Python: whole numbers to int, nulls to None, secrets to plain text."""
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
    """Whether a protocol value is marked as a secret."""
    return rpc._special_sig_key in value and value[rpc._special_sig_key] == rpc._special_secret_sig


def has_secret(value: Any) -> bool:
    """Whether a protocol value contains a secret at any depth."""
    if isinstance(value, struct_pb2.Struct):
        return is_secret(value) or any(has_secret(value[key]) for key in value)
    return isinstance(value, struct_pb2.ListValue) and any(has_secret(item) for item in value)


def json_in(value: Any) -> Any:
    """Parse a text that is a JSON object or array, such as a policy or container definitions; otherwise return None."""
    if isinstance(value, str) and value[:1] in ("{", "["):
        # Free text, such as the name of a Dockerfile, can begin the same way.
        with suppress(ValueError):
            return json.loads(value)
    return None


def walk(value: Any, path: str = "") -> Iterator[tuple[str, Any]]:
    """Yield the leaves of a plain tree with their dotted paths."""
    if isinstance(value, Mapping):
        for key, item in value.items():
            yield from walk(item, f"{path}.{key}" if path else str(key))
    elif isinstance(value, list):
        for index, item in enumerate(value):
            yield from walk(item, f"{path}.{index}")
    else:
        yield path, value
