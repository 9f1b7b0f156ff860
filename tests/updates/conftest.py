"""How these tests run: as the unit tests do."""

from tests.unit.conftest import pytest_collection_finish

__all__ = ["pytest_collection_finish"]
