"""A separate local AWS for a test, with its own folder, a free port, and boto3 clients."""

from __future__ import annotations

import functools
import json
import os
import shutil
import socket
import subprocess
import sys
import urllib.request
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import boto3
from botocore.config import Config

CHECKOUT = Path(__file__).parents[2]
WRAPPER = CHECKOUT / "localaws" / "pulumi"

CREDENTIALS = {"AWS_ACCESS_KEY_ID": "testing", "AWS_SECRET_ACCESS_KEY": "testing"}

LONGEST_COMMAND_SECONDS = 240
"""Far more than any command needs, to end a command that hangs."""


@dataclass(frozen=True)
class Finished:
    """A command that has ended."""

    arguments: tuple[str, ...]
    returncode: int
    stdout: str
    stderr: str

    @property
    def output(self) -> str:
        """The text that a user sees: both streams, with the messages of the engine's events."""
        lines = [_message(line) for line in self.stdout.splitlines()]
        return "\n".join([*(line for line in lines if line), self.stderr])

    def succeeded(self) -> Finished:
        """Return the command itself; fail if it did not exit with 0."""
        assert self.returncode == 0, f"pulumi {' '.join(self.arguments)} exited {self.returncode}:\n{self.output}"
        return self


class LocalAws:
    """``localaws/pulumi`` with its own folder, and the server that it starts.

    Args:
        home: the folder.
        quick: whether all commands share one AWS plugin, whose start takes a third of a command's time, and the engine
            writes the state only at the end of a command and gets its key from the server. Not for commands that are
            killed.
    """

    def __init__(self, home: Path, *, quick: bool = False) -> None:
        self.home = home
        self._quick = quick
        self._plugin: subprocess.Popen[str] | None = None
        self.port = _free_port()
        self.endpoint = f"http://127.0.0.1:{self.port}"
        self._clients: dict[str, Any] = {}

    @property
    def environ(self) -> dict[str, str]:
        """The environment of every command."""
        kept = {name: value for name, value in os.environ.items() if not name.startswith(("AWS_", "PULUMI_"))}
        own = {"LOCALAWS_HOME": str(self.home), "LOCALAWS_PORT": str(self.port)}
        own["LOCALAWS_KEY"] = "server" if self._quick else "passphrase"
        # With this variable, a preview prints the engine's events, as other commands do.
        return {**kept, **own, "PULUMI_ENABLE_STREAMING_JSON_PREVIEW": "true"}

    def pulumi(self, *arguments: str, cwd: Path = CHECKOUT, **environ: str) -> Finished:
        """Run a Pulumi command to its end in a project's folder; ``environ`` adds to its environment."""
        done = subprocess.run(
            [WRAPPER, *arguments],
            cwd=cwd,
            env={**self.environ, **self._shortcuts(), **environ},
            stdin=subprocess.DEVNULL,
            capture_output=True,
            text=True,
            timeout=LONGEST_COMMAND_SECONDS,
            check=False,
        )
        return Finished(arguments, done.returncode, done.stdout, done.stderr)

    def _shortcuts(self) -> dict[str, str]:
        if not self._quick:
            return {}
        if self._plugin is None:
            self._plugin = subprocess.Popen(
                [sys.executable, "-m", "localaws.plugin"],
                cwd=CHECKOUT,
                env={**self.environ, **CREDENTIALS, "AWS_ENDPOINT_URL": self.endpoint},
                stdout=subprocess.PIPE,
                text=True,
            )
            assert self._plugin.stdout
            self._plugin_port = self._plugin.stdout.readline().strip()
        return {"PULUMI_DEBUG_PROVIDERS": f"aws:{self._plugin_port}", "PULUMI_SKIP_CHECKPOINTS": "true"}

    def start_pulumi(self, *arguments: str, log: Path) -> subprocess.Popen[bytes]:
        """Start a Pulumi command as the leader of a new process group."""
        with log.open("wb") as output:
            return subprocess.Popen(
                [WRAPPER, *arguments],
                cwd=CHECKOUT,
                env=self.environ,
                stdin=subprocess.DEVNULL,
                stdout=output,
                stderr=subprocess.STDOUT,
                start_new_session=True,
            )

    def stop(self) -> None:
        """Stop the server, and fail if it still answers."""
        if self._plugin:
            with self._plugin as plugin:
                plugin.terminate()
        subprocess.run(
            [sys.executable, "-m", "localaws.launcher.stop"],
            cwd=CHECKOUT,
            env=self.environ,
            check=True,
            capture_output=True,
        )
        with socket.socket() as probe:
            assert probe.connect_ex(("127.0.0.1", self.port)) != 0, f"port {self.port} is still open"

    def empty(self) -> None:
        """Delete all resources and stacks, as a restart of the server does, which takes five seconds of CPU."""
        if not (self.home / "server.json").exists():
            return
        request = urllib.request.Request(f"{self.endpoint}/moto-api/reset", method="POST")
        with urllib.request.urlopen(request, timeout=60):
            pass
        for pattern in ("state/.pulumi", "state/created", "project*", "pulumi/workspaces"):
            for folder in self.home.glob(pattern):
                shutil.rmtree(folder)

    def client(self, service: str) -> Any:
        """Return a boto3 client of one service in us-east-1."""
        if service not in self._clients:
            self._clients[service] = _session().client(  # type: ignore[call-overload]
                service, endpoint_url=self.endpoint, config=Config(retries={"total_max_attempts": 1})
            )
        return self._clients[service]

    def calls(self) -> list[Mapping[str, Any]]:
        """Return the API calls that changed something since the journal was cleared, in the order in which they
        ended."""
        with urllib.request.urlopen(f"{self.endpoint}/localaws/calls", timeout=10) as answer:
            calls = json.load(answer)
        return [call for call in calls if not is_read(call["operation"])]

    def forget_calls(self) -> None:
        """Clear the journal."""
        request = urllib.request.Request(f"{self.endpoint}/localaws/calls", method="DELETE")
        with urllib.request.urlopen(request, timeout=10):
            pass


@functools.cache
def _session() -> boto3.Session:
    """Return one session for all clients, because each session parses the models of the services again."""
    return boto3.Session("testing", "testing", region_name="us-east-1")


def _message(line: str) -> str:
    if not line.startswith('{"sequence"'):
        return line
    said = json.loads(line).get("diagnosticEvent", {})
    return "" if said.get("severity", "debug") == "debug" else said["message"].strip()


def is_read(operation: str) -> bool:
    """Whether the name of an AWS operation is that of a read operation."""
    return operation.startswith(("Describe", "Get", "List"))


@contextmanager
def running(home: Path, *, quick: bool = False) -> Iterator[LocalAws]:
    """Yield a local AWS, and stop its server at the end; the first command that needs the server starts it."""
    aws = LocalAws(home, quick=quick)
    try:
        yield aws
    finally:
        aws.stop()


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])
