"""Kills a running command with SIGKILL, at a point that depends on its progress."""

from __future__ import annotations

import contextlib
import os
import signal
import subprocess
import time
from collections.abc import Callable
from pathlib import Path

from tests.engine.local_aws import LocalAws

SECONDS_TO_REACH_THE_POINT = 120
SECONDS_FOR_THE_PLUGIN_TO_END = 15
PLUGIN = "localaws.plugin"


def kill_after_calls(local_aws: LocalAws, calls: int, arguments: list[str], log: Path) -> None:
    """Start a Pulumi command and kill it after this number of calls that change something on AWS."""
    local_aws.forget_calls()
    returncode = kill_when(local_aws, lambda: len(local_aws.calls()) >= calls, arguments, log)
    assert returncode == -signal.SIGKILL, f"the command ended before {calls} calls:\n{log.read_text()}"


def kill_when(
    local_aws: LocalAws,
    reached: Callable[[], bool],
    arguments: list[str],
    log: Path,
    killed: Callable[[], None] = lambda: None,
) -> int:
    """Start a Pulumi command, kill its process group once ``reached()`` is true, and call ``killed`` immediately.

    The plugins have their own process groups. The AWS plugin must end by itself; this function ends the language host.

    Returns:
        The exit code: that of SIGKILL, unless the command ended earlier.
    """
    engine = local_aws.start_pulumi(*arguments, log=log)
    try:
        deadline = time.monotonic() + SECONDS_TO_REACH_THE_POINT
        while engine.poll() is None and not reached():
            assert time.monotonic() < deadline, log.read_text()
            time.sleep(0.005)
        if engine.poll() is None:
            os.killpg(engine.pid, signal.SIGKILL)
        returncode = engine.wait()
        killed()
        _wait_for_plugin(engine.pid)
        return returncode
    finally:
        for process in _session(engine.pid):
            with contextlib.suppress(ProcessLookupError):
                os.kill(process, signal.SIGKILL)


def _wait_for_plugin(session: int) -> None:
    deadline = time.monotonic() + SECONDS_FOR_THE_PLUGIN_TO_END
    while any(PLUGIN in command for command in _session(session).values()):
        assert time.monotonic() < deadline, "the AWS plugin did not end with the engine"
        time.sleep(0.1)


def _session(session: int) -> dict[int, str]:
    """Return the commands of a session's processes, by process."""
    listed = subprocess.run(["ps", "-axo", "pid=,args="], capture_output=True, text=True, check=True).stdout
    processes = {}
    for line in listed.splitlines():
        number, _, command = line.strip().partition(" ")
        with contextlib.suppress(ProcessLookupError, PermissionError):
            if os.getsid(int(number)) == session:
                processes[int(number)] = command
    return processes
