"""The list of packages that the language host asks pip for, made without pip."""

from __future__ import annotations

import json
import os
import subprocess
import sys

from localaws.environment import PACKAGE_LIST

LIST = ["list", "-v", "--format", "json"]


def pip(*arguments: str, python_path: str) -> str:
    environ = {**os.environ, "PYTHONPATH": python_path, "PIP_DISABLE_PIP_VERSION_CHECK": "1"}
    command = [sys.executable, "-m", "pip", *arguments]
    return subprocess.run(command, env=environ, capture_output=True, text=True, check=True).stdout


def listed(python_path: str) -> dict[str, tuple[str, str]]:
    packages = json.loads(pip(*LIST, python_path=python_path))
    return {found["name"]: (found["version"], found["location"].rstrip("/")) for found in packages}


def test_it_lists_what_pip_lists() -> None:
    ours = listed(str(PACKAGE_LIST))
    assert "pulumi_aws" in ours
    assert ours == listed("")


def test_everything_else_is_done_by_pip() -> None:
    for arguments in (["--version"], ["list", "--format", "json"], ["show", "pulumi"]):
        assert pip(*arguments, python_path=str(PACKAGE_LIST)) == pip(*arguments, python_path="")
