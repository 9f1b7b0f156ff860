"""IAM roles that one AWS service can assume, with attached AWS managed policies."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from typing import Any

import pulumi
import pulumi_aws as aws

from .physical_names import LONGEST_ROLE_PREFIX, name_prefix
from .region import Region

POLICY_VERSION = "2012-10-17"


def create_role(
    name: str,
    service: str,
    managed_policies: Sequence[str],
    region: Region,
    opts: pulumi.ResourceOptions,
    condition: pulumi.Input[Mapping[str, Any]] | None = None,
) -> tuple[aws.iam.Role, list[aws.iam.RolePolicyAttachment]]:
    """Create a role that one AWS service can assume, and attach AWS managed policies to it.

    ``service`` is a principal such as ``ec2.amazonaws.com``; a policy is given by its path and name. Returns the role
    and the attachments. Resources that use the role should wait for both.
    """
    role = aws.iam.Role(
        name,
        name_prefix=name_prefix(name, LONGEST_ROLE_PREFIX),
        path="/",
        assume_role_policy=pulumi.Output.from_input(condition).apply(lambda known: _trust(service, known)),
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
    """Attach managed policies to a role by their ARNs, and return the attachments."""
    attachments: list[aws.iam.RolePolicyAttachment] = []
    for number, policy_arn in enumerate(policy_arns, start=1):
        # Named after the policy, not after its index. Indexes change when a policy is removed from the list, and
        # deleting the old attachment would then detach the policy of the new one (pulumi/pulumi#9569). Two colons
        # in a URN separate the name from the rest.
        policy = policy_arn.replace("::", ":") if isinstance(policy_arn, str) else number
        attachments.append(
            aws.iam.RolePolicyAttachment(f"{name}-{policy}", role=role.name, policy_arn=policy_arn, opts=opts)
        )
    return attachments
