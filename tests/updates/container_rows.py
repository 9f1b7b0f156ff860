"""Rows of a service's main container, its sidecars and its volumes."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from tests.updates.case import Row
from tests.updates.service_rows import SECRET
from tests.updates.settings_paths import ABSENT

CHECK = {"command": ["CMD-SHELL", "true"]}
TMPFS = [{"containerPath": "/tmp", "size": 32}]
CORE = {"core": {"softLimit": 0, "hardLimit": 0}}
SIDECAR = {"image": "public.ecr.aws/docker/library/busybox:1.37", "memory": 64}
VOLUME = {"fileSystemId": "fs-0a1b2c3d", "containerPath": "/files"}

BESIDE: dict[str, Any] = {"services.*.sidecars": {"proxy": {**SIDECAR}, "log": {**SIDECAR}}}
ROUTED: dict[str, Any] = {
    "services.*.logging": {"driver": "awsfirelens"},
    "services.*.sidecars": {"proxy": {**SIDECAR, "firelens": {}}},
}
ROUTER = {**SIDECAR, "firelens": {}}
SENDER = {**SIDECAR, "logging": {"driver": "awsfirelens"}}
BETWEEN_SIDECARS: dict[str, Any] = {"services.*.sidecars": {"router": ROUTER, "proxy": SENDER}}
FROM_OWN_CONTAINER: dict[str, Any] = {
    "services.*.logging": {"driver": "awsfirelens"},
    "services.*.sidecars": {"proxy": SIDECAR, "router": ROUTER},
}
ON_INSTANCE: dict[str, Any] = {"services.*.volumes": {"files": {"containerPath": "/files"}}}
MOUNTED = {
    **ON_INSTANCE,
    "services.*.sidecars": {"proxy": {**SIDECAR, "volumes": {"files": {"containerPath": "/in"}}}},
}
EVERY_DRIVER: dict[str, Any] = {
    "cluster.agentConfig": {
        "ECS_AVAILABLE_LOGGING_DRIVERS": '["awslogs","fluentd","gelf","journald","json-file","splunk","syslog"]'
    }
}
GPUS: dict[str, Any] = {"cluster.instanceType": "g4dn.xlarge", "cluster.furtherInstanceTypes": []}
CREDENTIALS = "arn:aws:secretsmanager:us-east-1:111122223333:secret:registry-a1B2c3"
VARIABLES = "arn:aws:s3:::example-company-settings/web.env"

CONTAINER_SETTINGS: tuple[tuple[str, tuple[Any, ...]], ...] = (
    ("command", (["sleep", "60"],)),
    ("entryPoint", (["/bin/sh", "-c"],)),
    ("healthCheck", (CHECK, ABSENT)),
    ("healthCheck.command", (["CMD", "/check"],)),
    ("healthCheck.interval", (15,)),
    ("healthCheck.timeout", (10,)),
    ("healthCheck.retries", (5,)),
    ("healthCheck.startPeriod", (60,)),
    ("user", ("1000:1000",)),
    ("readonlyRootFilesystem", ()),
    ("tmpfs", (TMPFS,)),
    ("tmpfs.*.containerPath", ("/var/run",)),
    ("tmpfs.*.size", (128,)),
    ("tmpfs.*.mountOptions", (["noexec"],)),
    ("ulimits", (CORE,)),
    ("ulimits.*.softLimit", (2048,)),
    ("ulimits.*.hardLimit", (131072,)),
    ("stopTimeout", (60,)),
    ("workingDirectory", ("/srv",)),
    ("environmentFiles", ([VARIABLES],)),
    ("dockerLabels", ({"team": "orders"},)),
    ("initProcess", ()),
    ("sharedMemoryMib", (128,)),
    ("capabilities.add", (["SYS_PTRACE"],)),
    ("capabilities.drop", (["NET_RAW"],)),
    ("noNewPrivileges", ()),
)


def _row(setting: str, *values: Any, given: Mapping[str, Any]) -> Row:
    return Row(f"services.*.{setting}", values, given=given)


def _rows(holder: str, settings: tuple[tuple[str, tuple[Any, ...]], ...]) -> tuple[Row, ...]:
    return tuple(Row(f"services.*.{holder}{setting}", values) for setting, values in settings)


CONTAINER_ROWS = (
    *_rows("container.", CONTAINER_SETTINGS),
    *_rows("sidecars.*.", CONTAINER_SETTINGS),
    *_rows(
        "",
        (
            ("sidecars", ({"proxy": SIDECAR},)),
            ("sidecars.*.image", (SIDECAR["image"],)),
            ("sidecars.*.cpu", (64,)),
            ("sidecars.*.memory", (128,)),
            ("sidecars.*.essential", ()),
            ("sidecars.*.environment", ({"LOG_LEVEL": "info"},)),
            ("sidecars.*.secrets", ({"TOKEN": SECRET},)),
            ("sidecars.*.registryCredentialsArn", (CREDENTIALS,)),
            ("sidecars.*.logging.options", ({"awslogs-datetime-format": "%H:%M"},)),
            ("registryCredentialsArn", (CREDENTIALS,)),
            ("logging.options", ({"awslogs-datetime-format": "%H:%M"},)),
            ("volumes", ({"files": VOLUME},)),
            ("volumes.*.fileSystemId", ("fs-1a2b3c4d",)),
            ("volumes.*.containerPath", ("/data",)),
            ("volumes.*.accessPointId", ("fsap-0a1b2c3d",)),
            ("volumes.*.rootDirectory", ("/data",)),
            ("volumes.*.readOnly", ()),
        ),
    ),
    _row("container.dependsOn", {"proxy": "START"}, given=BESIDE),
    _row("sidecars.*.dependsOn", {"log": "START"}, given=BESIDE),
    Row("services.*.logging.driver", given={**BETWEEN_SIDECARS, **EVERY_DRIVER}, stacks=("dev",)),
    Row("services.*.sidecars.*.logging.driver", given={**FROM_OWN_CONTAINER, **EVERY_DRIVER}, stacks=("dev",)),
    _row("logging.secretOptions", {"apikey": SECRET}, given=ROUTED),
    _row(
        "sidecars.*.logging.secretOptions",
        {"splunk-token": SECRET},
        given={"services.*.sidecars": {"proxy": {**SIDECAR, "logging": {"driver": "splunk"}}}, **EVERY_DRIVER},
    ),
    _row(
        "sidecars.*.firelens",
        {"type": "fluentd"},
        given={**ROUTED, "services.*.sidecars": {"proxy": {**SIDECAR, "firelens": {"options": {"a": "b"}}}}},
    ),
    _row("sidecars.*.firelens.type", "fluentd", given=ROUTED),
    _row("sidecars.*.firelens.options", {"enable-ecs-log-metadata": "true"}, given=ROUTED),
    _row("volumes.*.hostPath", "/var/lib/files", given=ON_INSTANCE),
    _row("sidecars.*.volumes", {"files": {"containerPath": "/in"}}, given={**ON_INSTANCE, **BESIDE}),
    _row("sidecars.*.volumes.*.containerPath", "/other", given=MOUNTED),
    _row("sidecars.*.volumes.*.readOnly", given=MOUNTED),
    Row("services.*.gpu", (1,), given=GPUS, stacks=("dev", "public-api")),
)
