"""The facts of a resource type, read from its file on first use."""

from __future__ import annotations

import functools
import hashlib
import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from localaws.plugin.disk_cache import cached

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
        """The refusals and replacements of the provider's plan."""
        return self.document.get("planning") or []

    @property
    def timeouts(self) -> Mapping[str, str]:
        """The custom timeouts that exist."""
        return self.document.get("timeouts") or {}

    @property
    def overlay(self) -> Mapping[str, Any]:
        """The additions of pulumi-aws."""
        return self.document.get("overlay") or {}

    @property
    def of_plugin_framework(self) -> bool:
        """Whether the provider implements the type in the plugin framework instead of the older SDK.

        With the plugin framework, a failed update keeps the state, and the bridge ignores custom timeouts silently. The
        older SDK saves the planned values.
        """
        return bool((self.document.get("provider") or {}).get("framework") == "framework")

    @property
    def not_verified(self) -> list[str]:
        """The facts that have not been verified in the source."""
        return self.document.get("notVerified") or []

    @property
    def unsupported(self) -> Mapping[str, str]:
        """The properties without facts, by path, each with the reason."""
        return self.document.get("unsupported") or {}

    def operation(self, name: str) -> Mapping[str, Any]:
        """Return the facts of ``read``, ``create``, ``update`` or ``delete``."""
        return self.document.get(name) or {}


def file_of(resource_type: str) -> Path:
    """Return the file of a type: ``aws:ecs/taskDefinition:TaskDefinition`` has ``ecs_task_definition.yaml``."""
    module, _, name = resource_type.split(":")[1].partition("/")
    return FOLDER / f"{module}_{re.sub(r'(?<!^)(?=[A-Z])', '_', name).lower()}.yaml"


@functools.cache
def facts_of(resource_type: str) -> Facts:
    """Return the facts of ``resource_type``, a type of the table."""
    source = file_of(resource_type).read_bytes()
    digest = hashlib.sha256(source).hexdigest()[:12]
    return Facts(resource_type, cached(f"facts {resource_type} {digest}", lambda: parse(source)))


def parse(source: bytes) -> dict[str, Any]:
    """Parse the YAML document in ``source``."""
    # Imported only if the document is not cached, which saves a few milliseconds when the plugin starts.
    import yaml  # noqa: PLC0415

    loader = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
    document: dict[str, Any] = loader(source).get_single_data()
    return document
