"""Rows of a job: its schedule, and the settings of a task, which services have too."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from components.service.task.task_args import TaskArgs
from tests.updates.case import Row
from tests.updates.container_rows import CONTAINER_ROWS
from tests.updates.service_rows import SERVICE_ROWS
from tests.updates.settings_paths import ABSENT, JOBS, SERVICES

OF_TASKS = {field.alias or name for name, field in TaskArgs.model_fields.items()}


def _job(setting: str, *values: Any, **row: Any) -> Row:
    return Row(f"jobs.*.{setting}", values, stacks=("dev",), **row)


def _of_a_job(row: Row) -> Row:
    """Return the row of a job that matches a row of a service."""

    def moved(values: Mapping[str, Any]) -> dict[str, Any]:
        return {path.replace(SERVICES, JOBS, 1): value for path, value in values.items()}

    setting = row.setting.replace(SERVICES, JOBS, 1)
    given = {"jobs": {"report": {"build": {}}}} if ".build." in setting else moved(row.given)
    return replace(row, setting=setting, given=given, along=moved(row.along), stacks=("dev",))


def _is_of_a_task(row: Row) -> bool:
    return row.setting.removeprefix(SERVICES).split(".")[0] in OF_TASKS


NIGHTLY = {"nightly": {"image": "busybox", "schedule": "cron(0 3 * * ? *)"}}
SCHEDULED = (
    Row("jobs", (NIGHTLY, ABSENT)),
    _job("schedule", "cron(0 3 * * ? *)"),
    _job("schedule", ABSENT),
    _job("timezone", "Europe/Berlin"),
    _job("retries", 0),
    _job("enabled"),
    _job("command", ["python", "report.py"]),
)
JOB_ROWS = (*SCHEDULED, *(_of_a_job(row) for row in (*SERVICE_ROWS, *CONTAINER_ROWS) if _is_of_a_task(row)))
