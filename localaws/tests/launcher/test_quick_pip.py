"""The quick pip answers the requests of the language host without importing pip."""

from __future__ import annotations

import json
import os
import subprocess
import sys

import pytest

from localaws.launcher.environment import QUICK_PIP

LIST = ["list", "-v", "--format", "json"]


def pip(*arguments: str, python_path: str) -> str:
    environ = {**os.environ, "PYTHONPATH": python_path, "PIP_DISABLE_PIP_VERSION_CHECK": "1"}
    command = [sys.executable, "-m", "pip", *arguments]
    return subprocess.run(command, env=environ, capture_output=True, text=True, check=True).stdout


def listed(python_path: str) -> dict[str, tuple[str, str]]:
    packages = json.loads(pip(*LIST, python_path=python_path))
    return {found["name"]: (found["version"], found["location"].rstrip("/")) for found in packages}


def test_the_list_of_packages_equals_that_of_pip() -> None:
    ours = listed(str(QUICK_PIP))
    assert "pulumi_aws" in ours
    assert ours == listed("")


def test_the_version_line_equals_that_of_pip() -> None:
    assert pip("--version", python_path=str(QUICK_PIP)) == pip("--version", python_path="")


@pytest.mark.parametrize("arguments", [["--version"], LIST])
def test_pip_is_not_imported(arguments: list[str]) -> None:
    environ = {**os.environ, "PYTHONPATH": str(QUICK_PIP)}
    command = [sys.executable, "-X", "importtime", "-m", "pip", *arguments]
    imported = subprocess.run(command, env=environ, capture_output=True, text=True, check=True).stderr
    assert "pathlib" in imported
    assert "pip._internal" not in imported


def test_other_commands_run_pip() -> None:
    for arguments in (["list", "--format", "json"], ["show", "pulumi"]):
        assert pip(*arguments, python_path=str(QUICK_PIP)) == pip(*arguments, python_path="")
