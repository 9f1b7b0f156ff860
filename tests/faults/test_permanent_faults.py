"""A permanent fault ends the command in bounded time, and the error names the operation and the resource."""

from __future__ import annotations

import time

from tests.faults.conftest import MakeStack
from tests.faults.fault_rules import ALWAYS, Operation, faults
from tests.faults.outcomes import RecordOutcomes
from tests.faults.repeated_runs import STUCK, assert_gone, assert_no_orphan, assert_settled, failures, run

SERVICES = [
    *(Operation("ec2", "CreateVpc"), Operation("iam", "CreateRole"), Operation("ecs", "CreateCluster")),
    *(Operation("logs", "CreateLogGroup"), Operation("ec2", "CreateInternetGateway")),
]
"""Creations without dependencies, in APIs with different names of errors."""

LONGEST_SECONDS = 60
"""The stand-in tries four times, with pauses of at most 1, 2 and 4 s. The rest allows for a slow machine."""


def test_a_permanent_fault_is_reported_in_bounded_time(stack_of: MakeStack) -> None:
    stack = stack_of("dev")
    for kind in ("throttle", "error500", "drop", "accessdenied"):
        with faults(stack.local_aws, kind, SERVICES, times=ALWAYS) as rules:
            started = time.monotonic()
            finished = run(stack, "up")
            seconds = time.monotonic() - started
            met = {operation.name for operation in rules.met()}
        assert finished.returncode != 0, kind
        assert failures(finished) == met, finished.output
        assert met
        assert seconds < LONGEST_SECONDS
        stack.refresh()
        assert_no_orphan(stack)
    stack.up()
    assert_settled(stack)
    with faults(stack.local_aws, "throttle", [Operation("ecs", "DeleteService")], times=ALWAYS):
        finished = run(stack, "destroy")
    assert failures(finished) == {"DeleteService"}
    stack.destroy()
    assert_gone(stack)


def test_a_security_group_with_default_egress_fails_until_its_rule_is_revoked(
    stack_of: MakeStack, outcomes: RecordOutcomes
) -> None:
    stack, closing = stack_of("dev"), Operation("ec2", "RevokeSecurityGroupEgress")
    with faults(stack.local_aws, "accessdenied", [closing], times=ALWAYS):
        assert failures(run(stack, "up")) == {closing.name}
    stack.refresh()
    again = run(stack, "up")
    assert failures(again) == {"AuthorizeSecurityGroupEgress"}
    assert "InvalidPermission.Duplicate" in again.stdout
    ec2 = stack.local_aws.client("ec2")
    rules = ec2.describe_security_group_rules()["SecurityGroupRules"]
    for rule in rules:
        if rule["IsEgress"] and "Description" not in rule and rule.get("CidrIpv4") == "0.0.0.0/0":
            ec2.revoke_security_group_egress(
                GroupId=rule["GroupId"], SecurityGroupRuleIds=[rule["SecurityGroupRuleId"]]
            )
    stack.up()
    assert_settled(stack)
    outcomes("dev", "up", "accessdenied", {closing: STUCK})
    stack.destroy()
    assert_gone(stack)
