"""IAM roles as this project makes them: trusted by one AWS service, with AWS's own policies attached."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping, Sequence
from typing import Any, cast

import pulumi
import pulumi_aws as aws

from .region import Region

POLICY_VERSION = "2012-10-17"

LONGEST_NAME_PREFIX = 38
"""IAM takes role names of 64 characters, of which the provider's random suffix needs 26."""

LONGEST_POLICY_NAME = 128
PULUMI_SUFFIX = 8
PROVIDER_SUFFIX = 26
"""Characters that Pulumi puts after a resource's name to name it on AWS, and the provider after a prefix."""


def create_role(
    name: str,
    service: str,
    managed_policies: Sequence[str],
    region: Region,
    opts: pulumi.ResourceOptions,
    condition: pulumi.Input[Mapping[str, Any]] | None = None,
) -> tuple[aws.iam.Role, list[aws.iam.RolePolicyAttachment]]:
    """Make a role that one AWS service may take, and attach AWS's own policies to it.

    ``service`` is a principal such as ``ec2.amazonaws.com``; a policy is named by its path and name.

    Returns the role and the attachments, which whatever uses the role should wait for.
    """
    trust: pulumi.Input[str]
    if isinstance(condition, pulumi.Output):
        trust = condition.apply(lambda known: _trust(service, known))
    else:
        trust = _trust(service, cast("Mapping[str, Any] | None", condition))
    role = aws.iam.Role(
        name,
        name_prefix=name_prefix(name, LONGEST_NAME_PREFIX),
        path="/",
        assume_role_policy=trust,
        opts=opts,
    )
    attachments = [
        aws.iam.RolePolicyAttachment(
            f"{name}-{policy.rpartition('/')[2]}",
            role=role.name,
            policy_arn=f"arn:{region.partition}:iam::aws:policy/{policy}",
            opts=opts,
        )
        for policy in managed_policies
    ]
    return role, attachments


def _trust(service: str, condition: Mapping[str, Any] | None) -> str:
    statement: dict[str, Any] = {"Effect": "Allow", "Principal": {"Service": service}, "Action": "sts:AssumeRole"}
    if condition:
        statement["Condition"] = condition
    return json.dumps({"Version": POLICY_VERSION, "Statement": [statement]}, sort_keys=True)


def attach_policies(
    name: str, role: aws.iam.Role, policy_arns: Sequence[pulumi.Input[str]], opts: pulumi.ResourceOptions
) -> list[aws.iam.RolePolicyAttachment]:
    """Attach managed policies by their ARNs to a role, and return the attachments."""
    attachments: list[aws.iam.RolePolicyAttachment] = []
    for number, policy_arn in enumerate(policy_arns, start=1):
        # After the policy and not its place, to which another moves up when one is taken off the list: deleting the
        # old attachment would then detach what the new one has attached (pulumi/pulumi#9569).
        # Of a URN two colons part the name from what is before it.
        policy = policy_arn.replace("::", ":") if isinstance(policy_arn, str) else number
        attachments.append(
            aws.iam.RolePolicyAttachment(f"{name}-{policy}", role=role.name, policy_arn=policy_arn, opts=opts)
        )
    return attachments


def policy_name_prefix(name: str) -> str | None:
    """Return the prefix for a policy whose name Pulumi would make too long for IAM, else None.

    A prefix for every policy would rename the policies of deployed stacks.
    """
    if len(name) + PULUMI_SUFFIX <= LONGEST_POLICY_NAME:
        return None
    return name_prefix(name, LONGEST_POLICY_NAME - PROVIDER_SUFFIX)


def name_prefix(name: str, longest: int) -> str:
    """Return the start of a physical name: ``name`` in letters, digits and hyphens, cut to ``longest``.

    Pulumi's own naming fails where a logical name is longer than AWS allows.
    """
    allowed = re.sub(r"[^A-Za-z0-9]+", "-", name)[: longest - 1].strip("-")
    return f"{allowed}-"
