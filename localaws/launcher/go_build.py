"""Builds Go programs from modules that go.sum pins, and shows the progress."""

from __future__ import annotations

import re
import shutil
import subprocess
import sys
import threading
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import IO

from localaws.launcher.console import LocalAwsError, rewrite, say

SECONDS_BETWEEN_REPORTS = 30
SECONDS_BETWEEN_REWRITES = 0.5
FLAGS = ("-trimpath", "-buildvcs=false")
# From this version on, the go command downloads the version that a go.mod requires.
FIRST_GO_WITH_TOOLCHAINS = (1, 21)


@dataclass(frozen=True)
class GoProgram:
    """A program to build.

    Args:
        title: its name in messages.
        module: the folder of the go.mod and go.sum.
        package: the import path of its main package.
        target: the executable to write.
        ldflags: more flags for the linker.
    """

    title: str
    module: Path
    package: str
    target: Path
    ldflags: str = ""


@dataclass
class _Progress:
    downloaded: int = 0
    compiled: int = 0
    packages: int | None = None
    other: list[str] = field(default_factory=list)

    def read(self, line: str) -> None:
        if line.startswith("go: downloading "):
            self.downloaded += 1
        elif re.fullmatch(r"[\w./~+-]+", line):
            self.compiled += 1
        elif line:
            self.other.append(line)

    def __str__(self) -> str:
        if self.packages is None:
            return f"{self.downloaded} modules downloaded"
        return f"{self.compiled} of {self.packages} packages"


def go_command(environ: Mapping[str, str], module: Path, tool: str, tool_site: str) -> str:
    """Return the path of a ``go`` that can build ``module``.

    Args:
        environ: the user's environment.
        module: the folder of the go.mod.
        tool: the tool to build, as named in messages.
        tool_site: the download page of the tool.

    Raises:
        LocalAwsError: Go is missing or too old.
    """
    wanted = re.search(r"^go (\S+)$", (module / "go.mod").read_text(), re.MULTILINE)
    if not wanted:
        raise LocalAwsError(f"{module / 'go.mod'} contains no Go version")
    remedy = f"install {tool} ({tool_site}) or Go {wanted[1]} or later (https://go.dev/dl/), then try again"
    go = shutil.which("go", path=environ.get("PATH"))
    if not go:
        raise LocalAwsError(f"{tool} is not on PATH, and there is no Go to build it: {remedy}")
    shown = subprocess.run(
        [go, "env", "GOVERSION", "GOTOOLCHAIN"], env=dict(environ), cwd="/", capture_output=True, text=True, check=False
    )
    if shown.returncode != 0:
        raise LocalAwsError(f"{go} does not work: {shown.stderr.strip()}")
    version, _, toolchain = shown.stdout.strip().partition("\n")
    has, needs = numbers(version), numbers(wanted[1])
    fetches = has >= FIRST_GO_WITH_TOOLCHAINS and toolchain not in {"local", "path"}
    if has < needs and not fetches:
        raise LocalAwsError(
            f"{tool} is not on PATH, and {go} ({version or 'of an unknown version'}) is too old to build it: {remedy}"
        )
    return go


def numbers(version: str) -> tuple[int, ...]:
    """Return the first three numbers of a version, for comparisons."""
    return tuple(int(part) for part in re.findall(r"\d+", version)[:3])


def go_environment(environ: Mapping[str, str]) -> dict[str, str]:
    """Return ``environ`` so that only go.mod and go.sum determine the build."""
    # Collecting garbage less often saves the compiler about a tenth of its time, for some memory.
    return {"GOGC": "200", **environ, "GOFLAGS": "-mod=readonly", "GOWORK": "off", "CGO_ENABLED": "0"}


def build(go: str, environ: Mapping[str, str], programs: Sequence[GoProgram]) -> None:
    """Build all ``programs`` at once, and show the progress of the last one.

    Raises:
        LocalAwsError: a build failed; the message contains the compiler's output.
    """
    started = time.monotonic()
    running = [(program, *_start(go, go_environment(environ), program)) for program in programs]
    finished = threading.Event()
    reporter = threading.Thread(target=_report, args=(running, finished, started), daemon=True)
    reporter.start()
    failed = None
    try:
        for program, process, progress, reader in running:
            reader.join()
            if process.wait() == 0:
                say(f"built {program.title} in {time.monotonic() - started:.0f} s")
            elif not failed:
                failed = (program, progress)
    finally:
        finished.set()
        for _, process, _, _ in running:
            process.terminate()
    if failed:
        program, progress = failed
        said = "\n  ".join(progress.other[-15:]) or "nothing"
        raise LocalAwsError(f"building {program.title} failed; go build said:\n  {said}")


_Running = tuple[GoProgram, "subprocess.Popen[str]", _Progress, threading.Thread]


def _start(
    go: str, environ: Mapping[str, str], program: GoProgram
) -> tuple[subprocess.Popen[str], _Progress, threading.Thread]:
    # -s -w omit the debugger's tables, so the file is smaller and links faster.
    command = [go, "build", "-v", *FLAGS, "-ldflags", f"-s -w {program.ldflags}"]
    process = subprocess.Popen(
        [*command, "-o", str(program.target), program.package],
        cwd=program.module,
        env=dict(environ),
        stdin=subprocess.DEVNULL,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.PIPE,
        text=True,
    )
    progress = _Progress()

    def follow(lines: IO[str]) -> None:
        with lines:
            for line in lines:
                progress.read(line.strip())

    def count() -> None:
        missing = _packages_to_compile(go, environ, program)
        progress.packages = progress.compiled + missing if missing else None

    reader = threading.Thread(target=follow, args=(process.stderr,), daemon=True)
    reader.start()
    threading.Thread(target=count, daemon=True).start()
    return process, progress, reader


def _packages_to_compile(go: str, environ: Mapping[str, str], program: GoProgram) -> int:
    """Return the number of packages that the Go cache lacks; 0 if unknown."""
    command = [go, "list", "-deps", *FLAGS, "-f", "{{if .Stale}}{{.ImportPath}}{{end}}", program.package]
    listed = subprocess.run(command, cwd=program.module, env=dict(environ), capture_output=True, text=True, check=False)
    return len(listed.stdout.split())


def _report(running: Sequence[_Running], finished: threading.Event, started: float) -> None:
    on_terminal = sys.stderr.isatty()
    show, pause = (rewrite, SECONDS_BETWEEN_REWRITES) if on_terminal else (say, SECONDS_BETWEEN_REPORTS)
    while not finished.wait(pause):
        under_way = [(program, progress) for program, process, progress, _ in running if process.poll() is None]
        for program, progress in under_way[-1:]:
            show(f"building {program.title}: {progress}, {time.monotonic() - started:.0f} s")
