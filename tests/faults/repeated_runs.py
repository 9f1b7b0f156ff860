"""Repeats a command under faults until it succeeds, and reports the outcome of each operation."""

from __future__ import annotations

import re
from collections.abc import Collection
from dataclasses import dataclass

from tests.engine.engine_stack import EngineStack
from tests.engine.inventory import inventory
from tests.engine.local_aws import Finished
from tests.engine.orphans import orphans
from tests.faults.fault_rules import Operation, called, faults

TEMPORARY = ("throttle", "error500", "drop", "lost")
"""Faults that an SDK retries."""

WENT_THROUGH = "went through"
FAILED = "failed, then converged"
STUCK = "failed until the rule is revoked"
"""The outcome of a new security group whose default egress rule cannot be revoked."""

UNEXPECTED = ("Traceback", "internal error of the stand-in", "panic:")


@dataclass(frozen=True)
class StackOperations:
    """The operations that an `up` and a `destroy` of a stack call."""

    up: list[Operation]
    destroy: list[Operation]

    @classmethod
    def of(cls, stack: EngineStack) -> StackOperations:
        """Deploy and destroy the stack once without a fault."""
        stack.up()
        up = called(stack.local_aws)
        stack.local_aws.forget_calls()
        stack.destroy()
        recorded = cls(up, called(stack.local_aws))
        assert Operation("ec2", "CreateVpc") in recorded.up
        assert Operation("ec2", "DeleteVpc") in recorded.destroy
        return recorded

    def of_command(self, command: str) -> list[Operation]:
        """Return the operations of ``up`` or ``destroy``."""
        return {"up": self.up, "destroy": self.destroy}[command]


def run(stack: EngineStack, command: str) -> Finished:
    """Run `up` or `destroy` and return it with its output, also if it fails."""
    return stack.local_aws.pulumi(*stack.arguments(command, "--yes", "--skip-preview", "--color", "never"))


def run_until_success(
    stack: EngineStack, command: str, kind: str, operations: Collection[Operation]
) -> dict[Operation, str]:
    """Run ``command`` with a fault at the first call of each operation, until it succeeds.

    After each failure, the faults are removed, a refresh must succeed and find no orphan, and the next run meets the
    remaining faults. A refusal without an error remains too, because the same resource met another one before.

    Returns:
        The outcome of each operation's fault.
    """
    outcomes: dict[Operation, str] = {}
    for _ in range(2 * len(operations) + 1):
        with faults(stack.local_aws, kind, [each for each in operations if each not in outcomes]) as rules:
            finished = run(stack, command)
            met = rules.met()
        if finished.returncode == 0:
            return {**outcomes, **dict.fromkeys(met, WENT_THROUGH)}
        failed = {operation for operation in met if operation.name in failures(finished)}
        assert {operation.name for operation in failed} == failures(finished) != set(), finished.output
        outcomes |= dict.fromkeys(failed, FAILED)
        if kind in TEMPORARY:
            outcomes |= dict.fromkeys(set(met) - failed, WENT_THROUGH)
        stack.refresh()
        assert_no_orphan(stack)
    raise AssertionError(f"{command} keeps failing")


def failures(finished: Finished) -> set[str]:
    """Return the operations that the errors name; fail if an error names no resource or is unexpected."""
    output = finished.stdout + finished.stderr
    assert not [mishap for mishap in UNEXPECTED if mishap in output], output
    reported = re.findall(r"(?:^|[:*] )(\w+ing) (\S.*?) ?\(?\S*: operation error (\w+), \S", output, re.MULTILINE)
    return {operation for _, _, operation in reported}


def assert_settled(stack: EngineStack) -> None:
    """Assert that the stack is complete, without orphans, and that `up` has no changes."""
    assert stack.refresh_without_changes().is_unchanged
    assert stack.up_without_changes().is_unchanged
    assert_no_orphan(stack)


def assert_gone(stack: EngineStack) -> None:
    """Assert that neither the engine nor AWS has any resource."""
    assert stack.export() == []
    left = inventory(stack.local_aws.client)
    assert left == set(), left


def assert_no_orphan(stack: EngineStack) -> None:
    """Assert that the state contains every resource in AWS."""
    left = orphans(stack)
    assert left == set(), left
