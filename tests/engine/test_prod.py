"""A public service that calls a private one, in three zones."""

from __future__ import annotations

import pytest

from tests.engine.lifecycle import ChangedDeployment, Destruction, TwoTopologies


class TestProd(Destruction, ChangedDeployment):
    stack_name = "prod"
    longest_up_seconds = 60
    settles_each_change = False


@pytest.mark.nightly  # It takes 100 s of CPU. TestDev changes the topology, and runs `up` after each change.
class TestProdInTwoTopologies(Destruction, TwoTopologies):
    stack_name = "prod"
    longest_up_seconds = 60
