"""The names of resources on AWS, if Pulumi's generated names could be longer than AWS allows."""

from __future__ import annotations

import re

PULUMI_SUFFIX = 8
PROVIDER_SUFFIX = 26
"""The characters that Pulumi adds to a resource's name to name it on AWS, and that the provider adds to a prefix."""

LONGEST_ROLE_PREFIX = 64 - PROVIDER_SUFFIX
LONGEST_LOAD_BALANCER_PREFIX = 32 - PROVIDER_SUFFIX
"""Of load balancers and target groups."""
LONGEST_GROUP_PREFIX = 100
"""Of security groups, which may have 255 characters; this is enough to recognize one."""
LONGEST_GROUP_NAME = 255 - PULUMI_SUFFIX
LONGEST_POLICY_NAME = 128


def policy_name_prefix(name: str) -> str | None:
    """Return the name prefix for a policy whose generated name would be too long for IAM, else None.

    A prefix for every policy would rename the policies of deployed stacks.
    """
    if len(name) + PULUMI_SUFFIX <= LONGEST_POLICY_NAME:
        return None
    return name_prefix(name, LONGEST_POLICY_NAME - PROVIDER_SUFFIX)


def name_prefix(name: str, longest: int) -> str:
    """Return the start of a physical name: ``name`` in letters, digits and hyphens, shortened to ``longest``.

    Pulumi's own naming fails if a logical name is longer than AWS allows.
    """
    allowed = re.sub(r"[^A-Za-z0-9]+", "-", name)[: longest - 1].strip("-")
    return f"{allowed}-"
