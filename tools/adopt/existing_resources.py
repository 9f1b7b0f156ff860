"""Reads existing resources from output of the AWS CLI, and from a file with ids."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

from tools.adopt.reference import Key, resources

READABLE = (
    "the output of `aws cloudformation list-stack-resources`, `aws ec2 describe-addresses` or `aws ec2"
    ' describe-security-group-rules`; an object such as {"aws:ec2/vpc:Vpc network": "vpc-0a"}'
)


class UnknownInputError(Exception):
    """A file has an unknown format; the text of the error is the whole message."""


@dataclass
class ExistingResources:
    """Existing resources.

    Args:
        ids: ids by the type and name of our resource.
        allocations: the allocation ids of Elastic IPs, by their addresses.
        rules: the rules of security groups, as ``aws ec2 describe-security-group-rules`` prints them.
    """

    ids: dict[Key, str] = field(default_factory=dict)
    allocations: dict[str, str] = field(default_factory=dict)
    rules: list[Mapping[str, Any]] = field(default_factory=list)


def read_existing_resources(texts: Mapping[str, str]) -> ExistingResources:
    """Read files by their content.

    Args:
        texts: their contents by their names.

    Raises:
        UnknownInputError: a file has none of the four known formats.
    """
    found, stacks = ExistingResources(), []
    for name, text in texts.items():
        try:
            content = json.loads(text)
            if "StackResourceSummaries" in content:
                stacks.append(_stack(content["StackResourceSummaries"]))
            elif "Addresses" in content:
                found.allocations |= {one["PublicIp"]: one["AllocationId"] for one in content["Addresses"]}
            elif "SecurityGroupRules" in content:
                found.rules += content["SecurityGroupRules"]
            else:
                found.ids |= dict(_by_hand(content))
        except (ValueError, KeyError, TypeError, AttributeError):
            raise UnknownInputError(f"{name} has none of the known formats: {READABLE}") from None
    found.ids = {**resources(stacks), **found.ids}
    return found


def _stack(summaries: Iterable[Mapping[str, Any]]) -> dict[str, str]:
    return {
        one["LogicalResourceId"]: one["PhysicalResourceId"]
        for one in summaries
        if one.get("PhysicalResourceId") and not one.get("ResourceStatus", "").startswith("DELETE_COMPLETE")
    }


def _by_hand(content: Mapping[str, str]) -> Iterable[tuple[Key, str]]:
    for key, value in content.items():
        token, name = key.split(" ")
        if token.count(":") != 2 or not isinstance(value, str):
            raise ValueError(key)
        yield (token, name), value
