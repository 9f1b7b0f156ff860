"""The facts of a resource type, read from its file when the type is first met."""

from __future__ import annotations

import functools
import hashlib
import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from localaws.plugin.remembered import remembered

FOLDER = Path(__file__).parent
Rules = Mapping[str, Mapping[str, Any]]


@dataclass(frozen=True)
class Facts:
    """The facts of one type; ``document`` is the whole file."""

    resource_type: str
    document: Mapping[str, Any] = field(default_factory=dict)

    @property
    def properties(self) -> Rules:
        """Every property, by Pulumi's name."""
        return self.document.get("properties") or {}

    @property
    def planning(self) -> list[Mapping[str, Any]]:
        """What the provider refuses or replaces while it plans."""
        return self.document.get("planning") or []

    @property
    def timeouts(self) -> Mapping[str, str]:
        """The custom timeouts that exist."""
        return self.document.get("timeouts") or {}

    @property
    def overlay(self) -> Mapping[str, Any]:
        """What pulumi-aws adds."""
        return self.document.get("overlay") or {}

    @property
    def of_plugin_framework(self) -> bool:
        """Whether the provider has the type in the plugin framework, not in the older SDK.

        A failed update then leaves the state as it was, where the older SDK saves the planned values; and the bridge
        ignores custom timeouts without a word.
        """
        return bool((self.document.get("provider") or {}).get("framework") == "framework")

    @property
    def not_verified(self) -> list[str]:
        """The facts that nobody has read in the source."""
        return self.document.get("notVerified") or []

    @property
    def unsupported(self) -> Mapping[str, str]:
        """The properties without facts, by their paths, each with the reason."""
        return self.document.get("unsupported") or {}

    def operation(self, name: str) -> Mapping[str, Any]:
        """The facts of ``read``, ``create``, ``update`` or ``delete``."""
        return self.document.get(name) or {}


def file_of(resource_type: str) -> Path:
    """The file of a type: ``aws:ecs/taskDefinition:TaskDefinition`` has ``ecs_task_definition.yaml``."""
    module, _, name = resource_type.split(":")[1].partition("/")
    return FOLDER / f"{module}_{re.sub(r'(?<!^)(?=[A-Z])', '_', name).lower()}.yaml"


@functools.cache
def facts_of(resource_type: str) -> Facts:
    """The facts of ``resource_type``, a type of the table."""
    source = file_of(resource_type).read_bytes()
    digest = hashlib.sha256(source).hexdigest()[:12]
    return Facts(resource_type, remembered(f"facts {resource_type} {digest}", lambda: parse(source)))


def parse(source: bytes) -> dict[str, Any]:
    """The document in ``source``, which is YAML."""
    # Not imported where the document is remembered, which saves the start of the plugin a few milliseconds.
    import yaml  # noqa: PLC0415

    loader = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
    document: dict[str, Any] = loader(source).get_single_data()
    return document
