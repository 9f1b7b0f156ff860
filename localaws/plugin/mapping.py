"""Two-way mapping between a resource's properties and the members of an API structure."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from localaws.plugin.row import Property


@dataclass(frozen=True)
class Nested:
    """A structure, or a list of structures, with another name and its own members."""

    api: str
    members: Members


@dataclass(frozen=True)
class BooleanText:
    """A boolean of the API that the provider keeps as text, because unset differs from false."""

    api: str


@dataclass(frozen=True)
class TagMap:
    """A list of ``Key`` and ``Value`` that the provider keeps as a map."""

    api: str


Member = str | Nested | BooleanText | TagMap
Members = Mapping[str, "Member"]


def api_name(member: Member) -> str:
    """Return the name of the API's member."""
    return member if isinstance(member, str) else member.api


def to_api(members: Members, properties: Mapping[str, Any]) -> dict[str, Any]:
    """Return the API structure for the ``properties`` in the mapping."""
    structure: dict[str, Any] = {}
    for name, member in members.items():
        value = properties.get(name)
        if value is None or value == "":
            continue
        if isinstance(member, str):
            structure[member] = value
        elif isinstance(member, BooleanText):
            structure[member.api] = value == "true"
        elif isinstance(member, TagMap):
            structure[member.api] = [{"Key": key, "Value": text} for key, text in value.items()]
        elif isinstance(value, list):
            structure[member.api] = [to_api(member.members, item) for item in value]
        else:
            structure[member.api] = to_api(member.members, value)
    return structure


def from_api(members: Members, structure: Mapping[str, Any]) -> dict[str, Any]:
    """Return the properties for an API structure, without absent members."""
    properties: dict[str, Any] = {}
    for name, member in members.items():
        value = structure.get(api_name(member))
        if value is None:
            continue
        if isinstance(member, str):
            properties[name] = value
        elif isinstance(member, BooleanText):
            properties[name] = "true" if value else "false"
        elif isinstance(member, TagMap):
            properties[name] = {tag["Key"]: tag["Value"] for tag in value}
        elif isinstance(value, list):
            properties[name] = [from_api(member.members, item) for item in value]
        else:
            properties[name] = from_api(member.members, value)
    return properties


def supported(members: Members) -> dict[str, Property]:
    """Return the nested properties of a mapping, for ``Property.fields``; the plugin refuses all others by name."""
    return {
        name: Property(filled=True, fields=supported(member.members) if isinstance(member, Nested) else {})
        for name, member in members.items()
    }
