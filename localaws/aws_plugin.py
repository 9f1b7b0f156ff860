"""Install the stand-in as Pulumi's AWS plugin, in the version that the program's SDK asks for."""

from __future__ import annotations

import filecmp
import re
import subprocess
from collections.abc import Mapping
from pathlib import Path

from localaws.console import LocalAwsError
from localaws.home import ROOT, Home

EXECUTABLE = ROOT / "localaws" / "resource-aws" / "pulumi-resource-aws"
LOCK = ROOT / "requirements.txt"


def install(cli: Path, environ: Mapping[str, str], home: Home) -> None:
    """Install the stand-in into Pulumi's home, unless it is there or Pulumi's own plugin is wanted.

    Raises:
        LocalAwsError: the lock has no pulumi-aws, or the CLI refuses the plugin.
    """
    if home.real_plugin:
        return
    found = re.search(r"^pulumi-aws==([\w.]+)", LOCK.read_text(), re.MULTILINE)
    if not found:
        raise LocalAwsError(f"{LOCK} has no pulumi-aws")
    installed = home.pulumi_home / "plugins" / f"resource-aws-v{found[1]}" / EXECUTABLE.name
    if installed.exists() and filecmp.cmp(installed, EXECUTABLE):
        return
    done = subprocess.run(
        [cli, "plugin", "install", "resource", "aws", found[1], "--file", EXECUTABLE.parent, "--reinstall"],
        env=dict(environ),
        cwd=home.path,
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
        check=False,
    )
    if done.returncode != 0:
        raise LocalAwsError(f"the stand-in for the AWS plugin could not be installed: {done.stderr.strip()}")
