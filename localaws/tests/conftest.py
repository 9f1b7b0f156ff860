"""One server per test process, as a subprocess on a free port; each test starts with an empty server."""

from __future__ import annotations

import gc
import json
import socket
import subprocess
import sys
import time
import urllib.request
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from localaws.tests.server.account import Account

if TYPE_CHECKING:
    from collections.abc import Iterator

# Garbage collection takes a quarter of the time of the plugin's tests.
gc.disable()

ROOT = Path(__file__).parents[2]
START_LIMIT_SECONDS = 20


def pytest_sessionfinish() -> None:
    """Exclude all objects from the last collections."""
    gc.freeze()


class Server:
    """The server process and its control endpoints."""

    def __init__(self, port: int, process: subprocess.Popen[bytes], log: Path) -> None:
        self.url = f"http://127.0.0.1:{port}"
        self.process = process
        self.log = log

    def request(self, method: str, path: str, body: object = None) -> Any:
        """Return the JSON answer of a control endpoint."""
        data = None if body is None else json.dumps(body).encode()
        request = urllib.request.Request(self.url + path, data=data, method=method)
        with urllib.request.urlopen(request, timeout=60) as answer:
            return json.load(answer)

    def inject_fault(self, kind: str, operation: str, times: int | None = 1) -> None:
        """Make the next calls of an operation fail."""
        self.request("POST", "/localaws/faults", {"kind": kind, "operation": operation, "times": times})

    def wait_until_it_answers(self) -> None:
        deadline = time.monotonic() + START_LIMIT_SECONDS
        while True:
            try:
                self.request("GET", "/localaws/identity")
            except OSError:
                assert self.process.poll() is None, self.log.read_text()
                assert time.monotonic() < deadline, "the server does not answer"
                time.sleep(0.05)
            else:
                return


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


@pytest.fixture(scope="session")
def running_server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    port = free_port()
    log = tmp_path_factory.mktemp("server") / "log"
    with log.open("wb") as output:
        process = subprocess.Popen(
            [sys.executable, "-m", "localaws.server", "--port", str(port)],
            cwd=ROOT,
            stdout=output,
            stderr=subprocess.STDOUT,
        )
    server = Server(port, process, log)
    try:
        server.wait_until_it_answers()
        yield server
    finally:
        process.terminate()
        process.wait(timeout=60)
    assert "Traceback" not in log.read_text(), log.read_text()


@pytest.fixture
def server(running_server: Server) -> Server:
    running_server.request("POST", "/moto-api/reset")
    return running_server


@pytest.fixture
def aws(server: Server) -> Account:
    return Account(server.url)
