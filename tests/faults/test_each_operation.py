"""After each fault at each operation of `up` and `destroy`, a refresh and another run leave no orphan."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from tests.faults.conftest import EXAMPLES, MakeStack
from tests.faults.fault_rules import Operation
from tests.faults.outcomes import RecordOutcomes
from tests.faults.repeated_runs import (
    FAILED,
    TEMPORARY,
    WENT_THROUGH,
    StackOperations,
    assert_gone,
    assert_settled,
    run_until_success,
)

FindOperations = Callable[[str], StackOperations]

CLOSING = Operation("ec2", "RevokeSecurityGroupEgress")
"""Operations that `up` cannot repeat after a fault: see `test_permanent_faults.py`."""

FOR_WARNINGS = Operation("ec2", "DescribeInstances")
"""Operations of the program itself, whose refusal is only a warning."""


@pytest.mark.parametrize("name", ["dev", "prod"])
@pytest.mark.parametrize("kind", TEMPORARY)
def test_a_temporary_fault_is_retried(
    stack_of: MakeStack, operations_of_stack: FindOperations, outcomes: RecordOutcomes, name: str, kind: str
) -> None:
    stack, operations = stack_of(name), operations_of_stack(name)
    for command, settled in (("up", assert_settled), ("destroy", assert_gone)):
        found = run_until_success(stack, command, kind, operations.of_command(command))
        outcomes(name, command, kind, found)
        assert found == dict.fromkeys(operations.of_command(command), WENT_THROUGH)
        settled(stack)


@pytest.mark.parametrize("kind", TEMPORARY)
def test_a_temporary_fault_at_an_operation_of_another_stack_is_retried(
    stack_of: MakeStack, operations_of_stack: FindOperations, outcomes: RecordOutcomes, kind: str
) -> None:
    commands = {"up": assert_settled, "destroy": assert_gone}
    tried = {
        command: {*operations_of_stack("dev").of_command(command), *operations_of_stack("prod").of_command(command)}
        for command in commands
    }
    for name in ("public-api", *EXAMPLES):
        further = {
            command: [each for each in operations_of_stack(name).of_command(command) if each not in tried[command]]
            for command in commands
        }
        if not any(further.values()):
            continue
        stack = stack_of(name)
        for command, settled in commands.items():
            found = run_until_success(stack, command, kind, further[command])
            outcomes(name, command, kind, found)
            assert found == dict.fromkeys(further[command], WENT_THROUGH)
            settled(stack)
            tried[command].update(further[command])
    assert Operation("scheduler", "CreateSchedule") in tried["up"]


def test_a_refusal_is_reported_and_created_resources_are_kept(
    stack_of: MakeStack, operations_of_stack: FindOperations, outcomes: RecordOutcomes
) -> None:
    stack, operations = stack_of("dev"), operations_of_stack("dev")
    for command, settled, undo in (("up", assert_settled, stack.destroy), ("destroy", assert_gone, stack.up)):
        untried = {("up", CLOSING), ("up", FOR_WARNINGS)}
        tried = [operation for operation in operations.of_command(command) if (command, operation) not in untried]
        found: dict[Operation, str] = {}
        # The refresh makes some calls that a refused resource skipped, so only another deployment meets their faults.
        while left := [operation for operation in tried if operation not in found]:
            if found:
                undo()
            met = run_until_success(stack, command, "accessdenied", left)
            assert met, left
            found |= met
            settled(stack)
        outcomes("dev", command, "accessdenied", found)
        assert found == dict.fromkeys(tried, FAILED)
