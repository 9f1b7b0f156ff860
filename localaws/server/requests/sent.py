"""The values of a request, read with the service's model but neither converted nor completed.

The result is keyed by the model's member names. Its leaves are the sent values: numbers and text of JSON and CBOR, text
of the query protocols, of XML, of paths and headers. Unknown names are collected separately.
"""

from __future__ import annotations

import base64
import functools
import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any
from xml.etree import ElementTree as ET

from moto.core.model import OperationModel, Shape
from moto.core.request import Request

# Parameters of query requests that do not belong to the operation: its name, and signatures in the URL.
_NOT_PARAMETERS = {"Action", "Version", "AWSAccessKeyId", "SecurityToken", "Timestamp", "Expires"}
_NOT_PARAMETERS_PREFIXES = ("Signature", "X-Amz-")


class UnreadableError(Exception):
    """The body is not in the protocol's format."""


@dataclass
class Sent:
    """One request.

    Args:
        values: the input, by the model's names.
        typed: whether the protocol sends numbers and truth values, and not texts.
        unknown: the names that are not in the model.
    """

    values: dict[str, Any] = field(default_factory=dict)
    typed: bool = False
    unknown: list[str] = field(default_factory=list)


def read(operation: OperationModel, protocol: str, request: Request, uri: Mapping[str, Any]) -> Sent:
    """Read a request of ``operation``.

    Raises:
        UnreadableError: its body is not JSON or not XML.
    """
    shape = operation.input_shape
    if shape is None:
        return Sent()
    if protocol in {"query", "ec2"}:
        sent = Sent()
        tree = _tree(request.values.items())
        sent.values = _structure(shape, tree, sent.unknown, _ec2_name if protocol == "ec2" else _query_name)
        return sent
    if protocol == "json":
        return Sent(_from_json(shape, _json(request.data)) or {}, typed=True)
    return _rest(shape, protocol, request, uri)


# Query protocols: Tags.member.1.Key=..., in EC2 Tag.1.Key=...


def _tree(items: Iterable[tuple[str, str]]) -> dict[str, Any]:
    root: dict[str, Any] = {}
    for name, value in items:
        if name in _NOT_PARAMETERS or name.startswith(_NOT_PARAMETERS_PREFIXES):
            continue
        node = root
        for part in name.split("."):
            node = node.setdefault(part, {})
        node[""] = value
    return root


def _query_name(shape: Shape, default: str) -> str:
    name = shape.serialization.get("locationNameForQueryCompatibility") or shape.serialization.get("name")
    return str(name or default)


def _ec2_name(shape: Shape, default: str) -> str:
    if "queryName" in shape.serialization:
        return str(shape.serialization["queryName"])
    name = str(shape.serialization.get("name", default))
    return name[:1].upper() + name[1:]


@functools.cache
def _query_members(shape: Any, name_of: Any) -> dict[str, tuple[str, Any]]:
    """Return the members of a structure by their names in requests; cached, because a structure can have a hundred."""
    members = {}
    for name, member in shape.members.items():
        wire = name_of(member, name)
        if member.type_name == "list" and member.is_flattened and name_of is _query_name:
            wire = str(member.member.serialization.get("name") or wire)
        members[wire] = name, member
    return members


def _structure(shape: Any, node: Mapping[str, Any], unknown: list[str], name_of: Any) -> dict[str, Any]:
    members = _query_members(shape, name_of)
    values: dict[str, Any] = {}
    for wire, each in node.items():
        if wire in members:
            name, member = members[wire]
            values[name] = _query_value(member, each, unknown, name_of)
        elif wire:
            unknown.append(wire)
    return values


def _query_value(shape: Any, node: Mapping[str, Any], unknown: list[str], name_of: Any) -> Any:
    if shape.type_name == "structure":
        return _structure(shape, node, unknown, name_of)
    if shape.type_name == "list":
        if name_of is _query_name and not shape.is_flattened:
            node = node.get(_query_name(shape.member, "member"), {})
        return [_query_value(shape.member, each, unknown, name_of) for each in _numbered(node)]
    if shape.type_name == "map":
        entries = _numbered(node if shape.is_flattened else node.get("entry", {}))
        key, value = _query_name(shape.key, "key"), _query_name(shape.value, "value")
        return {
            each[key][""]: _query_value(shape.value, each.get(value, {"": ""}), unknown, name_of)
            for each in entries
            if "" in each.get(key, {})
        }
    return node.get("", "")


