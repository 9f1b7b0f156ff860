"""Fixtures for the tests of the simulation."""

from __future__ import annotations

import pytest

from localaws.tests.server.account import Account
from localaws.tests.server.stack import Stack


@pytest.fixture
def stack(aws: Account) -> Stack:
    return Stack(aws)
