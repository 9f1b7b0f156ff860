"""Converts the resources that a program registers to a Terraform plan, which checkov reads.

The names of types, properties and blocks come from the facts of the stand-in plugin.
"""

from __future__ import annotations

import functools
import re
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import yaml

from tests.harness.recording import Recording
from tests.harness.registration import Registration, json_in

FACTS = Path(__file__).resolve().parents[2] / "localaws" / "plugin" / "facts"


def plan_of(recording: Recording) -> dict[str, Any]:
    """Return the plan that creates all resources of a recording."""
    resources = [found for found in recording.custom if found.kind != "pulumi.Stack"]
    planned = [
        {
            "address": _address(found),
            "mode": "managed",
            "type": _type(found),
            "name": _name(found),
            "values": _values(found),
        }
        for found in resources
    ]
    changes = [
        {**resource, "change": {"actions": ["create"], "before": None, "after": resource["values"]}}
        for resource in planned
    ]
    configured = [
        {key: resource[key] for key in ("address", "mode", "type", "name")}
        | {"expressions": _references(found, recording)}
        for resource, found in zip(planned, resources, strict=True)
    ]
    return {
        "format_version": "1.2",
        "terraform_version": "1.13.0",
        "planned_values": {"root_module": {"resources": planned}},
        "resource_changes": changes,
        "configuration": {"root_module": {"resources": configured}},
    }


def _values(found: Registration) -> dict[str, Any]:
    properties = _facts(found.kind)["properties"]
    kept = {name: value for name, value in found.inputs.items() if not _only_refers(found, name)}
    return _block(kept, properties)


def _block(values: Mapping[str, Any], properties: Mapping[str, Any]) -> dict[str, Any]:
    return {
        (properties.get(name) or {}).get("name", _snake(name)): _value(value, properties.get(name) or {})
        for name, value in values.items()
    }


def _value(value: Any, rule: Mapping[str, Any]) -> Any:
    fields = rule.get("fields")
    if fields is None:
        return value
    return [_block(item, fields) for item in (value if isinstance(value, list) else [value])]


def _only_refers(found: Registration, name: str) -> bool:
    """Whether a property contains only ids of other resources; a plan has references in place of unknown values."""
    value = found.inputs[name]
    texts = value if isinstance(value, list) else [value]
    plain = all(isinstance(text, str) and json_in(text) is None for text in texts)
    return bool(found.property_dependencies.get(name)) and plain


def _references(found: Registration, recording: Recording) -> dict[str, Any]:
    properties = _facts(found.kind)["properties"]
    expressions = {}
    for name, urns in found.property_dependencies.items():
        needed = [recording.registrations[urn] for urn in sorted(urns) if recording.registrations[urn].custom]
        if needed and name in found.inputs:
            references = [reference for one in needed for reference in (f"{_address(one)}.id", _address(one))]
            expressions[(properties.get(name) or {}).get("name", _snake(name))] = {"references": references}
    return expressions


def _address(found: Registration) -> str:
    return f"{_type(found)}.{_name(found)}"


def _type(found: Registration) -> str:
    name: str = _facts(found.kind)["provider"]["name"]
    return name


def _name(found: Registration) -> str:
    return found.name.replace(".", "_")


@functools.cache
def _facts(kind: str) -> dict[str, Any]:
    module, _, name = kind.partition(".")
    facts: dict[str, Any] = yaml.safe_load((FACTS / f"{module}_{_snake(name)}.yaml").read_text(encoding="utf-8"))
    return facts


def _snake(name: str) -> str:
    return re.sub(r"(?<=[a-z0-9])(?=[A-Z])", "_", name).lower()
