"""How these tests run."""

import gc

# As in the unit tests: no garbage is collected, which takes a fifth of the time.
gc.disable()
