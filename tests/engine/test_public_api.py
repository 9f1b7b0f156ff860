"""The public API, on defaults."""

from __future__ import annotations

from tests.engine.lifecycle import Lifecycle


class TestPublicApi(Lifecycle):
    stack_name = "public-api"
    longest_up_seconds = 60
