"""Entry point: ``python -m localaws.plugin [engine address]``; see :func:`localaws.plugin.server.main`."""

import gc

# A plugin runs for one command, and garbage collection of its imports takes a tenth of its time.
gc.disable()

from localaws.plugin.server import main  # noqa: E402

main()
