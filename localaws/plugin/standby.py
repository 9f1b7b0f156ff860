"""A plugin that is started beside the CLI and ready when the engine asks for one: what it imports takes a while.

``localaws/pulumi`` starts it (``launcher/early_plugin.py``). The engine starts ``localaws/resource-aws`` as its plugin,
which asks here for the port (``localaws/plugin/claim.py``) and lives as long as this one is wanted. Whoever asks first
gets it; a further provider of the same command gets a plugin of its own.
"""

from __future__ import annotations

import json
import os
import socket
import threading
from collections.abc import Callable

SECONDS_BETWEEN_LOOKS_AT_COMMAND = 0.2


class Claim:
    """The engine's request for this plugin.

    Args:
        connection: open as long as the engine wants the plugin.
        engine: the engine's address.
        environ: the environment that the engine gives its plugins.
    """

    def __init__(self, connection: socket.socket) -> None:
        self._connection = connection
        connection.settimeout(None)
        with connection.makefile() as lines:
            told = json.loads(lines.readline())
        self.engine = str(told["engine"])
        self.environ = {str(name): str(value) for name, value in told["environ"].items()}

    def answer(self, port: int, when_unwanted: Callable[[], None]) -> None:
        """Tell the port; ``when_unwanted`` is called once the engine has ended its plugin."""
        self._connection.sendall(f"{port}\n".encode())

        def watch() -> None:
            self._connection.recv(1)
            when_unwanted()

        threading.Thread(target=watch, daemon=True).start()


def await_claim(listener: int, command: int) -> Claim | None:
    """Wait for whoever asks for the plugin.

    Args:
        listener: the file descriptor of the listening socket.
        command: the process of the command, which started this one.

    Returns:
        The first request; None if the command ended without one.
    """
    with socket.socket(fileno=listener) as waiting:
        waiting.settimeout(SECONDS_BETWEEN_LOOKS_AT_COMMAND)
        while os.getppid() == command:
            try:
                return Claim(waiting.accept()[0])
            except TimeoutError:
                continue
    return None
