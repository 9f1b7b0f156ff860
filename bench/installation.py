"""Install the CDK that the benchmark compares with, into folders that git ignores.

``make lock`` locks the Python packages of ``bench/cdk/requirements.in`` again. For those of ``package.json``:
``npm install --package-lock-only --omit-lockfile-registry-resolved=true``, in ``bench/cdk``.
"""

from __future__ import annotations

import json
import os
import shutil
import subprocess

from localaws.launcher.console import LocalAwsError, say
from localaws.launcher.home import ROOT
from tools.checkout import virtual_environment

BENCH = ROOT / "bench"
PROGRAM = BENCH / "cdk"
LOCK = PROGRAM / "package-lock.json"
PYTHON = PROGRAM / ".venv" / "bin" / "python"
CLI = PROGRAM / "node_modules" / ".bin" / "cdk"
STAMP = PROGRAM / "node_modules" / ".complete"


def provide() -> None:
    """Install the locked packages, unless they are installed.

    Raises:
        LocalAwsError: Node.js is missing, or an installation failed.
    """
    virtual_environment.provide(PROGRAM / "requirements.txt")
    if STAMP.exists() and STAMP.read_bytes() == LOCK.read_bytes():
        return
    if shutil.which("npm") is None:
        raise LocalAwsError("the comparison with CDK needs Node.js 18 or later with npm: https://nodejs.org")
    say("installing CDK into bench/cdk/node_modules (about a minute)")
    command = ["npm", "ci", "--no-audit", "--no-fund", "--loglevel=error"]
    done = subprocess.run(command, cwd=PROGRAM, stdin=subprocess.DEVNULL, capture_output=True, text=True, check=False)
    if done.returncode != 0:
        output = "\n  ".join((done.stderr or done.stdout).strip().splitlines()[-15:])
        raise LocalAwsError(f"`npm ci` failed:\n  {output}")
    STAMP.write_bytes(LOCK.read_bytes())


def environment() -> dict[str, str]:
    """Return the environment of a CDK command."""
    kept = {name: value for name, value in os.environ.items() if not name.startswith(("AWS_", "CDK_"))}
    kept.pop("PYTHONDONTWRITEBYTECODE", None)
    return {**kept, "JSII_SILENCE_WARNING_END_OF_LIFE_NODE_VERSION": "1"}


def resources() -> int:
    """Return the number of resources in the last synthesis."""
    template: dict[str, dict[str, object]] = json.loads((BENCH / ".cdk.out" / "dev.template.json").read_text())
    return len(template["Resources"])
