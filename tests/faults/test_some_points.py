"""A few telling fault points in one deployment; `make faults` has them all."""

from __future__ import annotations

from contextlib import ExitStack

from tests.faults.conftest import MakeStack
from tests.faults.endurance import assert_gone, assert_no_orphan, failures, run
from tests.faults.fault_rules import Operation, faults

PASSING = {
    "throttle": Operation("ec2", "CreateVpc"),
    "error500": Operation("iam", "CreateRole"),
    "drop": Operation("ecs", "CreateCluster"),
    "lost": Operation("logs", "CreateLogGroup"),
}
"""None waits for the VPC, as what is refused does: they are under way by then."""
REFUSED = Operation("ec2", "CreateSubnet")
READ_AFTER_CREATION = Operation("ec2", "DescribeVpcEndpoints")


def test_an_up_rides_out_what_passes_and_keeps_what_it_made_when_refused(stack_of: MakeStack) -> None:
    stack = stack_of("dev")
    with ExitStack() as ordered:
        for kind, operation in PASSING.items():
            ordered.enter_context(faults(stack.local_aws, kind, [operation]))
        rules = ordered.enter_context(faults(stack.local_aws, "accessdenied", [REFUSED, READ_AFTER_CREATION]))
        finished = run(stack, "up")
        met = set(rules.met())
    assert finished.returncode != 0
    assert REFUSED.name in failures(finished) <= {REFUSED.name, READ_AFTER_CREATION.name}
    assert {*PASSING.values(), REFUSED} <= met
    stack.refresh()
    assert_no_orphan(stack)
    stack.up()
    assert stack.up_without_changes().is_unchanged
    with faults(stack.local_aws, "lost", [Operation("ecs", "DeleteService"), Operation("ec2", "DeleteVpc")]):
        stack.destroy()
    assert_gone(stack)
