"""Checks the form of a facts file: localaws/plugin/facts/README.md explains every key."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

from localaws.plugin.facts.validators import CHECKS, FORMATS

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

GROUPS = {"exactlyOneOf": list, "atLeastOneOf": list, "atMostOneOf": list}
DOCUMENT: dict[str, type] = {
    "type": str,
    "provider": dict,
    "overlay": dict,
    "properties": dict,
    "planning": list,
    "planningNotes": list,
    "timeouts": dict,
    "read": dict,
    "create": dict,
    "update": dict,
    "delete": dict,
    "notVerified": list,
    "unsupported": dict,
    **GROUPS,
}
NEEDED = {"type", "provider", "overlay", "properties", "timeouts", "create", "delete"}
PROPERTY: dict[str, type] = {
    "name": str,
    "required": bool,
    "replace": bool,
    "computed": bool,
    "default": object,
    "set": bool,
    "conflicts": list,
    "requires": list,
    "valid": dict,
    "zero": object,
    "fields": dict,
    "each": dict,
    "canonical": str,
    "suppressed": object,
    "note": str,
    **GROUPS,
}
OPERATION: dict[str, type] = {"gone": list, "retries": list, "waits": list, "notes": list}
RETRY: dict[str, type] = {"codes": list, "message": str, "for": str}
WAIT: dict[str, type] = {"until": str, "for": str, "fails": str}
WHEN = {
    "is": dict,
    "isNot": dict,
    "was": dict,
    "given": list,
    "missing": list,
    "changed": list,
    "unchanged": list,
    "operation": str,
}
RULE: dict[str, type] = {"when": dict, "refuses": str, "because": str, "replaces": list}
SOURCE: dict[str, type] = {"file": str, "commit": str, "text": str}
ZERO = {"sent", "omitted"}
DURATION = r"(\d+h)?(\d+m)?(\d+s)?"


def faults(document: Mapping[str, Any]) -> Iterator[str]:
    """Yield the problems in the form of a facts file."""
    yield from _keys("", document, DOCUMENT)
    yield from (f"{key} is missing" for key in sorted(NEEDED - document.keys()))
    yield from _sources("provider", document.get("provider", {}), {"name": str, "framework": str, "read": list})
    yield from _sources(
        "overlay", document.get("overlay", {}), {"read": list, "autoName": dict, "deleteBeforeReplace": bool}
    )
    for name, rule in document.get("properties", {}).items():
        yield from _property(name, rule)
    for index, rule in enumerate(document.get("planning", [])):
        yield from _keys(f"planning[{index}]", rule, RULE)
        yield from _keys(f"planning[{index}].when", rule.get("when", {}), WHEN)
        if ("refuses" in rule) == ("replaces" in rule) or ("because" in rule) != ("refuses" in rule):
            yield f"planning[{index}] needs refuses and because, or replaces"
    for name, duration in document.get("timeouts", {}).items():
        if name not in ("create", "read", "update", "delete") or not re.fullmatch(DURATION, duration):
            yield f"timeouts.{name}: {duration}"
    for operation in ("read", "create", "update", "delete"):
        yield from _operation(operation, document.get(operation, {}))


def _sources(path: str, section: Mapping[str, Any], keys: Mapping[str, type]) -> Iterator[str]:
    yield from _keys(path, section, keys)
    if not section.get("read"):
        yield f"{path}.read: no file was read"
    for source in section.get("read", []):
        yield from _keys(f"{path}.read", source, SOURCE)
        if not re.fullmatch(r"[0-9a-f]{40}|\d+", source.get("commit", source.get("text", ""))):
            yield f"{path}.read: {source} has no commit and no text"


def _operation(path: str, section: Mapping[str, Any]) -> Iterator[str]:
    yield from _keys(path, section, OPERATION)
    yield from (f"{path}.notes: {note} is not text" for note in section.get("notes", []) if not isinstance(note, str))
    for kind, keys in (("retries", RETRY), ("waits", WAIT)):
        for each in section.get(kind, []):
            yield from _keys(f"{path}.{kind}", each, keys)
            if not re.fullmatch(f"{DURATION}|not verified|timeout", each.get("for", "")):
                yield f"{path}.{kind}.for: {each.get('for')} is neither a duration, nor timeout, nor not verified"


def _property(path: str, rule: Mapping[str, Any]) -> Iterator[str]:
    yield from _keys(path, rule, PROPERTY)
    if isinstance(rule.get("suppressed"), dict):
        yield from _keys(
            f"{path}.suppressed", rule["suppressed"], {"is": dict, "isNot": dict, "given": list, "missing": list}
        )
    zero = rule.get("zero", "sent")
    fates = zero.values() if isinstance(zero, dict) else [zero]
    if not set(fates) <= ZERO or (isinstance(zero, dict) and set(zero) != {"create", "update"}):
        yield f"{path}.zero: {zero}"
    yield from _valid(f"{path}.valid", rule.get("valid", {}))
    for name, nested in rule.get("fields", {}).items():
        yield from _property(f"{path}.{name}", nested)
    if "each" in rule:
        yield from _property(f"{path}.each", rule["each"])


def _valid(path: str, valid: Mapping[str, Any]) -> Iterator[str]:
    yield from (f"{path}.{key} is not a validator" for key in valid.keys() - CHECKS.keys() - {"ignoreCase"})
    for key in ("length", "range", "cidrSize", "count"):
        if key in valid and not (isinstance(valid[key], list) and len(valid[key]) == 2):
            yield f"{path}.{key}: {valid[key]} does not have two bounds"
    for key in ("pattern", "not"):
        for pattern in [valid[key]] if isinstance(valid.get(key), str) else valid.get(key, []):
            re.compile(pattern)
    if "format" in valid and valid["format"] not in FORMATS and not valid["format"].startswith("prefix:"):
        yield f"{path}.format: {valid['format']}"
    for each in valid.get("any", []):
        yield from _valid(f"{path}.any", each)


def _keys(path: str, section: Mapping[str, Any], keys: Mapping[str, type]) -> Iterator[str]:
    if not isinstance(section, dict):
        yield f"{path} is not a mapping"
        return
    for key, value in section.items():
        if key not in keys:
            yield f"{path}: {key} is unknown"
        elif not isinstance(value, keys[key]):
            yield f"{path}.{key}: {value!r} is not a {keys[key].__name__}"
