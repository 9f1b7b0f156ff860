"""Start the stand-in for the AWS plugin beside the CLI, which then need not wait for it to import what it needs."""

from __future__ import annotations

import os
import socket
import subprocess
from collections.abc import Mapping

from localaws.launcher.environment import PYTHON
from localaws.launcher.home import ROOT
from localaws.plugin.claim import VARIABLE


def start(environ: Mapping[str, str]) -> dict[str, str]:
    """Start it, and return what the engine's plugins must have in their environment to find it.

    It ends with the process that called this, which becomes the CLI, unless the engine took it: then with the engine.
    """
    with socket.create_server(("127.0.0.1", 0)) as listener:
        subprocess.Popen(
            [PYTHON, "-m", "localaws.plugin", "--standby", str(listener.fileno()), str(os.getpid())],
            env={**environ, "PYTHONPATH": str(ROOT)},
            stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL,
            pass_fds=[listener.fileno()],
            # An interrupt on the terminal is for the engine, which then asks its plugins.
            start_new_session=True,
        )
        return {VARIABLE: str(listener.getsockname()[1])}
