"""The resource types of the AWS provider and the types of their properties, read from pulumi_aws's classes."""

from __future__ import annotations

import enum
import importlib
import inspect
from collections.abc import Iterator, Mapping
from functools import cache
from types import UnionType
from typing import Any, Union, get_args, get_origin

import pulumi
import pulumi_aws  # noqa: F401 - registers the resource types that are looked up here
from pulumi import _types
from pulumi.runtime import rpc

from .plain_words import near_match
from .refusal import KeyPath, Problem

WORDS: dict[Any, tuple[tuple[type, ...], str]] = {
    str: ((str,), "a text"),
    bool: ((bool,), "true or false"),
    int: ((int,), "a whole number"),
    float: ((int, float), "a number"),
}
"""For each plain type, the Python types of its values in a stack file, and its name in messages."""


@cache
def resource_types() -> dict[str, tuple[str, str]]:
    """Return every resource type of the provider (``aws:lb/loadBalancer:LoadBalancer``) with its module and class."""
    # The SDK has no public function that lists the resource types of a package.
    modules = [module for each in rpc._RESOURCE_MODULES.values() for module in each]
    registered = [getattr(module, "mod_info", {}) for module in modules]
    return {
        token: (module["fqn"], name)
        for module in registered
        if module.get("pkg") == "aws"
        for token, name in module["classes"].items()
    }


@cache
def args_class(resource_type: str) -> type:
    """Return the class of a resource type's arguments. Raises ``KeyError`` for an unknown type."""
    module, name = resource_types()[resource_type]
    found: type = getattr(importlib.import_module(module), f"{name}Args")
    return found


def python_names(resource_type: str) -> dict[str, str]:
    """Map Pulumi's names of a resource type's properties to Python's: clientKeepAlive to ``client_keep_alive``."""
    names = _types.input_type_py_to_pulumi_names(args_class(resource_type))
    return {pulumi_name: python_name for python_name, pulumi_name in names.items()}


def check_resource_type(resource_type: str) -> list[Problem]:
    """Find an unknown resource type."""
    if resource_type in resource_types():
        return []
    close = near_match(resource_type, resource_types())
    return [Problem((), resource_type, "the AWS provider has no resource type with that name", close)]


def check_properties(resource_type: str, properties: Mapping[str, Any]) -> list[Problem]:
    """Find unknown properties, values of a wrong type, and required properties that null would remove."""
    of_class = args_class(resource_type)
    removed = {name for name, value in properties.items() if value is None}
    missing = [
        Problem((name,), None, "the resource needs this property")
        for name in properties
        if name in removed & _required(of_class)
    ]
    return [*missing, *_check_object(of_class, properties, ())]


def _required(of_class: type) -> set[str]:
    """Return Pulumi's names of the properties that a resource needs."""
    names = _types.input_type_py_to_pulumi_names(of_class)
    parameters = inspect.signature(of_class).parameters.items()
    return {names[name] for name, parameter in parameters if parameter.default is parameter.empty and name in names}


def _check_object(of_class: type, value: Mapping[str, Any], path: KeyPath) -> Iterator[Problem]:
    types = _types.input_type_types(of_class)
    for name, item in value.items():
        if name in types:
            yield from _check(types[name], item, (*path, name))
            continue
        allowed = f"there is no property with that name; the properties are {', '.join(sorted(types))}"
        close = near_match(name, types)
        if close:
            allowed = "there is no property of that name"
        yield Problem((*path, name), item, allowed, close)


def _check(of_type: Any, value: Any, path: KeyPath) -> Iterator[Problem]:
    of_type = _types.unwrap_type(of_type)
    origin = get_origin(of_type)
    if value is None or of_type is Any:
        return
    if origin in (Union, UnionType):
        members = [member for member in get_args(of_type) if _is_plain(member)]
        problems = [list(_check(member, value, path)) for member in members]
        if all(problems):
            yield from min(problems, key=len, default=[])
    elif _types.is_input_type(of_type):
        if isinstance(value, Mapping):
            yield from _check_object(of_type, value, path)
        else:
            names = ", ".join(sorted(_types.input_type_types(of_type)))
            yield Problem(path, value, f"an object is allowed, of {names}")
    elif isinstance(origin, type):
        yield from _check_items(origin, get_args(of_type)[-1], value, path)
    else:
        yield from _check_plain(of_type, value, path)


def _is_plain(member: Any) -> bool:
    """Whether a member of a union is the type of a plain value, not of an Output."""
    return member is not type(None) and get_origin(member) is not pulumi.Output and "Awaitable" not in str(member)


def _check_items(origin: type, item_type: Any, value: Any, path: KeyPath) -> Iterator[Problem]:
    """Find the problems of the items of a map or a list."""
    of_map = issubclass(origin, Mapping)
    if not isinstance(value, Mapping if of_map else list | tuple):
        yield Problem(path, value, "an object is allowed" if of_map else "a list is allowed")
        return
    items = value.items() if isinstance(value, Mapping) else enumerate(value)
    for step, item in items:
        yield from _check(item_type, item, (*path, step))


def _check_plain(of_type: Any, value: Any, path: KeyPath) -> Iterator[Problem]:
    if isinstance(of_type, type) and issubclass(of_type, enum.Enum):
        of_type = str
    if of_type not in WORDS:
        return
    allowed, words = WORDS[of_type]
    if not isinstance(value, allowed) or (isinstance(value, bool) and of_type is not bool):
        yield Problem(path, value, f"{words} is allowed")
