"""Changes of prod's resources that make a control fail."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import replace
from typing import Any

from policy.controls.resource import Resources, of_kind

Break = Callable[[Resources], Resources]


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


def opened(group: str, first: int, last: int, **source: str) -> Break:
    """Open ports of a security group."""
    rule = {"ipProtocol": "tcp", "fromPort": first, "toPort": last, **(source or {"cidrIpv4": "0.0.0.0/0"})}
    return added("vpc.SecurityGroupIngressRule", securityGroupId=found("ec2.SecurityGroup", group), **rule)


def with_another_bucket(resources: Resources) -> Resources:
    """Add a bucket without any configuration."""
    (bucket,) = of_kind(resources, "s3.Bucket")
    return [*resources, replace(bucket, name="another", computed={**bucket.computed, "bucket": "another"})]


def bucket_of_prod(resources: Resources) -> str:
    """Return the name of the bucket, for :func:`added`."""
    (bucket,) = of_kind(resources, "s3.Bucket")
    name: str = bucket.computed["bucket"]
    return name


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
