"""Install the CDK that the benchmark compares with, into folders that git ignores.

``bench/cdk/requirements.in`` and ``bench/cdk/package.json`` list the packages. To lock them again:

    cd bench/cdk
    ../../.venv/bin/uv pip compile requirements.in --output-file requirements.txt --quiet --universal
        --python-version 3.10 --generate-hashes --no-emit-index-url --custom-compile-command "see bench/installation.py"
    npm install --package-lock-only --omit-lockfile-registry-resolved=true
"""

from __future__ import annotations

import hashlib
import json
import os
import shutil
import subprocess
import sys
from collections.abc import Sequence

from localaws.launcher.console import LocalAwsError, say
from localaws.launcher.home import ROOT

BENCH = ROOT / "bench"
PROGRAM = BENCH / "cdk"
VIRTUAL_ENVIRONMENT = BENCH / ".venv"
CLI = PROGRAM / "node_modules" / ".bin" / "cdk"
STAMP = VIRTUAL_ENVIRONMENT / ".complete"
LOCKS = (PROGRAM / "requirements.txt", PROGRAM / "package-lock.json")


def provide() -> None:
    """Install the locked packages, unless they are installed.

    Raises:
        LocalAwsError: Node.js is missing, or an installation failed.
    """
    key = hashlib.sha256(b"".join(lock.read_bytes() for lock in LOCKS)).hexdigest()
    if STAMP.exists() and STAMP.read_text() == key and CLI.exists():
        return
    if shutil.which("npm") is None:
        raise LocalAwsError("the comparison with CDK needs Node.js 18 or later with npm: https://nodejs.org")
    say("installing CDK into bench/.venv and bench/cdk/node_modules (about a minute)")
    shutil.rmtree(VIRTUAL_ENVIRONMENT, ignore_errors=True)
    python = str(VIRTUAL_ENVIRONMENT / "bin" / "python")
    pip = [python, "-m", "pip", "install", "--quiet", "--no-input", "--disable-pip-version-check"]
    _run([sys.executable, "-m", "venv", str(VIRTUAL_ENVIRONMENT)])
    _run([*pip, "--no-compile", "--require-hashes", "--requirement", str(LOCKS[0])])
    _run(["npm", "ci", "--no-audit", "--no-fund", "--loglevel=error"])
    STAMP.write_text(key)


def environment(services: int) -> dict[str, str]:
    """Return the environment of a CDK command for the program with so many services."""
    kept = {name: value for name, value in os.environ.items() if not name.startswith(("AWS_", "CDK_"))}
    kept.pop("PYTHONDONTWRITEBYTECODE", None)
    return {**kept, "SERVICES": str(services), "JSII_SILENCE_WARNING_END_OF_LIFE_NODE_VERSION": "1"}


def program_command() -> Sequence[str]:
    """Return the command of the CDK program without the CLI."""
    return (str(VIRTUAL_ENVIRONMENT / "bin" / "python"), "app.py")


def synthesis_command() -> Sequence[str]:
    """Return the command ``cdk synth``."""
    return (str(CLI), "synth", "--quiet")


def resources() -> int:
    """Return the number of resources in the last synthesis."""
    template: dict[str, dict[str, object]] = json.loads((BENCH / ".cdk.out" / "dev.template.json").read_text())
    return len(template["Resources"])


def _run(command: list[str]) -> None:
    done = subprocess.run(command, cwd=PROGRAM, stdin=subprocess.DEVNULL, capture_output=True, text=True, check=False)
    if done.returncode != 0:
        output = "\n  ".join((done.stderr or done.stdout).strip().splitlines()[-15:])
        raise LocalAwsError(f"`{' '.join(command[:3])}` failed:\n  {output}")
