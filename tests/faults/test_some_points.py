"""A few fault points in one deployment; `make faults` runs all of them."""

from __future__ import annotations

from contextlib import ExitStack

from tests.faults.conftest import MakeStack
from tests.faults.fault_rules import FaultRules, Operation, faults
from tests.faults.repeated_runs import assert_gone, assert_no_orphan, failures, run

REFUSED = Operation("ec2", "CreateSubnet")
READ_AFTER_CREATION = Operation("ec2", "DescribeVpcEndpoints")
TEMPORARY = {
    "throttle": Operation("elbv2", "CreateLoadBalancer"),
    "error500": Operation("autoscaling", "CreateAutoScalingGroup"),
    "drop": Operation("ec2", "CreateNatGateway"),
    "lost": Operation("ecs", "CreateService"),
}
"""Operations that wait for the subnets. Others can run before or after the refusal ends the first run."""


def test_a_refused_up_keeps_its_resources_and_the_next_up_retries_temporary_faults(stack_of: MakeStack) -> None:
    stack = stack_of("dev")
    with faults(stack.local_aws, "accessdenied", [REFUSED, READ_AFTER_CREATION]):
        finished = run(stack, "up")
    assert finished.returncode != 0
    assert REFUSED.name in failures(finished) <= {REFUSED.name, READ_AFTER_CREATION.name}
    stack.refresh()
    assert_no_orphan(stack)
    with ExitStack() as ordered:
        for kind, operation in TEMPORARY.items():
            ordered.enter_context(faults(stack.local_aws, kind, [operation]))
        stack.up()
        met = FaultRules(stack.local_aws).met()
    assert set(TEMPORARY.values()) <= set(met)
    assert stack.up_without_changes().is_unchanged
    with faults(stack.local_aws, "lost", [Operation("ecs", "DeleteService"), Operation("ec2", "DeleteVpc")]):
        stack.destroy()
    assert_gone(stack)
