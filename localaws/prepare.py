"""Get ready for the first command: ``python3 -m localaws.prepare`` builds ``.venv`` and the Pulumi CLI at once."""

from __future__ import annotations

import sys
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor

from localaws import toolchain, virtual_environment
from localaws.console import LocalAwsError, refuse
from localaws.home import user_environment


def main() -> int:
    """Build what is missing; return the exit code."""
    environ = user_environment()
    jobs: list[Callable[[], object]] = [virtual_environment.provide, lambda: toolchain.provide(environ)]
    with ThreadPoolExecutor() as executor:
        tasks = [executor.submit(job) for job in jobs]
    errors = [error for task in tasks if (error := task.exception())]
    for error in errors:
        if not isinstance(error, LocalAwsError):
            raise error
        refuse(error)
    return 1 if errors else 0


if __name__ == "__main__":
    sys.exit(main())
