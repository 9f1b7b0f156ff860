"""A separate project, a free port and a temporary home, in which tests call ``localaws/pulumi``."""

from __future__ import annotations

import json
import os
import signal
import socket
import subprocess
import time
from dataclasses import dataclass, field
from pathlib import Path

ROOT = Path(__file__).parents[3]
WRAPPER = ROOT / "localaws" / "pulumi"

PROJECT_FILE = """\
name: tiny
runtime:
  name: python
  options:
    toolchain: pip
    virtualenv: .venv
"""
STACK_FILE = """\
# A comment that the CLI would drop.
config:
  tiny:who: world
"""
PROGRAM = """\
import os
import pulumi

pulumi.export("who", pulumi.Config().require("who"))
pulumi.export("aws", {name: value for name, value in os.environ.items() if name.startswith("AWS_")})
"""


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


@dataclass
class Wrapper:
    """Runs ``localaws/pulumi`` in ``project`` with its own home and port."""

    project: Path
    home: Path
    port: int = field(default_factory=free_port)
    environ: dict[str, str] = field(default_factory=dict)

    @classmethod
    def in_folder(cls, folder: Path) -> Wrapper:
        project = folder / "tiny"
        project.mkdir()
        (project / "Pulumi.yaml").write_text(PROJECT_FILE)
        (project / "Pulumi.dev.yaml").write_text(STACK_FILE)
        (project / "__main__.py").write_text(PROGRAM)
        return cls(project, folder / "home")

    def environment(self) -> dict[str, str]:
        own = {"LOCALAWS_HOME": str(self.home), "LOCALAWS_PORT": str(self.port)}
        return {**os.environ, **own, **self.environ}

    def start(self, *arguments: str) -> subprocess.Popen[str]:
        return subprocess.Popen(
            [str(WRAPPER), *arguments],
            cwd=self.project,
            env=self.environment(),
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
        )

    def run(self, *arguments: str) -> subprocess.CompletedProcess[str]:
        with self.start(*arguments) as process:
            out, err = process.communicate(timeout=300)
        return subprocess.CompletedProcess(arguments, process.returncode, out, err)

    def ok(self, *arguments: str) -> str:
        done = self.run(*arguments)
        assert done.returncode == 0, done.stdout + done.stderr
        return done.stdout

    def up(self, *arguments: str) -> str:
        return self.ok("up", "--yes", "--skip-preview", *arguments)

    def server_pid(self) -> int:
        return int(json.loads((self.home / "server.json").read_text())["pid"])

    def kill_server(self) -> None:
        """Kill the server, as in a crash."""
        pid = self.server_pid()
        os.kill(pid, signal.SIGKILL)
        deadline = time.monotonic() + 10
        while time.monotonic() < deadline:
            with socket.socket() as probe:
                if probe.connect_ex(("127.0.0.1", self.port)) != 0:
                    return
            time.sleep(0.02)
        raise AssertionError(f"the killed server {pid} still listens")

    def close(self) -> None:
        """End the server, if one was started."""
        if (self.home / "server.json").exists():
            os.kill(self.server_pid(), signal.SIGTERM)
