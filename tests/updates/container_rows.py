"""Rows of a service's own container, of the ones beside it, and of its volumes."""

from __future__ import annotations

from typing import Any

from tests.updates.case import Row
from tests.updates.service_rows import SECRET
from tests.updates.settings_paths import ABSENT

CHECK = {"command": ["CMD-SHELL", "true"]}
TMPFS = [{"containerPath": "/tmp", "size": 32}]
CORE = {"core": {"softLimit": 0, "hardLimit": 0}}
SIDECAR = {"image": "public.ecr.aws/docker/library/busybox:1.37", "memory": 64}
VOLUME = {"fileSystemId": "fs-0a1b2c3d", "containerPath": "/files"}

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
)


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
            ("volumes", ({"files": VOLUME},)),
            ("volumes.*.fileSystemId", ("fs-1a2b3c4d",)),
            ("volumes.*.containerPath", ("/data",)),
            ("volumes.*.accessPointId", ("fsap-0a1b2c3d",)),
            ("volumes.*.rootDirectory", ("/data",)),
            ("volumes.*.readOnly", ()),
        ),
    ),
)
