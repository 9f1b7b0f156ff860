"""The plugin that is started beside the CLI: the engine's plugin is that one, and ends with the command."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator

import grpc
import pytest
from google.protobuf import empty_pb2
from pulumi.runtime.proto import provider_pb2_grpc

from localaws.launcher.aws_plugin import EXECUTABLE
from localaws.launcher.home import ROOT
from localaws.launcher.processes import is_alive

ENVIRON = {
    **{name: value for name, value in os.environ.items() if name != "LOCALAWS_STANDBY"},
    "AWS_ENDPOINT_URL": "http://127.0.0.1:1",
    "LOCALAWS_PYTHON": sys.executable,
    "LOCALAWS_ROOT": str(ROOT),
    "PYTHONPATH": str(ROOT),
}
# What localaws/pulumi does, and then a CLI that lives until its input ends.
COMMAND = """
import os, sys
from localaws.launcher import early_plugin
print(early_plugin.start(os.environ)["LOCALAWS_STANDBY"], flush=True)
sys.stdin.read()
"""
SECONDS = 60


@pytest.fixture
def command() -> Iterator[subprocess.Popen[str]]:
    with subprocess.Popen(
        [sys.executable, "-c", COMMAND], env=ENVIRON, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    ) as process:
        yield process
        process.kill()


@pytest.fixture
def standby(command: subprocess.Popen[str]) -> str:
    assert command.stdout
    return command.stdout.readline().strip()


def ask(standby: str) -> subprocess.Popen[str]:
    return subprocess.Popen(
        [EXECUTABLE], env={**ENVIRON, "LOCALAWS_STANDBY": standby}, stdout=subprocess.PIPE, text=True
    )


def port_of(asking: subprocess.Popen[str]) -> str:
    assert asking.stdout
    return asking.stdout.readline().strip()


def version_at(port: str) -> str:
    with grpc.insecure_channel(f"127.0.0.1:{port}") as channel:
        info = provider_pb2_grpc.ResourceProviderStub(channel).GetPluginInfo(
            empty_pb2.Empty(), timeout=SECONDS, wait_for_ready=True
        )
    return str(info.version)


def children(parent: int) -> set[int]:
    found = subprocess.run(["ps", "-o", "pid=", "--ppid", str(parent)], capture_output=True, text=True, check=False)
    return {int(line) for line in found.stdout.split()}


def until_ended(processes: set[int]) -> None:
    deadline = time.monotonic() + SECONDS
    while alive := [process for process in processes if is_alive(process)]:
        assert time.monotonic() < deadline, f"{alive} did not end"
        time.sleep(0.05)


def test_the_engine_gets_the_plugin_that_stands_by_and_ends_it(command: subprocess.Popen[str], standby: str) -> None:
    plugin = children(command.pid)
    assert len(plugin) == 1
    with ask(standby) as asking:
        assert version_at(port_of(asking))
        assert not children(asking.pid)
        asking.send_signal(signal.SIGTERM)
        assert asking.wait(SECONDS) == 0
    # Waited for by nobody, it is a zombie until the command ends.
    command.kill()
    command.wait(SECONDS)
    until_ended(plugin)


def test_it_ends_with_the_engine_that_kills_its_plugin(command: subprocess.Popen[str], standby: str) -> None:
    plugin = children(command.pid)
    with ask(standby) as asking:
        port_of(asking)
        asking.kill()
    command.kill()
    command.wait(SECONDS)
    until_ended(plugin)


def test_a_further_provider_gets_a_plugin_of_its_own(standby: str) -> None:
    with ask(standby) as first:
        port = port_of(first)
        with ask(standby) as second:
            own = port_of(second)
            assert own != port
            assert version_at(own) == version_at(port)
            second.terminate()
        first.terminate()


def test_without_one_the_engine_starts_its_own() -> None:
    with ask("") as asking:
        assert version_at(port_of(asking))
        asking.terminate()


def test_a_plugin_that_nobody_asked_for_ends_with_the_command(command: subprocess.Popen[str], standby: str) -> None:
    plugin = children(command.pid)
    assert standby
    assert plugin
    command.kill()
    command.wait(SECONDS)
    until_ended(plugin)
