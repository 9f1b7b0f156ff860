"""A public service that calls a private one, in three zones."""

from __future__ import annotations

from tests.engine.lifecycle import Lifecycle


class TestProd(Lifecycle):
    stack_name = "prod"
    longest_up_seconds = 60