def _numbered(node: Mapping[str, Any]) -> list[Any]:
    return [node[number] for number in sorted((each for each in node if each.isdecimal()), key=int)]


# JSON


def _json(body: bytes) -> Any:
    try:
        return json.loads(body or b"{}")
    except ValueError as error:
        raise UnreadableError from error


@functools.cache
def _json_members(shape: Any) -> dict[str, tuple[str, Any]]:
    return {member.serialization.get("name", name): (name, member) for name, member in shape.members.items()}


def _from_json(shape: Any, value: Any) -> Any:
    """Return ``value`` by the model's names, without nulls and unknown names."""
    if isinstance(value, dict) and shape.type_name == "structure" and not shape.is_document_type:
        members = _json_members(shape)
        known = ((*members[wire], each) for wire, each in value.items() if wire in members and each is not None)
        return {name: _from_json(member, each) for name, member, each in known}
    if isinstance(value, dict) and shape.type_name == "map":
        return {key: _from_json(shape.value, each) for key, each in value.items()}
    if isinstance(value, list) and shape.type_name == "list":
        return [_from_json(shape.member, each) for each in value]
    if isinstance(value, str) and shape.type_name == "blob":
        try:
            return base64.b64decode(value, validate=True)
        except ValueError:
            return value
    return value


# REST: some members are in the path, the query string and headers, the others in the body, as JSON or as XML.


def _rest(shape: Any, protocol: str, request: Request, uri: Mapping[str, Any]) -> Sent:
    located = {name: _located(member, name, request, uri) for name, member in shape.members.items()}
    sent = Sent({name: value for name, value in located.items() if value is not None})
    payload = shape.serialization.get("payload")
    body = shape.members[payload] if payload else shape
    if not request.data:
        return sent
    if body.type_name == "blob":
        content: Any = request.data
    elif body.type_name == "string":
        content = request.get_data(as_text=True)
    elif protocol == "rest-xml":
        content = _from_xml(body, _xml(request.data), sent.unknown)
    else:
        content = _from_json(body, _json(request.data))
    sent.values |= {payload: content} if payload else content
    return sent


def _located(member: Any, name: str, request: Request, uri: Mapping[str, Any]) -> Any:
    """Return the value of a member in the path, the query string or a header."""
    wire = member.serialization.get("name", name)
    location = member.serialization.get("location")
    if location == "uri":
        return uri.get(wire)
    if location == "querystring" and member.type_name == "list":
        return request.args.getlist(wire) or None
    if location == "querystring" and member.type_name != "map":
        return request.args.get(wire)
    if location == "header" and member.type_name != "list":
        return request.headers.get(wire)
    return None


def _xml(body: bytes) -> ET.Element:
    try:
        return ET.fromstring(body)  # noqa: S314 - all requests come from this machine
    except ET.ParseError as error:
        raise UnreadableError from error


def _tag(element: ET.Element) -> str:
    return element.tag.rpartition("}")[2]


def _from_xml(shape: Any, element: ET.Element, unknown: list[str]) -> Any:
    if shape.type_name == "structure":
        values: dict[str, Any] = {}
        known: set[str] = set()
        for name, member in shape.members.items():
            flat = member.type_name == "list" and member.is_flattened
            wire = (flat and member.member.serialization.get("name")) or member.serialization.get("name", name)
            if "location" in member.serialization or member.serialization.get("xmlAttribute"):
                continue
            known.add(wire)
            found = [child for child in element if _tag(child) == wire]
            if found and flat:
                values[name] = [_from_xml(member.member, each, unknown) for each in found]
            elif found:
                values[name] = _from_xml(member, found[0], unknown)
        unknown += [_tag(child) for child in element if _tag(child) not in known]
        return values
    if shape.type_name == "list":
        return [_from_xml(shape.member, child, unknown) for child in element]
    return element.text or ""
