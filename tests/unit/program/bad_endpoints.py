"""Settings that need an endpoint, in a network without the endpoint and without NAT gateways."""

from __future__ import annotations

from typing import Any

from tests.harness.mistakes import SERVICES, Mistake

NO_NAT = {"natGateways": "none"}
ALL_ENDPOINTS = ["ecr.api", "ecr.dkr", "ecs", "ecs-agent", "ecs-telemetry", "logs"]
SECRET = "arn:aws:secretsmanager:us-east-1:111122223333:secret:prod/db-AbCdEf"
PARAMETER = "arn:aws:ssm:us-east-1:111122223333:parameter/prod/db"


NO_LOGS = {**NO_NAT, "interfaceEndpoints": [*ALL_ENDPOINTS[:-1], "ssmmessages"]}
ELSEWHERE = {"logging": {"driver": "syslog"}}
PROXY = {"proxy": {"image": "a.b/p:1", "memory": 64}}


def without_nat(path: str, value: str, endpoint: str, **config: Any) -> Mistake:
    """Return a mistake: a setting that needs an endpoint, in a network without NAT and this endpoint."""
    network = {"vpc": {**NO_NAT, "interfaceEndpoints": ALL_ENDPOINTS}}
    return Mistake({**network, **config}, path, value, f"it needs {endpoint} in vpc.interfaceEndpoints")


def worker_setting_without_nat(path: str, value: str, endpoint: str, **keys: Any) -> Mistake:
    """Return such a mistake in a setting of the service ``worker``."""
    services = {"worker": {"topology": "private-worker", "image": "a.b/c:1", **keys}}
    return without_nat(f"{SERVICES}.{path}", value, endpoint, services=services, cluster={"executeCommand": True})


def without_logs(path: str, value: str, **config: Any) -> Mistake:
    """Return a mistake: a setting that needs the endpoint of CloudWatch Logs, which is the only missing one."""
    return Mistake({"vpc": NO_LOGS, **config}, path, value, "it needs logs in vpc.interfaceEndpoints")


def worker_without_logs(path: str, value: str, **keys: Any) -> Mistake:
    """Return such a mistake in a setting of the service ``worker``."""
    services = {"worker": {"topology": "private-worker", "image": "a.b/c:1", **keys}}
    return without_logs(f"{SERVICES}.{path}", value, services=services, cluster={"executeCommand": True})


ENDPOINTS_FOR_SETTINGS = [
    worker_setting_without_nat("secrets.A", "[not shown]", "secretsmanager", secrets={"A": SECRET}),
    worker_setting_without_nat("secrets.A", "[not shown]", "ssm", secrets={"A": PARAMETER}),
    worker_setting_without_nat(
        "sidecars.proxy.secrets.A",
        "[not shown]",
        "secretsmanager",
        sidecars={"proxy": {"image": "a.b/p:1", "memory": 64, "secrets": {"A": SECRET}}},
    ),
    worker_setting_without_nat("executeCommand", "true", "ssmmessages", executeCommand=True),
    without_nat(
        "cluster.ssmAccess",
        "true",
        "ssmmessages",
        cluster={"ssmAccess": True},
        vpc={**NO_NAT, "interfaceEndpoints": [*ALL_ENDPOINTS, "ssm"]},
    ),
    without_logs(f"{SERVICES}.logging.driver", '"awslogs"'),
    worker_without_logs("logging.driver", '"awslogs"', executeCommand=True, sidecars=PROXY),
    worker_without_logs("sidecars.proxy.logging.driver", '"awslogs"', **ELSEWHERE, sidecars=PROXY),
    worker_without_logs("executeCommand", "true", **ELSEWHERE, executeCommand=True),
    without_logs(
        "jobs.migrate.logging.driver",
        '"awslogs"',
        services={"worker": {"topology": "private-worker", **ELSEWHERE}},
        jobs={"migrate": {"image": "a.b/c:1"}},
    ),
]
