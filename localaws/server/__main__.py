"""Run the server: ``python -m localaws.server --port N``. It listens on 127.0.0.1 until it gets a SIGTERM."""

from __future__ import annotations

import argparse
import contextlib
import gc
import os
import signal
import sys
import warnings

HOST = "127.0.0.1"

# moto reads these when it is imported: roles of the stacks attach AWS's managed policies.
os.environ["MOTO_IAM_LOAD_MANAGED_POLICIES"] = "true"


def port_number(text: str) -> int:
    """Parse a TCP port."""
    port = int(text) if text.isdigit() else 0
    if not 1 <= port <= 65535:
        raise argparse.ArgumentTypeError(f"{text!r} is not a port; it must be a number from 1 to 65535")
    return port


def main() -> None:
    """Serve until the process gets a signal."""
    parser = argparse.ArgumentParser(prog="python -m localaws.server", description="A local stand-in for AWS's APIs.")
    parser.add_argument("--port", type=port_number, required=True, help="the port to listen on, on 127.0.0.1")
    port = parser.parse_args().port
    # moto warns about error codes that botocore's models do not list; AWS answers with many of those.
    warnings.filterwarnings("ignore", message=r"Exception\(.*\) with code .* does not match an error shape")
    # There is nothing to save: the state is in memory, and no file is open.
    signal.signal(signal.SIGTERM, lambda *_: os._exit(0))

    # Disabled until moto is loaded: loading creates hundreds of thousands of permanent objects and little garbage.
    gc.disable()

    from werkzeug.serving import make_server

    from localaws.server import models

    models.parse_once()

    from localaws.server.application import Application
    from localaws.server.request_handler import RequestHandler

    try:
        server = make_server(HOST, port, Application(), threaded=True, request_handler=RequestHandler)
    except (OSError, SystemExit):
        sys.exit(f"localaws.server: port {port} on {HOST} is in use; choose another with --port")
    print(f"localaws.server listens on http://{HOST}:{port}", flush=True)
    with contextlib.suppress(KeyboardInterrupt):
        server.serve_forever()


if __name__ == "__main__":
    main()
