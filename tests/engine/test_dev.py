"""The private worker, on defaults."""

from __future__ import annotations

from tests.engine.lifecycle import Lifecycle


class TestDev(Lifecycle):
    stack_name = "dev"
    longest_up_seconds = 30
