"""Changes made outside the program: which of them `refresh` sees, and which of them `up` repairs."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

import pytest

from tests.engine.drift.account import Account, resources
from tests.engine.drift.table import every_change
from tests.engine.engine_stack import EngineStack

MOVED_BY_AWS = {
    "aws:lb/listenerRule:ListenerRule web-public: actions",
    "aws:autoscaling/group:Group cluster-instances: desiredCapacity",
}
"""ECS shifts the traffic of a canary by the weights of the rule, and sizes the group; the program leaves both alone."""

State = Mapping[str, Mapping[str, Any]]


@pytest.fixture(scope="module")
def stack(stack_of: Callable[[str], EngineStack]) -> EngineStack:
    stack = stack_of("prod")
    stack.up()
    return stack


def _differences(before: State, after: State, properties: str) -> set[str]:
    """Which inputs or outputs differ, and which resources are gone, as `Change.seen` names them."""
    gone = before.keys() - after.keys()
    found = set(gone)
    for name in before.keys() - gone:
        was, now = before[name].get(properties, {}), after[name].get(properties, {})
        # Inputs that only a refresh has are those of what the program reads and does not make.
        keys = was.keys() if properties == "inputs" else {*was, *now}
        found |= {f"{name}: {key}" for key in keys if key != "__defaults" and was.get(key) != now.get(key)}
    return found


def test_the_document_is_true(stack: EngineStack) -> None:
    changes, account, state = every_change(), Account(stack), resources(stack)
    as_deployed = {change.what: change.look(account) for change in changes}
    for change in changes:
        change.make(account)
    drifted = {change.what: change.look(account) for change in changes}
    assert {what for what in as_deployed if as_deployed[what] == drifted[what]} == set()

    stack.refresh()
    refreshed = resources(stack)
    expected = {f"aws:{seen}" for change in changes for seen in change.seen}
    # What the program leaves to AWS is among the outputs only, of which AWS changes many by itself.
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
