"""How the unit tests run."""

from __future__ import annotations

import gc

from hypothesis import settings

# No deadline: a machine under load is no mistake. No database: a run leaves nothing in the checkout.
settings.register_profile("unit", deadline=None, database=None, max_examples=60)
settings.load_profile("unit")


def pytest_collection_finish() -> None:
    """Let no garbage be collected: it takes a fifth of the time, and what a run leaves lying about is 600 MB at most."""
    gc.disable()
