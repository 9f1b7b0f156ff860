"""The public API with default settings."""

from __future__ import annotations

import pytest

from tests.engine.lifecycle import Deployment, Destruction, TwoTopologies


class TestPublicApi(Destruction, Deployment):
    stack_name = "public-api"
    longest_up_seconds = 60


@pytest.mark.nightly  # It takes forty seconds of CPU. TestDev makes the same changes, also to this topology and back.
class TestPublicApiInTwoTopologies(Destruction, TwoTopologies):
    stack_name = "public-api"
    longest_up_seconds = 60
