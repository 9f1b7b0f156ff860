"""Stops the server of the local AWS: ``python3 -m localaws.launcher.stop``."""

from __future__ import annotations

import sys

from localaws.launcher import server_process
from localaws.launcher.console import LocalAwsError, refuse, say
from localaws.launcher.home import Home, user_environment


def main() -> int:
    """Stop the server, if it runs; return the exit code."""
    try:
        home = Home.from_environment(user_environment())
        stopped = server_process.stop(home)
    except LocalAwsError as error:
        return refuse(error)
    say("stopped the server; its resources are gone" if stopped else f"no server of {home.path} is running")
    return 0


if __name__ == "__main__":
    sys.exit(main())
