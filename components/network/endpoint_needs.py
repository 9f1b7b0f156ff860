"""The interface endpoints that settings need without a NAT gateway. Pure: no Pulumi, no AWS.

The program does not know the endpoints that the code in containers needs. No setting needs ``kms``, because Secrets
Manager and SSM decrypt themselves, or ``elasticfilesystem``, because file systems are mounted from addresses in the
VPC.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable

from ..foundation.refusal import KeyPath, Problem

WITHOUT_NAT = ("ecr.api", "ecr.dkr", "ecs", "ecs-agent", "ecs-telemetry")
"""The endpoints that instances and tasks always need to register and to pull from ECR.

https://docs.aws.amazon.com/AmazonECS/latest/developerguide/vpc-endpoints.html and
https://docs.aws.amazon.com/AmazonECR/latest/userguide/vpc-endpoints.html; the gateway endpoint of S3 serves the layers.
"""

LOGS = "logs"
"""The endpoint that containers with the log driver ``awslogs`` and the session log of ECS Exec need."""

Need = tuple[KeyPath, object, str]
"""The path and the value of a setting, and the endpoint that it needs."""


def unmet_needs(needs: Iterable[Need], endpoints: Collection[str] | None) -> list[Problem]:
    """Find needs that ``endpoints`` do not meet. If it is None, a NAT gateway reaches all services."""
    return [
        Problem(path, value, f"with vpc.natGateways none it needs {endpoint} in vpc.interfaceEndpoints")
        for path, value, endpoint in needs
        if endpoints is not None and endpoint not in endpoints
    ]
