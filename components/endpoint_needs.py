"""What interface endpoints are needed for, where no NAT gateway leads to AWS's services. Pure: no Pulumi, no AWS.

What containers use by themselves nobody knows here. No setting needs ``kms``, since Secrets Manager and SSM decrypt by
themselves, nor ``elasticfilesystem``, since file systems are mounted from addresses in the VPC.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator

from .awsvpc_service_args import AwsvpcServiceArgs
from .container_args import SidecarArgs
from .ec2_ecs_cluster_args import Ec2EcsClusterArgs
from .refusal import KeyPath, Problem

WITHOUT_NAT = ("ecr.api", "ecr.dkr", "ecs", "ecs-agent", "ecs-telemetry", "logs")
"""What instances and tasks always need: to register, pull from ECR and write their logs.

https://docs.aws.amazon.com/AmazonECS/latest/developerguide/vpc-endpoints.html and
https://docs.aws.amazon.com/AmazonECR/latest/userguide/vpc-endpoints.html; the layers come from S3, by its gateway
endpoint.
"""

SECRET_STORES = ("secretsmanager", "ssm")
"""The services of the ARNs that ``secrets`` takes; each has an endpoint of its own name."""

SESSION_MANAGER = ("ssm", "ssmmessages")
"""https://docs.aws.amazon.com/systems-manager/latest/userguide/setup-create-vpc.html"""

Need = tuple[KeyPath, object, str]
"""A setting's path and value, and the endpoint that it needs."""


def check_endpoints_of_service(args: AwsvpcServiceArgs, endpoints: Collection[str] | None) -> list[Problem]:
    """Find settings of a service that need another endpoint than ``endpoints``; None: NAT leads to all."""
    needs = [*([(("executeCommand",), True, "ssmmessages")] if args.execute_command else []), *_secrets((), args)]
    for name, sidecar in args.sidecars.items():
        needs += _secrets(("sidecars", name), sidecar)
    return _unmet(needs, endpoints)


def check_endpoints_of_cluster(args: Ec2EcsClusterArgs, endpoints: Collection[str] | None) -> list[Problem]:
    """Find settings of a cluster that need another endpoint than ``endpoints``; None: NAT leads to all."""
    missing = [each for each in SESSION_MANAGER if args.ssm_access and each not in (endpoints or ())]
    return _unmet([(("ssmAccess",), True, " and ".join(missing))] if missing else [], endpoints)


def _secrets(path: KeyPath, args: AwsvpcServiceArgs | SidecarArgs) -> Iterator[Need]:
    for variable, arn in args.secrets.items():
        # An output's is not known yet.
        store = arn.split(":")[2] if isinstance(arn, str) else ""
        if store in SECRET_STORES:
            yield (*path, "secrets", variable), arn, store


def _unmet(needs: Iterable[Need], endpoints: Collection[str] | None) -> list[Problem]:
    return [
        Problem(path, value, f"with vpc.natGateways none it needs {endpoint} in vpc.interfaceEndpoints")
        for path, value, endpoint in needs
        if endpoints is not None and endpoint not in endpoints
    ]
