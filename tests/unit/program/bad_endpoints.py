"""Settings that need an endpoint, in a network without the endpoint and without NAT gateways."""

from __future__ import annotations

from typing import Any

from tests.harness.mistakes import SERVICES, Mistake

NO_NAT = {"natGateways": "none"}
ALL_ENDPOINTS = ["ecr.api", "ecr.dkr", "ecs", "ecs-agent", "ecs-telemetry", "logs"]
SECRET = "arn:aws:secretsmanager:us-east-1:111122223333:secret:prod/db-AbCdEf"
PARAMETER = "arn:aws:ssm:us-east-1:111122223333:parameter/prod/db"


def without_nat(path: str, value: str, endpoint: str, **config: Any) -> Mistake:
    """Return a setting that needs an endpoint which a network without NAT lacks."""
    network = {"vpc": {**NO_NAT, "interfaceEndpoints": ALL_ENDPOINTS}}
    return Mistake({**network, **config}, path, value, f"it needs {endpoint} in vpc.interfaceEndpoints")


def worker_without_nat(path: str, value: str, endpoint: str, **keys: Any) -> Mistake:
    """Return the same for a setting of the service ``worker``."""
    services = {"worker": {"topology": "private-worker", "image": "a.b/c:1", **keys}}
    return without_nat(f"{SERVICES}.{path}", value, endpoint, services=services, cluster={"executeCommand": True})


ENDPOINTS_FOR_SETTINGS = [
    worker_without_nat("secrets.A", "[not shown]", "secretsmanager", secrets={"A": SECRET}),
    worker_without_nat("secrets.A", "[not shown]", "ssm", secrets={"A": PARAMETER}),
    worker_without_nat(
        "sidecars.proxy.secrets.A",
        "[not shown]",
        "secretsmanager",
        sidecars={"proxy": {"image": "a.b/p:1", "memory": 64, "secrets": {"A": SECRET}}},
    ),
    worker_without_nat("executeCommand", "true", "ssmmessages", executeCommand=True),
    without_nat(
        "cluster.ssmAccess",
        "true",
        "ssmmessages",
        cluster={"ssmAccess": True},
        vpc={**NO_NAT, "interfaceEndpoints": [*ALL_ENDPOINTS, "ssm"]},
    ),
]
