"""The interface endpoints that settings need where no NAT gateway leads to AWS's services. Pure: no Pulumi, no AWS.

The needs of the containers' own code are unknown here. No setting needs ``kms``, since Secrets Manager and SSM decrypt
by themselves, nor ``elasticfilesystem``, since file systems are mounted from addresses in the VPC.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable

from ..foundation.refusal import KeyPath, Problem

WITHOUT_NAT = ("ecr.api", "ecr.dkr", "ecs", "ecs-agent", "ecs-telemetry", "logs")
"""What instances and tasks always need: to register, pull from ECR and write their logs.

https://docs.aws.amazon.com/AmazonECS/latest/developerguide/vpc-endpoints.html and
https://docs.aws.amazon.com/AmazonECR/latest/userguide/vpc-endpoints.html; the layers come from S3, by its gateway
endpoint.
"""

Need = tuple[KeyPath, object, str]
"""A setting's path and value, and the endpoint that it needs."""


def unmet_needs(needs: Iterable[Need], endpoints: Collection[str] | None) -> list[Problem]:
    """Find needs that ``endpoints`` do not meet; None: a NAT gateway leads to all services."""
    return [
        Problem(path, value, f"with vpc.natGateways none it needs {endpoint} in vpc.interfaceEndpoints")
        for path, value, endpoint in needs
        if endpoints is not None and endpoint not in endpoints
    ]
