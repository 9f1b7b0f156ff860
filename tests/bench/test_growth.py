"""The growth benchmark with a stack for each team."""

from __future__ import annotations

from bench.growth import OF_A_TEAM, Teams


def test_each_team_adds_one_stack_to_the_platform() -> None:
    assert Teams(7.0, (4.0, 6.0)).seconds(3 * OF_A_TEAM) == 7.0 + 3 * 5.0
