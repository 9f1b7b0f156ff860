"""The engine is killed repeatedly, after a number of changes on AWS, until a command succeeds."""

from __future__ import annotations

import signal
from pathlib import Path

import pytest

from tests.engine.engine_stack import EngineStack
from tests.engine.inventory import inventory
from tests.engine.killed import kill_when
from tests.faults.conftest import MakeStack
from tests.faults.fault_rules import held_after
from tests.faults.outcomes import RecordKills
from tests.faults.repeated_runs import assert_gone, assert_no_orphan, assert_settled

MOST_KILLS = 120
"""More than the changes of dev, so a command that is killed after each change succeeds in the end."""


@pytest.mark.parametrize("changes", [1, 3])
def test_a_refresh_and_another_run_complete_a_killed_run(
    stack_of: MakeStack, kills: RecordKills, tmp_path: Path, changes: int
) -> None:
    stack = stack_of("dev")
    for command, settled in (("up", assert_settled), ("destroy", assert_gone)):
        kills("dev", command, changes, kill_until_success(stack, command, changes, tmp_path / "killed.log"))
        settled(stack)


def kill_until_success(stack: EngineStack, command: str, changes: int, log: Path) -> int:
    """Kill ``command`` after each ``changes`` changes until it succeeds; return the number of kills."""
    arguments = stack.arguments(command, "--yes", "--skip-preview")
    for kills in range(MOST_KILLS):
        with held_after(stack.local_aws, changes) as held:
            # The held calls continue after the engine is killed. On AWS, no one can cancel them either.
            returncode = kill_when(stack.local_aws, lambda: bool(held.met()), arguments, log, held.clear)
        if returncode == 0:
            return kills
        assert returncode == -signal.SIGKILL, log.read_text()
        stack.refresh()
        assert_no_orphan(stack)
    raise AssertionError(f"{command} does not succeed: {log.read_text()}")


def test_a_refresh_after_another_up_deletes_nothing(stack_of: MakeStack, tmp_path: Path) -> None:
    stack = stack_of("dev")
    arguments = stack.arguments("up", "--yes", "--skip-preview")
    with held_after(stack.local_aws, 3) as held:
        kill_when(stack.local_aws, lambda: bool(held.met()), arguments, tmp_path / "killed.log", held.clear)
    stack.up()
    # The state has pending operations until the refresh, so it is not read as a whole.
    vpc = stack.local_aws.pulumi("stack", "output", "vpcId", "--stack", stack.name).succeeded().stdout.strip()
    stack.refresh()
    stack.up()
    assert_settled(stack)
    [other] = [each for kind, each in inventory(stack.local_aws.client) if kind == "VPC"]
    assert other == vpc
    stack.destroy()
    assert_gone(stack)
