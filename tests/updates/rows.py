"""The rows of all settings by subject, and their cases on the shipped stacks."""

from __future__ import annotations

import functools

from tests.harness.build import STACKS
from tests.updates.case import Case, Row, cases
from tests.updates.container_rows import CONTAINER_ROWS
from tests.updates.job_rows import JOB_ROWS
from tests.updates.network_rows import CLUSTER_ROWS, NETWORK_ROWS
from tests.updates.platform_rows import PLATFORM_ROWS, STACK_ROWS
from tests.updates.service_rows import DEPLOYMENT_ROWS, LOAD_BALANCER_ROWS, SCALING_ROWS, SERVICE_ROWS
from tests.updates.shared_rows import SHARED_ROWS

SECTIONS: dict[str, tuple[Row, ...]] = {
    "The stack": STACK_ROWS,
    "The network": NETWORK_ROWS,
    "The cluster": CLUSTER_ROWS,
    "A service": SERVICE_ROWS,
    "Its load balancer": LOAD_BALANCER_ROWS,
    "Load balancers that services share": SHARED_ROWS,
    "Its scaling": SCALING_ROWS,
    "Its deployments": DEPLOYMENT_ROWS,
    "Its containers and volumes": CONTAINER_ROWS,
    "A job": JOB_ROWS,
    "A platform": PLATFORM_ROWS,
}
ROWS: tuple[Row, ...] = tuple(row for rows in SECTIONS.values() for row in rows)


@functools.cache
def cases_of(stack: str) -> tuple[Case, ...]:
    """Return every change of a stack, in the rows' order."""
    return tuple(case for row in ROWS for case in cases(row, stack))


def all_cases() -> tuple[Case, ...]:
    """Return every change of every stack."""
    return tuple(case for stack in STACKS for case in cases_of(stack))


def first_cases(row: Row) -> list[Case]:
    """Return a row's changes on the first stack that it applies to."""
    found = (list(cases(row, stack)) for stack in STACKS if stack in row.stacks)
    return next(found, [])
