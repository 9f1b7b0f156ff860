"""Installs the stand-in as Pulumi's AWS plugin, in the version that the program's SDK requires."""

from __future__ import annotations

import filecmp
import subprocess
import sys
from collections.abc import Mapping
from pathlib import Path

from localaws.launcher.console import LocalAwsError
from localaws.launcher.home import LOCALAWS, Home

EXECUTABLE = LOCALAWS / "resource-aws" / "pulumi-resource-aws"


def install(cli: Path, environ: Mapping[str, str], home: Home) -> None:
    """Install the stand-in into Pulumi's home, unless it is installed or Pulumi's own plugin is requested.

    Raises:
        LocalAwsError: pulumi-aws is not installed, or the CLI refuses the plugin.
    """
    if home.real_plugin:
        return
    version = sdk_version()
    installed = home.pulumi_home / "plugins" / f"resource-aws-v{version}" / EXECUTABLE.name
    if installed.exists() and filecmp.cmp(installed, EXECUTABLE):
        return
    done = subprocess.run(
        [cli, "plugin", "install", "resource", "aws", version, "--file", EXECUTABLE.parent, "--reinstall"],
        env=dict(environ),
        cwd=home.path,
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
        check=False,
    )
    if done.returncode != 0:
        raise LocalAwsError(f"the stand-in for the AWS plugin could not be installed: {done.stderr.strip()}")


def sdk_version() -> str:
    """Return the version of ``pulumi_aws`` from the name of its metadata folder; ``importlib.metadata`` is slow.

    Raises:
        LocalAwsError: it is not installed.
    """
    for folder in sys.path:
        for found in Path(folder).glob("pulumi_aws-*.dist-info"):
            return found.name.removeprefix("pulumi_aws-").removesuffix(".dist-info")
    raise LocalAwsError(f"{sys.executable} does not have the package pulumi-aws")
