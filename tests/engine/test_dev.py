"""The private worker with default settings."""

from __future__ import annotations

from tests.engine.lifecycle import Destruction, TwoTopologies


class TestDev(Destruction, TwoTopologies):
    stack_name = "dev"
    longest_up_seconds = 30
