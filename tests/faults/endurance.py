"""Runs a command that meets faults, again and again, until it goes through; tells what became of each operation."""

from __future__ import annotations

import re
from collections.abc import Collection
from dataclasses import dataclass

from tests.engine.engine_stack import EngineStack
from tests.engine.inventory import inventory
from tests.engine.local_aws import Finished
from tests.engine.orphans import orphans
from tests.faults.fault_rules import Operation, called, faults

PASSING = ("throttle", "error500", "drop", "lost")
"""Faults after which an SDK asks again."""

WENT_THROUGH = "went through"
FAILED = "failed, then converged"
STUCK = "failed until the rule is revoked"
"""A new security group that cannot be closed."""

MISHAPS = ("Traceback", "internal error of the stand-in", "panic:")


@dataclass(frozen=True)
class Learned:
    """The operations that an `up` and a `destroy` of a stack call."""

    up: list[Operation]
    destroy: list[Operation]

    @classmethod
    def of(cls, stack: EngineStack) -> Learned:
        """Deploy and destroy the stack once without a fault."""
        stack.up()
        up = called(stack.local_aws)
        stack.local_aws.forget_calls()
        stack.destroy()
        learned = cls(up, called(stack.local_aws))
        assert Operation("ec2", "CreateVpc") in learned.up
        assert Operation("ec2", "DeleteVpc") in learned.destroy
        return learned

    def by(self, command: str) -> list[Operation]:
        """The operations of ``up`` or of ``destroy``."""
        return {"up": self.up, "destroy": self.destroy}[command]


def run(stack: EngineStack, command: str) -> Finished:
    """`up` or `destroy`, whatever its exit code, with the output that a person sees."""
    return stack.local_aws.pulumi(*stack.arguments(command, "--yes", "--skip-preview", "--color", "never"))


def endure(stack: EngineStack, command: str, kind: str, operations: Collection[Operation]) -> dict[Operation, str]:
    """Run ``command`` with a fault at the first call of each operation, until it goes through.

    Whenever it fails, the faults are removed, a refresh must succeed and find no orphan, and the next run meets the
    faults that are left. A refusal that no error told, since the same resource met another one before, is left too.

    Returns:
        What became of the runs in which each operation met its fault.
    """
    outcomes: dict[Operation, str] = {}
    for _ in range(2 * len(operations)):
        with faults(stack.local_aws, kind, [each for each in operations if each not in outcomes]) as rules:
            finished = run(stack, command)
            met = rules.met()
        if finished.returncode == 0:
            return {**outcomes, **dict.fromkeys(met, WENT_THROUGH)}
        failed = {operation for operation in met if operation.name in failures(finished)}
        assert {operation.name for operation in failed} == failures(finished) != set(), finished.output
        outcomes |= dict.fromkeys(failed, FAILED)
        if kind in PASSING:
            outcomes |= dict.fromkeys(set(met) - failed, WENT_THROUGH)
        stack.refresh()
        assert_no_orphan(stack)
    raise AssertionError(f"{command} goes on failing")


def failures(finished: Finished) -> set[str]:
    """The operations that the errors name, each in one that says of which resource, and no error that should not be."""
    output = finished.stdout + finished.stderr
    assert not [mishap for mishap in MISHAPS if mishap in output], output
    told = re.findall(r"(?:^|[:*] )(\w+ing) (\S.*?) ?\(?\S*: operation error (\w+), \S", output, re.MULTILINE)
    return {operation for _, _, operation in told}


def assert_settled(stack: EngineStack) -> None:
    """What the program says is there, the engine knows all of it, and nothing is left to do."""
    assert stack.refresh_without_changes().is_unchanged
    assert stack.up_without_changes().is_unchanged
    assert_no_orphan(stack)


def assert_gone(stack: EngineStack) -> None:
    """Neither the engine nor AWS has anything."""
    assert stack.export() == []
    left = inventory(stack.local_aws.client)
    assert left == set(), left


def assert_no_orphan(stack: EngineStack) -> None:
    """AWS has nothing that the engine does not know."""
    left = orphans(stack)
    assert left == set(), left
