"""`refresh` sees and `up` repairs the changes outside the program that docs/drift.md lists."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

import pytest

from tests.engine.drift.account import Account, resources
from tests.engine.drift.table import every_change
from tests.engine.engine_stack import PROJECT, EngineStack, StackConfig

MOVED_BY_AWS = {
    "aws:lb/listenerRule:ListenerRule web-public: actions",
    "aws:autoscaling/group:Group cluster-instances: desiredCapacity",
}
"""ECS changes the weights of the rule during a canary, and the size of the group; the program ignores both."""

State = Mapping[str, Mapping[str, Any]]


@pytest.fixture(scope="module")
def stack(stack_of: Callable[[str], EngineStack]) -> EngineStack:
    stack = stack_of("prod")
    stack.change(_share_a_load_balancer)
    stack.up()
    return stack


def _share_a_load_balancer(config: StackConfig) -> None:
    config[f"{PROJECT}:loadBalancers"] = {"inner": {"scheme": "internal"}}
    place = {"shared": "inner", "paths": ["/stock/*"], "priority": 1}
    config[f"{PROJECT}:services"]["stock"] = {"topology": "private-worker", "loadBalancer": place}


def _differences(before: State, after: State, properties: str) -> set[str]:
    """Return the differing inputs or outputs, and the missing resources, in the form of `Change.seen`."""
    gone = before.keys() - after.keys()
    found = set(gone)
    for name in before.keys() - gone:
        was, now = before[name].get(properties, {}), after[name].get(properties, {})
        # Inputs that appear only after a refresh belong to resources that the program reads and does not create.
        keys = was.keys() if properties == "inputs" else {*was, *now}
        found |= {f"{name}: {key}" for key in keys if key != "__defaults" and was.get(key) != now.get(key)}
    return found


def test_the_results_match_the_document(stack: EngineStack) -> None:
    changes, account, state = every_change(), Account(stack), resources(stack)
    as_deployed = {change.what: change.look(account) for change in changes}
    for change in changes:
        change.make(account)
    drifted = {change.what: change.look(account) for change in changes}
    assert {what for what in as_deployed if as_deployed[what] == drifted[what]} == set()

    stack.refresh()
    refreshed = resources(stack)
    expected = {f"aws:{seen}" for change in changes for seen in change.seen}
    # Properties that the program does not set appear only in outputs, many of which AWS changes itself.
    found = _differences(state, refreshed, "inputs") - MOVED_BY_AWS
    found |= _differences(state, refreshed, "outputs") & expected
    assert (sorted(found - expected), sorted(expected - found)) == ([], [])

    stack.up()
    account = Account(stack)
    repaired = {change.what for change in changes if change.look(account) == as_deployed[change.what]}
    expected = {change.what for change in changes if change.repaired}
    assert (sorted(repaired - expected), sorted(expected - repaired)) == ([], [])
    assert stack.up_without_changes().is_unchanged


def test_refresh_that_expects_no_changes_fails_on_drift(stack: EngineStack) -> None:
    account = Account(stack)
    worker = account.id("cloudwatch/logGroup:LogGroup worker")
    account.logs.put_retention_policy(logGroupName=worker, retentionInDays=1)
    finished = stack.local_aws.pulumi(*stack.arguments("refresh", "--preview-only", "--expect-no-changes"))
    assert finished.returncode != 0
    assert "no changes were expected" in finished.output
