"""Tags on everything that can have them."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Annotated, Any

import pulumi
from pydantic import AfterValidator, Field

from .args import Matching, refusal_at

GROUP = "aws:autoscaling/group:Group"
IMAGE = "docker-build:index:Image"
"""The type whose tags are an image's tags in its registry."""
LAUNCH_TEMPLATE = "aws:ec2/launchTemplate:LaunchTemplate"

LAUNCHED_RESOURCES = ("volume", "network-interface")
"""The resources that a launch template tags; the instances have the group's tags."""

# https://docs.aws.amazon.com/tag-editor/latest/userguide/best-practices-and-strats.html
TagKey = Annotated[
    str,
    Matching(
        r"(?![aA][wW][sS]:)[\w .:/=+@-]{1,128}",
        "a key of 1 to 128 letters, digits, spaces and _.:/=+-@ that does not start with aws: is",
    ),
]
TagValue = Annotated[
    str, Matching(r"[\w .:/=+@-]{0,256}", "a value of up to 256 letters, digits, spaces and _.:/=+-@ is")
]
OWN_KEYS = ("project", "stack", "service")
"""The keys of the program's own tags of a role."""


def _differ_in_more_than_case(tags: dict[str, str]) -> dict[str, str]:
    """Refuse keys that differ only in case, for which IAM creates no role.

    https://docs.aws.amazon.com/IAM/latest/UserGuide/id_tags.html#id_tags_rules
    """
    owners = {key.lower(): key for key in OWN_KEYS}
    for key in tags:
        other = owners.setdefault(key.lower(), key)
        if other != key:
            raise refusal_at(key, f"a key that differs from {other} in more than case is allowed: IAM ignores case")
    return tags


Tags = Annotated[dict[TagKey, TagValue], Field(max_length=40), AfterValidator(_differ_in_more_than_case)]
"""AWS allows 50 tags on a resource; some are ECS's and this program's own."""


def tagging(tags: Mapping[str, str]) -> pulumi.ResourceTransformation:
    """Return a transformation that adds ``tags`` to every child resource that can have tags.

    The resource's own tags take precedence. Instances get the tags of their Auto Scaling group, and volumes and
    interfaces those of their launch template.
    """

    def tag(args: pulumi.ResourceTransformationArgs) -> pulumi.ResourceTransformationResult | None:
        props: dict[str, Any] = dict(args.props)
        if args.type_ == GROUP:
            own = list(props.get("tags") or [])
            keys = {_key_of(entry) for entry in own}
            props["tags"] = own + [
                {"key": key, "value": value, "propagate_at_launch": True}
                for key, value in sorted(tags.items())
                if key not in keys
            ]
        elif "tags" in props and args.type_ != IMAGE:
            props["tags"] = {**tags, **(props["tags"] or {})}
        else:
            return None
        if args.type_ == LAUNCH_TEMPLATE:
            props["tag_specifications"] = _tag_launched(props.get("tag_specifications") or [], tags)
        return pulumi.ResourceTransformationResult(props, args.opts)

    return tag


def _key_of(entry: Any) -> Any:
    return entry["key"] if isinstance(entry, Mapping) else entry.key


def _tag_launched(specifications: list[dict[str, Any]], tags: Mapping[str, str]) -> list[dict[str, Any]]:
    before = {entry["resource_type"]: entry["tags"] for entry in specifications}
    return [
        {"resource_type": resource_type, "tags": {**tags, **before.get(resource_type, {})}}
        for resource_type in LAUNCHED_RESOURCES
    ]
