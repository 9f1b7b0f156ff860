"""Installs the stand-in as Pulumi's AWS plugin, in the version that the program's SDK requires."""

from __future__ import annotations

import filecmp
import shutil
import sys
from pathlib import Path

from localaws.launcher.console import LocalAwsError
from localaws.launcher.home import LOCALAWS, Home

EXECUTABLE = LOCALAWS / "resource-aws" / "pulumi-resource-aws"


def install(home: Home) -> None:
    """Install the stand-in into Pulumi's home, unless it is installed or Pulumi's own plugin is requested.

    Raises:
        LocalAwsError: pulumi-aws is not installed.
    """
    if home.real_plugin:
        return
    installed = home.pulumi_home / "plugins" / f"resource-aws-v{sdk_version()}" / EXECUTABLE.name
    if installed.exists() and filecmp.cmp(installed, EXECUTABLE):
        return
    # As `pulumi plugin install --file`, without its process.
    installed.parent.mkdir(parents=True, exist_ok=True)
    partial = installed.with_suffix(".partial")
    shutil.copyfile(EXECUTABLE, partial)
    partial.chmod(0o700)
    partial.replace(installed)


def sdk_version() -> str:
    """Return the version of ``pulumi_aws`` from the name of its metadata folder; ``importlib.metadata`` is slow.

    Raises:
        LocalAwsError: it is not installed.
    """
    for folder in sys.path:
        for found in Path(folder).glob("pulumi_aws-*.dist-info"):
            return found.name.removeprefix("pulumi_aws-").removesuffix(".dist-info")
    raise LocalAwsError(f"{sys.executable} does not have the package pulumi-aws")
