"""A local AWS for Pulumi programs: the real engine, no AWS account."""

import sys

OLDEST_PYTHON = (3, 10)

# Checked here, because an older Python cannot parse some of the modules.
if sys.version_info < OLDEST_PYTHON:
    sys.exit(
        "localaws: error: {} is Python {}.{}; {}.{} or later is needed: set PYTHON to one, as in `PYTHON=python3.12 "
        "make setup`".format(sys.executable, *sys.version_info[:2], *OLDEST_PYTHON)
    )
