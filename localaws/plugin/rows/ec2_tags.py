"""Tags of EC2 resources, which all types share."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from localaws.plugin.api import Api
from localaws.plugin.row import Inputs, State


def tag_specifications(resource_type: str, inputs: Inputs) -> list[dict[str, Any]]:
    """Return the ``TagSpecifications`` of a create call; empty without tags."""
    tags = inputs.get("tagsAll") or {}
    return [{"ResourceType": resource_type, "Tags": tag_list(tags)}] if tags else []


def tag_list(tags: Mapping[str, str]) -> list[dict[str, str]]:
    """Return tags in the form of the EC2, ELB and IAM APIs."""
    return [{"Key": key, "Value": value} for key, value in tags.items()]


def tags_of(item: Mapping[str, Any]) -> dict[str, str]:
    """Return the tags of an item from an API, without AWS's own (``aws:``)."""
    return {tag["Key"]: tag.get("Value", "") for tag in item.get("Tags", []) if not tag["Key"].startswith("aws:")}


def write_tags(api: Api, resource_id: str, state: State, changed: Mapping[str, str], removed: list[str]) -> None:
    """Set ``changed`` and remove ``removed`` on an EC2 resource."""
    if removed:
        api.ec2.delete_tags(Resources=[resource_id], Tags=[{"Key": key} for key in removed])
    if changed:
        api.ec2.create_tags(Resources=[resource_id], Tags=tag_list(changed))
