"""Entry point: ``python -m localaws.plugin [engine address]`` prints the port it listens on."""

import gc

# A plugin lives for one command; to look for garbage among its imports takes a tenth of its time.
gc.disable()

from localaws.plugin.server import main  # noqa: E402

main()
