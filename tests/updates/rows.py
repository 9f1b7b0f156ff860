"""The rows of every setting, and the cases that they make of the shipped stacks."""

from __future__ import annotations

import functools

from tests.unit.build import STACKS
from tests.updates.case import Case, Row, cases
from tests.updates.container_rows import CONTAINER_ROWS
from tests.updates.network_rows import CLUSTER_ROWS, NETWORK_ROWS
from tests.updates.platform_rows import PLATFORM_ROWS, STACK_ROWS
from tests.updates.service_rows import DEPLOYMENT_ROWS, SCALING_ROWS, SERVICE_ROWS

ROWS: tuple[Row, ...] = (
    *STACK_ROWS,
    *NETWORK_ROWS,
    *CLUSTER_ROWS,
    *SERVICE_ROWS,
    *SCALING_ROWS,
    *DEPLOYMENT_ROWS,
    *CONTAINER_ROWS,
    *PLATFORM_ROWS,
)


@functools.cache
def cases_of(stack: str) -> tuple[Case, ...]:
    """Return every change of a stack, in the rows' order."""
    return tuple(case for row in ROWS for case in cases(row, stack))


def all_cases() -> tuple[Case, ...]:
    """Return every change of every stack."""
    return tuple(case for stack in STACKS for case in cases_of(stack))
