"""Runs Python policy packs, which the built language host does not support.

The engine also accepts a program instead of a pack's folder. So it gets a script that runs the pack with the Python of
the pack's virtual environment.
"""

from __future__ import annotations

import re
import shlex
import stat
from pathlib import Path

from localaws.launcher.console import LocalAwsError
from localaws.launcher.home import Home

DECLARATION = "PulumiPolicy.yaml"


def place(pack: Path, home: Home) -> Path:
    """Return the script that replaces a Python pack; return any other pack unchanged.

    Raises:
        LocalAwsError: the pack has no virtual environment.
    """
    declaration = pack / DECLARATION
    text = declaration.read_text() if declaration.exists() else ""
    if not re.search(r"^\s*(runtime|name):\s*python\s*$", text, re.MULTILINE):
        return pack
    named = re.search(r"^\s*virtualenv:\s*(\S+)\s*$", text, re.MULTILINE)
    python = pack / (named[1] if named else ".venv") / "bin" / "python"
    if not python.exists():
        raise LocalAwsError(
            f"the policy pack {pack} has no {python}: create that environment from its requirements.txt"
        )
    folder = home.path / "policy-packs" / pack.name
    folder.mkdir(parents=True, exist_ok=True)
    # The engine reads the pack's version and description from the program's folder.
    (folder / DECLARATION).write_text(text)
    script = folder / "pulumi-analyzer"
    script.write_text(
        f'#!/bin/sh\ncd {shlex.quote(str(pack))} && exec {shlex.quote(str(python))} -u -m pulumi.policy "$1" .\n'
    )
    script.chmod(script.stat().st_mode | stat.S_IXUSR)
    return script
