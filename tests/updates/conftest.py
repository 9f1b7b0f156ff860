"""The command line options of these tests."""

from __future__ import annotations

import pytest


def pytest_addoption(parser: pytest.Parser) -> None:
    """Add the option that plans every change."""
    parser.addoption(
        "--every", action="store_true", help="plan every change, not only a sample of those that replace nothing"
    )
