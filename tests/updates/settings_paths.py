"""Every setting of a stack file by its path in the args classes: ``services.*.container.tmpfs.*.size``.

A ``*`` stands for a name in a map or for a place in a list.
"""

from __future__ import annotations

import copy
import functools
from collections.abc import Iterator, Mapping
from typing import Any

from docs.generator.settings_schema import Schema, settings_schema
from tests.harness.settings_classes import OBJECTS

Config = dict[str, Any]
Key = str | int
Keys = tuple[Key, ...]

ANY = "*"
SIDECARS, OWN_CONTAINER = "services.*.sidecars.*.", "services.*.container."
SERVICES, JOBS = "services.*.", "jobs.*."


class _Absent:
    def __repr__(self) -> str:
        return "left out"


ABSENT: Any = _Absent()
"""The value of a setting that is missing in a stack file."""


@functools.cache
def setting_schemas() -> Mapping[str, Schema]:
    """Return the schema of every setting by its path, without objects that always exist, such as ``vpc``."""
    return {path: schema for path, schema in _below(settings_schema(), "") if not _always_exists(schema)}


def _below(schema: Schema, prefix: str) -> Iterator[tuple[str, Schema]]:
    for name, value in schema.get("properties", {}).items():
        yield f"{prefix}{name}", value
        yield from _below(value, f"{prefix}{name}.")
    for keyword in ("additionalProperties", "items"):
        if isinstance(schema.get(keyword), dict):
            yield from _below(schema[keyword], f"{prefix}{ANY}.")


def _always_exists(schema: Schema) -> bool:
    return schema.get("type") == "object" and "properties" in schema


def every_value(path: str) -> tuple[Any, ...] | None:
    """Return all values of a setting that has only a few, otherwise None."""
    schema = setting_schemas()[path]
    if schema.get("type") == "boolean":
        return (False, True)
    return tuple(schema["enum"]) if schema.get("type") == "string" and "enum" in schema else None


def is_map(path: str) -> bool:
    """Whether a setting is a map whose names a stack file chooses."""
    return path in setting_schemas() and isinstance(setting_schemas()[path].get("additionalProperties"), dict)


@functools.cache
def _smallest_objects() -> Mapping[str, tuple[Key, Any]]:
    """Return the last key and the smallest object of each place for an object in a stack file, by path."""
    names = {"worker", "report", "proxy", "nofile", "morning", "files", "edge"}
    return {
        ".".join(ANY if isinstance(key, int) or key in names else key for key in keys): (keys[-1], smallest)
        for keys, smallest in OBJECTS.items()
        if keys
    }


def smallest_object(path: str) -> tuple[Key, Any]:
    """Return a name or index for a path's last ``*``, and the smallest valid object there."""
    objects = _smallest_objects()
    if path not in objects and path.startswith(SIDECARS):
        path = path.replace(SIDECARS, OWN_CONTAINER)
    if path not in objects and path.startswith(JOBS):
        return smallest_object(path.replace(JOBS, SERVICES, 1))
    key, smallest = objects.get(path, (path.rpartition(".")[2], {}))
    return key, copy.deepcopy(smallest)


def keys_of(config: Config, path: str, service: str) -> Keys:
    """Return a path's keys in a config: for a ``*`` the service, the first existing key, or a new one."""
    keys: list[Key] = []
    for length, step in enumerate(path.split("."), start=1):
        if step != ANY:
            keys.append(step)
        elif keys == ["services"]:
            keys.append(service)
        else:
            there = value_at(config, tuple(keys))
            first = next(iter(there), None) if isinstance(there, dict) else 0 if isinstance(there, list) else None
            pattern = ".".join(path.split(".")[:length])
            keys.append(smallest_object(pattern)[0] if first is None else first)
    return tuple(keys)


def value_at(config: Any, keys: Keys) -> Any:
    """Return the value at a place of a config, or :data:`ABSENT`."""
    for key in keys:
        try:
            config = config[key]
        except (KeyError, IndexError, TypeError):
            return ABSENT
    return config


def put(config: Config, path: str, service: str, value: Any) -> None:
    """Set or remove the value at a path of a config, in place; missing objects around it are created."""
    keys = keys_of(config, path, service)
    holder: Any = config
    if value is ABSENT:
        holder = value_at(config, keys[:-1])
        if holder is not ABSENT:
            holder.pop(keys[-1], None)
        return
    for length, key in enumerate(keys[:-1], start=1):
        if value_at(holder, (key,)) is ABSENT:
            _insert(holder, key, _new_holder(path, length))
        holder = holder[key]
    _insert(holder, keys[-1], copy.deepcopy(value))


def _new_holder(path: str, length: int) -> Any:
    steps = path.split(".")
    pattern = ".".join(steps[:length])
    if steps[length] == ANY:
        return [] if setting_schemas()[pattern].get("type") == "array" else {}
    return smallest_object(pattern)[1]


def _insert(holder: Any, key: Key, value: Any) -> None:
    if isinstance(holder, list) and key == len(holder):
        holder.append(value)
    else:
        holder[key] = value
