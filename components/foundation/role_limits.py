"""A permissions boundary and a path on every IAM role that a stack creates."""

from __future__ import annotations

from typing import Annotated, Any

import pulumi

from .args import Matching

INSTANCE_PROFILE = "aws:iam/instanceProfile:InstanceProfile"
ROLE = "aws:iam/role:Role"

# https://docs.aws.amazon.com/IAM/latest/APIReference/API_CreateRole.html
RolePath = Annotated[
    str,
    Matching(r"/|/[!-.0-~][!-~]{0,508}/", "a path that starts and ends with a slash (/ or /ecs-on-ec2/dev/) is"),
]


def limiting_roles(path: str, permissions_boundary_arn: pulumi.Input[str] | None) -> pulumi.ResourceTransformation:
    """Return a transformation that sets the path of roles and instance profiles, and the boundary of roles.

    The boundary limits the permissions that policies can grant to a role:
    https://docs.aws.amazon.com/IAM/latest/UserGuide/access_policies_boundaries.html
    """

    def limit(args: pulumi.ResourceTransformationArgs) -> pulumi.ResourceTransformationResult | None:
        if args.type_ not in (INSTANCE_PROFILE, ROLE):
            return None
        props: dict[str, Any] = {**args.props, "path": path}
        if args.type_ == ROLE and permissions_boundary_arn is not None:
            props["permissions_boundary"] = permissions_boundary_arn
        return pulumi.ResourceTransformationResult(props, args.opts)

    return limit
