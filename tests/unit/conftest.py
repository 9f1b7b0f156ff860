"""How the unit tests run."""

from __future__ import annotations

import gc

from hypothesis import settings

# No deadline: a machine under load is no mistake. No database: a run leaves nothing in the checkout.
settings.register_profile("unit", deadline=None, database=None, max_examples=60)
settings.load_profile("unit")

# No garbage is collected, which takes a fifth of the time, also of that of the imports: a run leaves 600 MB lying about
# at most.
gc.disable()
