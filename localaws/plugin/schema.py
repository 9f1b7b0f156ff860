"""The inputs of a resource type or function, read from the installed ``pulumi_aws`` package.

The stand-in therefore accepts the same inputs as the program's SDK. The data is cached, so most plugins never import
the package.
"""

from __future__ import annotations

import collections.abc
import functools
import importlib
import inspect
import re
import threading
import types
import typing
import warnings
from dataclasses import dataclass
from typing import Any

from localaws.plugin.disk_cache import cached

PRIMITIVES: dict[type, str] = {str: "string", bool: "boolean", int: "integer", float: "number"}


@dataclass(frozen=True)
class Shape:
    """A type of a property: ``kind`` is string, boolean, integer, number, list, map, object or any."""

    kind: str
    element: Shape | None = None
    object: ObjectShape | None = None


@dataclass(frozen=True)
class ObjectShape:
    """An object type: its properties by their Pulumi name, and the required ones."""

    properties: dict[str, Shape]
    required: frozenset[str]


ANY = Shape("any")
TAGS = Shape("map", element=Shape("string"))


class UnknownTypeError(LookupError):
    """``pulumi_aws`` has no such resource type or function."""


def _snake(name: str) -> str:
    return re.sub(r"(?<!^)(?=[A-Z])", "_", name).lower()


# The package has circular imports, so two threads that import at the same time would deadlock.
_IMPORTS = threading.RLock()


def _import(name: str) -> Any:
    # The package warns about every deprecated type, even if it is not used.
    with _IMPORTS, warnings.catch_warnings():
        warnings.simplefilter("ignore", DeprecationWarning)
        return importlib.import_module(name)


def _module(token: str) -> tuple[Any, str, str]:
    match = re.fullmatch(r"aws:(\w+)/(\w+):(\w+)", token)
    if match is None:
        raise UnknownTypeError(token)
    package, file, name = match.groups()
    # The top level of a package is "index" in a token, but not a module in Python.
    parent = "pulumi_aws" if package == "index" else f"pulumi_aws.{package.lower()}"
    try:
        return _import(f"{parent}.{_snake(file)}"), package.lower(), name
    except ModuleNotFoundError as error:
        raise UnknownTypeError(token) from error


@functools.cache
def resource_inputs(token: str) -> ObjectShape:
    """Return the inputs of a resource type such as ``aws:ec2/vpc:Vpc``. Raises ``UnknownTypeError``."""
    return _from_document(cached(f"inputs {token}", lambda: _document(read_inputs(token))))


def read_inputs(token: str) -> ObjectShape:
    """Return the inputs from the package itself, without the cache."""
    module, package, name = _module(token)
    try:
        # If a nested type has the usual name, the resource's arguments have another name.
        arguments = getattr(module, f"{name}InitArgs", None) or getattr(module, f"{name}Args")
        return _object_shape(arguments, f"pulumi_aws.{package}._inputs")
    except AttributeError as error:
        raise UnknownTypeError(token) from error


def shape_of(inputs: ObjectShape, name: str) -> Shape:
    """Return the type of an input; ``tagsAll`` is an input only of the provider, so ``pulumi_aws`` does not list it."""
    return TAGS if name == "tagsAll" else inputs.properties.get(name, ANY)


@functools.cache
def resource_outputs(token: str) -> frozenset[str]:
    """Return the names of the output properties of a resource type."""
    module, _, name = _module(token)
    return frozenset(_getters(getattr(module, name)))


@functools.cache
def provider_inputs() -> ObjectShape:
    """Return the provider's own configuration (``aws:region``, ``aws:defaultTags``, ...)."""

    def read() -> Any:
        return _document(_object_shape(_import("pulumi_aws.provider").ProviderArgs, "pulumi_aws._inputs"))

    return _from_document(cached("provider", read))


@functools.cache
def function_arguments(token: str) -> frozenset[str]:
    """Return the argument names of a function such as ``aws:ec2/getAmi:getAmi``, by their Pulumi name."""

    def read() -> list[str]:
        module, _, name = _module(token)
        return sorted(set(re.findall(r"__args__\['(\w+)'\]", inspect.getsource(getattr(module, _snake(name))))))

    return frozenset(cached(f"arguments {token}", read))


def _getters(cls: type) -> dict[str, Any]:
    found = {}
    for member in vars(cls).values():
        name = getattr(getattr(member, "fget", None), "_pulumi_name", None)
        if name is not None:
            found[name] = member.fget
    return found


@functools.cache
def _object_shape(cls: type, inputs_module: str) -> ObjectShape:
    getters = _getters(cls)
    parameters = inspect.signature(cls.__init__).parameters  # type: ignore[misc]
    needed = {
        name for name, value in parameters.items() if value.kind is value.KEYWORD_ONLY and value.default is value.empty
    }
    properties = {name: _shape(getter.__annotations__["return"], inputs_module) for name, getter in getters.items()}
    return ObjectShape(properties, frozenset(name for name, getter in getters.items() if getter.__name__ in needed))


def _shape(annotation: Any, inputs_module: str) -> Shape:
    origin = typing.get_origin(annotation)
    if origin in (typing.Union, types.UnionType):
        return _union_shape(typing.get_args(annotation), inputs_module)
    if origin in (collections.abc.Sequence, list):
        return Shape("list", element=_shape(typing.get_args(annotation)[0], inputs_module))
    if origin in (collections.abc.Mapping, dict):
        return Shape("map", element=_shape(typing.get_args(annotation)[1], inputs_module))
    if isinstance(annotation, typing.ForwardRef):
        cls = getattr(_import(inputs_module), annotation.__forward_arg__, None)
        if isinstance(cls, type) and annotation.__forward_arg__.endswith("Args"):
            return Shape("object", object=_object_shape(cls, inputs_module))
        return Shape("any")
    return Shape(PRIMITIVES.get(annotation, "any"))


def _union_shape(members: tuple[Any, ...], inputs_module: str) -> Shape:
    """Return the only data member of a Pulumi input: not ``None``, ``Awaitable`` or ``Output``."""
    shapes = [
        _shape(member, inputs_module)
        for member in members
        if member is not type(None) and typing.get_origin(member) is not collections.abc.Awaitable
    ]
    return next((shape for shape in shapes if shape.kind != "any"), Shape("any"))


def _document(shape: ObjectShape) -> dict[str, Any]:
    return {
        "properties": {name: _shape_document(each) for name, each in shape.properties.items()},
        "required": sorted(shape.required),
    }


def _shape_document(shape: Shape) -> dict[str, Any]:
    document: dict[str, Any] = {"kind": shape.kind}
    if shape.element:
        document["element"] = _shape_document(shape.element)
    if shape.object:
        document["object"] = _document(shape.object)
    return document


def _from_document(document: dict[str, Any]) -> ObjectShape:
    properties = {name: _shape_from(each) for name, each in document["properties"].items()}
    return ObjectShape(properties, frozenset(document["required"]))


def _shape_from(document: dict[str, Any]) -> Shape:
    return Shape(
        document["kind"],
        _shape_from(document["element"]) if "element" in document else None,
        _from_document(document["object"]) if "object" in document else None,
    )
