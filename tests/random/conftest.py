"""How many random configurations, and whether the same each time."""

from __future__ import annotations

import gc

from hypothesis import HealthCheck, Phase, settings

# No deadline: a machine under load is no mistake. No database: a run leaves nothing in the checkout. A large
# configuration takes long to draw and a program long to build, and neither is a mistake.
_COMMON = settings(
    deadline=None,
    database=None,
    print_blob=False,
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large, HealthCheck.large_base_example],
)
# Half of 50, and of 500: each property has two tests, for two cores. Shrinking builds for minutes; the nightly run
# does it.
settings.register_profile("random", _COMMON, max_examples=25, derandomize=True, phases=[Phase.explicit, Phase.generate])
settings.register_profile("nightly", _COMMON, max_examples=250)
settings.load_profile("random")


def pytest_collection_finish() -> None:
    """Take what was imported out of the garbage collector's rounds: it stays to the end, and is large."""
    gc.freeze()
