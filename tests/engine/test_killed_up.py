"""After a killed `up`, `refresh` and `up` complete the stack without duplicates or orphans."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.engine.engine_stack import EngineStack
from tests.engine.inventory import inventory
from tests.engine.killed import kill_after_calls
from tests.engine.local_aws import running
from tests.engine.orphans import orphans

pytestmark = pytest.mark.nightly

EARLY, MIDDLE, LATE = 6, 25, 45
"""Numbers of changing API calls, of about 60 in dev's `up`: at the start of the network, while most resources are in
progress, and during the creation of the capacity."""


@pytest.fixture
def stack(tmp_path: Path) -> Iterator[EngineStack]:
    with running(tmp_path / "local-aws") as aws:
        stack = EngineStack(aws, "dev", tmp_path)
        assert stack.export() == []
        yield stack


@pytest.mark.parametrize("calls", [EARLY, MIDDLE, LATE])
def test_refresh_and_up_complete_a_killed_up(stack: EngineStack, calls: int, tmp_path: Path) -> None:
    kill_after_calls(stack.local_aws, calls, stack.arguments("up", "--yes", "--skip-preview"), tmp_path / "killed.log")

    stack.refresh()
    assert orphans(stack) == set()

    update = stack.up()
    assert set(update.operations) <= {"create", "same"}
    assert orphans(stack) == set()
    assert stack.up_without_changes().is_unchanged

    stack.destroy()
    assert inventory(stack.local_aws.client) == set()


def test_every_file_of_the_state_is_replaced_atomically(stack: EngineStack) -> None:
    # The backend writes the state atomically, but not a file of attributes, which it needs to read the state.
    files = [file.suffix for file in (stack.local_aws.home / "state" / ".pulumi" / "stacks").rglob("*.*")]
    assert ".json" in files
    assert ".attrs" not in files
