"""Starts, recognizes and stops the server of the local AWS."""

from __future__ import annotations

import http.client
import json
import os
import signal
import subprocess
import time
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from pathlib import Path

from localaws.launcher.console import LocalAwsError, say
from localaws.launcher.environment import PYTHON
from localaws.launcher.home import ROOT, Home, write_whole

SECONDS_TO_START = 60
SECONDS_TO_STOP = 10
SECONDS_TO_ANSWER = 10


@dataclass(frozen=True)
class Server:
    """A running or stopped server.

    Args:
        id: random for each start, which identifies a restarted and therefore empty server.
        pid: its process id.
        port: its port on 127.0.0.1.
        home: the folder for which it was started.
    """

    id: str
    pid: int
    port: int
    home: str


class PortTakenError(LocalAwsError):
    """Another program listens on the port."""


def running(port: int) -> Server | None:
    """Return the server on ``port``, or None if nothing listens there.

    Raises:
        PortTakenError: another program listens there.
    """
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=SECONDS_TO_ANSWER)
    taken = PortTakenError(
        f"port {port} on 127.0.0.1 is in use by another program; set LOCALAWS_PORT to a free port and try again"
    )
    try:
        connection.request("GET", "/localaws/identity")
        answer = connection.getresponse()
        identity = json.loads(answer.read())
        return Server(str(identity["id"]), int(identity["pid"]), port, str(identity["home"]))
    except ConnectionRefusedError:
        return None
    except (OSError, http.client.HTTPException, ValueError, KeyError, TypeError) as error:
        raise taken from error
    finally:
        connection.close()


def recorded(home: Home) -> Server | None:
    """Return the server that was last started for ``home``."""
    try:
        content = json.loads(_record(home).read_text())
        return Server(str(content["id"]), int(content["pid"]), int(content["port"]), str(content["home"]))
    except (FileNotFoundError, ValueError, KeyError, TypeError):
        return None


def holds_state_of(home: Home, server: Server) -> bool:
    """Whether the stacks' state under ``home`` describes the resources of ``server``."""
    try:
        return _owner(home).read_text() == server.id
    except FileNotFoundError:
        return False


def note_state_of(home: Home, server: Server) -> None:
    """Record that the stacks' state under ``home`` describes the resources of ``server``."""
    write_whole(_owner(home), server.id)


def ensure(home: Home, environ: Mapping[str, str]) -> Server:
    """Return the running server of ``home``, starting it if needed.

    Raises:
        LocalAwsError: the port is taken, or the server did not start.
    """
    known = recorded(home)
    found = running(home.port)
    if found and found == known:
        return found
    if found and found.home != str(home.path):
        raise LocalAwsError(
            f"port {home.port} on 127.0.0.1 is in use by the local AWS of {found.home or 'no home'} "
            f"(process {found.pid}); set LOCALAWS_PORT to a free port"
        )
    if found and holds_state_of(home, found):
        # The record of the server is missing or broken, but its resources are intact.
        write_whole(_record(home), json.dumps(asdict(found)))
        return found
    if found:
        say(f"{home.path} was removed while its server ran; starting the server again")
        _end(found)
    elif known and known.port != home.port and _answers(known):
        raise LocalAwsError(
            f"the local AWS of {home.path} already runs on port {known.port}; set LOCALAWS_PORT={known.port}, "
            "or stop it with `make stop` first"
        )
    return _start(home, environ)


def stop(home: Home) -> bool:
    """End the server of ``home`` and return whether there was one.

    Raises:
        LocalAwsError: it did not end.
    """
    known = recorded(home)
    ended = False
    for port in {home.port, known.port if known else home.port}:
        try:
            found = running(port)
        except PortTakenError:
            continue
        if found and found.home == str(home.path):
            _end(found)
            ended = True
    _record(home).unlink(missing_ok=True)
    return ended


def _end(server: Server) -> None:
    os.kill(server.pid, signal.SIGTERM)
    deadline = time.monotonic() + SECONDS_TO_STOP
    while _answers(server):
        if time.monotonic() > deadline:
            raise LocalAwsError(f"the server (process {server.pid}) did not end within {SECONDS_TO_STOP} s")
        time.sleep(0.05)


def _answers(known: Server) -> bool:
    try:
        return running(known.port) == known
    except PortTakenError:
        return False


def _record(home: Home) -> Path:
    return home.path / "server.json"


def _owner(home: Home) -> Path:
    return home.state / "server-id"


def _start(home: Home, environ: Mapping[str, str]) -> Server:
    log = home.path / "server.log"
    with log.open("wb") as output:
        process = subprocess.Popen(
            [str(PYTHON), "-m", "localaws.server", "--port", str(home.port)],
            cwd=ROOT,
            env=dict(environ),
            stdin=subprocess.DEVNULL,
            stdout=output,
            stderr=subprocess.STDOUT,
            start_new_session=True,
        )
    deadline = time.monotonic() + SECONDS_TO_START
    while time.monotonic() < deadline:
        if process.poll() is not None:
            said = "\n  ".join(log.read_text(errors="replace").strip().splitlines()[-10:])
            raise LocalAwsError(f"the server ended with code {process.returncode} at start; {log} says:\n  {said}")
        found = running(home.port)
        if found and found.pid == process.pid:
            write_whole(_record(home), json.dumps(asdict(found)))
            say(f"started the local AWS on {home.endpoint} (process {found.pid}); `make stop` stops it")
            return found
        time.sleep(0.05)
    process.terminate()
    raise LocalAwsError(f"the server did not answer on port {home.port} within {SECONDS_TO_START} s; see {log}")
