"""The instance types that support ENI trunking."""

from __future__ import annotations

from collections.abc import Sequence

import pulumi

WITHOUT_TRUNKING = frozenset(
    [
        *("c1", "c3", "c4", "d2", "f1", "h1", "i2", "i3", "m1", "m2", "m3", "m4", "p3", "r3", "r4"),
        *("t1", "t2", "t3", "t3a", "t4g", "u-6tb1", "x1", "x1e"),
    ]
)
"""The families without trunk interfaces. EC2's API does not report them, and every newer family has them.

AWS's list for the same interfaces on Kubernetes: pkg/aws/vpc/limits.go of
https://github.com/aws/amazon-vpc-resource-controller-k8s, version 1.8.2; that of ECS:
https://docs.aws.amazon.com/AmazonECS/latest/developerguide/eni-trunking-supported-instance-types.html
"""

EXCEPTIONS = frozenset({"i3.metal"})


def has_trunking(instance_type: str) -> bool:
    """Whether an instance of the type gets a trunk interface if the account has ``awsvpcTrunking``."""
    return instance_type in EXCEPTIONS or instance_type.partition(".")[0] not in WITHOUT_TRUNKING


def warn_of_missing_trunking(instance_types: Sequence[str], resource: pulumi.Resource) -> None:
    """Warn about instance types that do not support ``eni_trunking``."""
    without = [name for name in instance_types if not has_trunking(name)]
    if without:
        pulumi.warn(
            f"eniTrunking has no effect on {', '.join(without)}: the family does not support ENI trunking. An "
            f"instance runs one awsvpc task fewer than it has network interfaces",
            resource,
        )
