"""A few telling fault points in one deployment; `make faults` has them all."""

from __future__ import annotations

from contextlib import ExitStack

from tests.faults.conftest import MakeStack
from tests.faults.endurance import assert_gone, assert_no_orphan, failures, run
from tests.faults.fault_rules import FaultRules, Operation, faults

REFUSED = Operation("ec2", "CreateSubnet")
READ_AFTER_CREATION = Operation("ec2", "DescribeVpcEndpoints")
PASSING = {
    "throttle": Operation("elbv2", "CreateLoadBalancer"),
    "error500": Operation("autoscaling", "CreateAutoScalingGroup"),
    "drop": Operation("ec2", "CreateNatGateway"),
    "lost": Operation("ecs", "CreateService"),
}
"""Each waits for the subnets. Whether one that does not is called before the refusal ends the first run, is chance."""


def test_an_up_keeps_what_it_made_when_refused_and_the_next_rides_out_what_passes(stack_of: MakeStack) -> None:
    stack = stack_of("dev")
    with faults(stack.local_aws, "accessdenied", [REFUSED, READ_AFTER_CREATION]):
        finished = run(stack, "up")
    assert finished.returncode != 0
    assert REFUSED.name in failures(finished) <= {REFUSED.name, READ_AFTER_CREATION.name}
    stack.refresh()
    assert_no_orphan(stack)
    with ExitStack() as ordered:
        for kind, operation in PASSING.items():
            ordered.enter_context(faults(stack.local_aws, kind, [operation]))
        stack.up()
        met = FaultRules(stack.local_aws).met()
    assert set(PASSING.values()) <= set(met)
    assert stack.up_without_changes().is_unchanged
    with faults(stack.local_aws, "lost", [Operation("ecs", "DeleteService"), Operation("ec2", "DeleteVpc")]):
        stack.destroy()
    assert_gone(stack)
