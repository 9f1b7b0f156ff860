"""After each fault at each operation of `up` and `destroy`, a refresh and another run leave no orphan."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from tests.faults.conftest import EXAMPLES, MakeStack
from tests.faults.endurance import FAILED, PASSING, WENT_THROUGH, Learned, assert_gone, assert_settled, endure
from tests.faults.fault_rules import Operation
from tests.faults.outcomes import RecordOutcomes

Learn = Callable[[str], Learned]

CLOSING = Operation("ec2", "RevokeSecurityGroupEgress")
"""Operations that `up` cannot repeat after a fault: see `test_permanent_faults.py`."""

FOR_WARNINGS = Operation("ec2", "DescribeInstances")
"""Operations of the program itself, whose refusal is only a warning."""


@pytest.mark.parametrize("name", ["dev", "prod"])
@pytest.mark.parametrize("kind", PASSING)
def test_a_temporary_fault_is_retried(
    stack_of: MakeStack, learned: Learn, outcomes: RecordOutcomes, name: str, kind: str
) -> None:
    stack, operations = stack_of(name), learned(name)
    for command, settled in (("up", assert_settled), ("destroy", assert_gone)):
        found = endure(stack, command, kind, operations.by(command))
        outcomes(name, command, kind, found)
        assert found == dict.fromkeys(operations.by(command), WENT_THROUGH)
        settled(stack)


@pytest.mark.parametrize("kind", PASSING)
def test_a_temporary_fault_at_an_operation_of_another_stack_is_retried(
    stack_of: MakeStack, learned: Learn, outcomes: RecordOutcomes, kind: str
) -> None:
    commands = {"up": assert_settled, "destroy": assert_gone}
    tried = {command: {*learned("dev").by(command), *learned("prod").by(command)} for command in commands}
    for name in ("public-api", *EXAMPLES):
        further = {
            command: [each for each in learned(name).by(command) if each not in tried[command]] for command in commands
        }
        if not any(further.values()):
            continue
        stack = stack_of(name)
        for command, settled in commands.items():
            found = endure(stack, command, kind, further[command])
            outcomes(name, command, kind, found)
            assert found == dict.fromkeys(further[command], WENT_THROUGH)
            settled(stack)
            tried[command].update(further[command])
    assert Operation("scheduler", "CreateSchedule") in tried["up"]


def test_a_refusal_is_reported_and_created_resources_are_kept(
    stack_of: MakeStack, learned: Learn, outcomes: RecordOutcomes
) -> None:
    stack, operations = stack_of("dev"), learned("dev")
    for command, settled, undo in (("up", assert_settled, stack.destroy), ("destroy", assert_gone, stack.up)):
        untried = {("up", CLOSING), ("up", FOR_WARNINGS)}
        tried = [operation for operation in operations.by(command) if (command, operation) not in untried]
        found: dict[Operation, str] = {}
        # The refresh makes some calls that a refused resource skipped, so only another deployment meets their faults.
        while left := [operation for operation in tried if operation not in found]:
            if found:
                undo()
            met = endure(stack, command, "accessdenied", left)
            assert met, left
            found |= met
            settled(stack)
        outcomes("dev", command, "accessdenied", found)
        assert found == dict.fromkeys(tried, FAILED)
