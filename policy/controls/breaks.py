"""Changes of a list of resources, each of which makes a control fail."""

from __future__ import annotations

import json
from dataclasses import replace
from typing import Any

from .control import Break
from .resource import Resources


def changed(kind: str, name: str, path: str, value: Any) -> Break:
    """Set an input at a dotted path, which can lead into JSON; None removes the input."""

    def change(resources: Resources) -> Resources:
        (found,) = [resource for resource in resources if (resource.kind, resource.name) == (kind, name)]
        inputs = _set(dict(found.inputs), path.split("."), value)
        return [replace(found, inputs=inputs) if resource is found else resource for resource in resources]

    return change


def without(kind: str, name: str) -> Break:
    """Remove a resource."""

    def removal(resources: Resources) -> Resources:
        left = [resource for resource in resources if (resource.kind, resource.name) != (kind, name)]
        assert len(left) == len(resources) - 1, f"no {kind} {name}"
        return left

    return removal


def added(kind: str, **inputs: Any) -> Break:
    """Add a resource, named ``added``. An input ``found("ec2.Vpc", "network")`` is that resource's id."""

    def add(resources: Resources) -> Resources:
        known = {key: value(resources) if callable(value) else value for key, value in inputs.items()}
        return [*resources, replace(resources[0], kind=kind, name="added", inputs=known, id="added", computed={})]

    return add


def found(kind: str, name: str) -> Any:
    """Return a function that finds the id of a resource."""

    def find(resources: Resources) -> str:
        (match,) = [resource for resource in resources if (resource.kind, resource.name) == (kind, name)]
        return match.id

    return find


def _set(value: Any, steps: list[str], new: Any) -> Any:
    if not steps:
        return new
    if isinstance(value, str):
        return json.dumps(_set(json.loads(value), steps, new))
    step, *rest = steps
    if isinstance(value, list):
        index = int(step)
        return [*value[:index], _set(value[index], rest, new), *value[index + 1 :]]
    if new is None and not rest:
        return {key: item for key, item in value.items() if key != step}
    return {**value, step: _set(value.get(step, {}), rest, new)}
