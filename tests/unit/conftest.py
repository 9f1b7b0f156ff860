"""Settings of the unit tests."""

from __future__ import annotations

from hypothesis import settings

# No deadline: tests are slow on a busy machine. No database: a run leaves nothing in the checkout.
settings.register_profile("unit", deadline=None, database=None, max_examples=60)
settings.load_profile("unit")
