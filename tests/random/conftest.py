"""The number of random configurations, and whether they are reproducible."""

from __future__ import annotations

import gc

import pytest
from hypothesis import HealthCheck, Phase, settings

# No deadline or slowness check: large configurations and a loaded machine are not mistakes. No database: a run leaves
# no files in the checkout.
_COMMON = settings(
    deadline=None,
    database=None,
    print_blob=False,
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large, HealthCheck.large_base_example],
)
# Half of 50 and of 500, because two tests share each property, one per core. Only the nightly run shrinks, which takes
# minutes.
settings.register_profile("random", _COMMON, max_examples=25, derandomize=True, phases=[Phase.explicit, Phase.generate])
settings.register_profile("nightly", _COMMON, max_examples=250)
settings.load_profile("random")


def pytest_collection_finish(session: pytest.Session) -> None:
    """Collect the garbage of the nightly run only, which builds ten times as many programs, and not its modules."""
    gc.freeze()
    if session.config.getoption("--hypothesis-profile") == "nightly":
        gc.enable()
