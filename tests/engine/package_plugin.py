"""Installs the package's plugin in a folder, in the layout that Pulumi uses for a plugin from a git tag."""

from __future__ import annotations

import re
import sys
from pathlib import Path

from tests.engine.local_aws import CHECKOUT

SCRIPT = """#!/bin/sh
PYTHONPATH={folder} exec {python} {checkout}/package/__main__.py "$@"
"""


def make_plugin(folder: Path) -> Path:
    """Create the plugin in an empty folder; return the executable."""
    executable = folder / "pulumi-resource-ecs-on-ec2"
    executable.write_text(SCRIPT.format(folder=folder, python=sys.executable, checkout=CHECKOUT))
    executable.chmod(0o755)
    (folder / "ecs_on_ec2").symlink_to(CHECKOUT / "components")
    return executable


def use_plugin(project: Path, plugin: Path) -> None:
    """Configure a copy of a project to use the plugin in a folder instead of a tag of a repository."""
    file = project / "Pulumi.yaml"
    text = re.sub(r"^packages:\n(?:  .*\n)+", "", file.read_text(), flags=re.MULTILINE)
    file.write_text(f"{text}plugins: {{providers: [{{name: ecs-on-ec2, path: {plugin.parent}}}]}}\n")
