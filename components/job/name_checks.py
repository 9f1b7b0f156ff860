"""Checks of the name of a job. Pure: no Pulumi, no AWS."""

from __future__ import annotations

from ..foundation.refusal import Problem
from ..service.task.name_checks import check_task_name
from .job_args import JobArgs

LONGEST_OF_SCHEDULE = 56
"""EventBridge Scheduler allows group names of 64 characters, of which Pulumi's suffix needs 8.
https://docs.aws.amazon.com/scheduler/latest/APIReference/API_CreateScheduleGroup.html"""


def check_job_name(name: str, args: JobArgs) -> list[Problem]:
    """Find a job's name that is too long for a schedule group, and the problems of :func:`check_task_name`."""
    problems = []
    if args.schedule is not None and len(name) > LONGEST_OF_SCHEDULE:
        allowed = f"for a job with a schedule, up to {LONGEST_OF_SCHEDULE} characters are allowed"
        problems.append(Problem((name,), name, allowed))
    return check_task_name(name, args, "job", problems)
