"""What the engine starts as its plugin: it hands on the port of the one that stands by, or becomes one.

It imports as little as it can, since it is what the engine waits for.
"""

import json
import os
import signal
import socket
import sys

VARIABLE = "LOCALAWS_STANDBY"
"""The port on which the plugin that stands by waits to be asked."""


def claim() -> tuple[socket.socket, bytes] | None:
    """Return the connection to the plugin that stands by, and its port; None if there is none, or it is taken."""
    try:
        connection = socket.create_connection(("127.0.0.1", int(os.environ.get(VARIABLE, ""))))
        told = {"engine": sys.argv[1] if len(sys.argv) > 1 else "", "environ": dict(os.environ)}
        connection.sendall(json.dumps(told).encode() + b"\n")
        port = connection.recv(16)
    except (OSError, ValueError):
        return None
    return (connection, port) if port else None


def main() -> None:
    """Print the port of a plugin, and end with it."""
    found = claim()
    if found is None:
        python, root = os.environ["LOCALAWS_PYTHON"], os.environ["LOCALAWS_ROOT"]
        environ = {**os.environ, "PYTHONPATH": root}
        os.execve(python, [python, "-m", "localaws.plugin", *sys.argv[1:]], environ)
    connection, port = found
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, lambda *_: connection.shutdown(socket.SHUT_WR))
    os.write(sys.stdout.fileno(), port)
    # The plugin finishes what it was asked for, and closes.
    while connection.recv(1):
        pass


if __name__ == "__main__":
    main()
