"""Prepare the checkout: ``python3 -m tools.checkout.prepare`` builds ``.venv`` and the Pulumi CLI at once."""

from __future__ import annotations

import sys
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor

from localaws.launcher import toolchain
from localaws.launcher.console import INTERRUPTED, LocalAwsError, refuse, say
from localaws.launcher.home import user_environment
from tools.checkout import virtual_environment


def main() -> int:
    """Build what is missing; return the exit code."""
    environ = user_environment()
    jobs: list[Callable[[], object]] = [virtual_environment.provide, lambda: toolchain.provide(environ)]
    try:
        with ThreadPoolExecutor() as executor:
            tasks = [executor.submit(job) for job in jobs]
    except KeyboardInterrupt:
        say("interrupted; the next command continues")
        return INTERRUPTED
    errors = [error for task in tasks if (error := task.exception())]
    for error in errors:
        if not isinstance(error, LocalAwsError):
            raise error
        refuse(error)
    return 1 if errors else 0


if __name__ == "__main__":
    sys.exit(main())
