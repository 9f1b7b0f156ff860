"""All jobs of a stack."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import pulumi

from ..cluster.capacity import Capacity
from ..foundation.region import Region
from ..job.job import Job
from ..job.job_args import JobArgs
from ..network.network import Network


def create_jobs(
    jobs: Mapping[str, JobArgs | Mapping[str, Any]],
    *,
    network: Network,
    capacity: Capacity,
    region: Region | None = None,
    opts: pulumi.ResourceOptions | None = None,
) -> dict[str, Job]:
    """Create the jobs by name. Raises :class:`RefusedError` for a job that the stack does not support."""
    checked = JobArgs.of_each(jobs)
    return {
        name: Job(name, args, opts, network=network, capacity=capacity, region=region) for name, args in checked.items()
    }


def schedule_groups(jobs: Mapping[str, Job]) -> dict[str, pulumi.Output[str]]:
    """Return the schedule groups of the jobs with a schedule, by the jobs' names."""
    return {name: job.schedule_group_name for name, job in jobs.items() if job.schedule_group_name is not None}
