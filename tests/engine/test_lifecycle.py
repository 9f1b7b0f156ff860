"""Each committed stack: planned, deployed, changed in every way, and destroyed, in this order on one deployment."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from tests.engine import changes
from tests.engine.engine_stack import EngineStack, Update
from tests.engine.inventory import inventory
from tests.engine.reachability.check import Reachability

LONGEST_UP_SECONDS = 30
"""What dev's `up` may take in the engine on a busy machine; on an idle one of two cores it is to be below 12."""

STACKS = [pytest.param(name, marks=pytest.mark.xdist_group(name)) for name in ("dev", "public-api", "prod")]


@pytest.fixture(scope="module", params=STACKS)
def stack(request: pytest.FixtureRequest, stack_of: Callable[[str], EngineStack]) -> EngineStack:
    return stack_of(request.param)


@pytest.fixture
def service_name(stack: EngineStack) -> str:
    """The service that changes: the first of the stack's."""
    return next(iter(changes.services(stack.config)))


def report(stack: EngineStack, what: str, update: Update) -> None:
    print(f"{stack.name}: {what} took {update.seconds:.1f} s, of which the engine {update.engine_seconds} s")


def assert_reaches_as_meant(stack: EngineStack) -> None:
    reachability = Reachability(stack.local_aws.client, stack.output("vpcId"))
    assert reachability.findings(changes.meant(stack.config)) == set()


def settled(stack: EngineStack) -> None:
    """Nothing is left to do, and who reaches whom is as the configuration says."""
    assert stack.up_without_changes().is_unchanged
    assert_reaches_as_meant(stack)


def test_preview_plans_creations_and_makes_none(stack: EngineStack) -> None:
    plan = stack.preview()
    assert set(plan.operations) == {"create"}
    assert stack.local_aws.calls() == []
    assert inventory(stack.local_aws.client) == set()


def test_up_creates_what_the_services_mean(stack: EngineStack) -> None:
    plan = stack.preview()
    stack.local_aws.forget_calls()
    update = stack.up()
    report(stack, "up", update)
    assert update.operations == plan.operations
    assert_reaches_as_meant(stack)
    if stack.name == "dev":
        assert update.engine_seconds < LONGEST_UP_SECONDS


def test_another_up_changes_nothing(stack: EngineStack) -> None:
    stack.local_aws.forget_calls()
    update = stack.up_without_changes()
    report(stack, "up without a change", update)
    assert update.is_unchanged
    assert stack.local_aws.calls() == []


def test_refresh_finds_no_drift(stack: EngineStack) -> None:
    assert stack.refresh_without_changes().is_unchanged


def test_destroy_leaves_nothing(stack: EngineStack) -> None:
    stack.local_aws.forget_calls()
    update = stack.destroy()
    report(stack, "destroy", update)
    assert set(update.operations) == {"delete"}
    assert stack.export() == []
    assert inventory(stack.local_aws.client) == set()
