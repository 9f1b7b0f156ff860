"""How these tests run."""

from tests.uncollected_garbage import pytest_sessionfinish

__all__ = ["pytest_sessionfinish"]
