"""The launcher gives the CLI a wrapper of a Python policy pack."""

from __future__ import annotations

import subprocess
from pathlib import Path

import pytest

from localaws.launcher.console import LocalAwsError
from localaws.launcher.home import Home
from localaws.launcher.policy_pack import place

PYTHON_PACK = """\
version: 1.2.3
runtime:
  name: python
  options:
    virtualenv: environment
"""


@pytest.fixture
def home(tmp_path: Path) -> Home:
    return Home.from_environment({"LOCALAWS_HOME": str(tmp_path / "home")})


@pytest.fixture
def pack(tmp_path: Path) -> Path:
    folder = tmp_path / "a pack"
    programs = folder / "environment" / "bin"
    programs.mkdir(parents=True)
    python = programs / "python"
    python.write_text('#!/bin/sh\necho "$PWD" "$@"\n')
    python.chmod(0o755)
    (folder / "PulumiPolicy.yaml").write_text(PYTHON_PACK)
    return folder


def test_a_python_pack_runs_with_the_python_of_its_environment(pack: Path, home: Home) -> None:
    script = place(pack, home)
    said = subprocess.run([script, "127.0.0.1:1"], capture_output=True, text=True, check=True).stdout
    assert said == f"{pack} -u -m pulumi.policy 127.0.0.1:1 .\n"
    assert (script.parent / "PulumiPolicy.yaml").read_text() == PYTHON_PACK


def test_a_pack_without_its_environment_is_refused(pack: Path, home: Home) -> None:
    (pack / "environment" / "bin" / "python").unlink()
    with pytest.raises(LocalAwsError, match=r"a pack has no .*environment/bin/python"):
        place(pack, home)


@pytest.mark.parametrize("text", ["runtime: nodejs\n", "runtime: opa\n"])
def test_a_pack_of_another_language_is_unchanged(pack: Path, home: Home, text: str) -> None:
    (pack / "PulumiPolicy.yaml").write_text(text)
    assert place(pack, home) == pack


def test_a_folder_without_a_policy_pack_is_passed_to_the_cli(tmp_path: Path, home: Home) -> None:
    assert place(tmp_path, home) == tmp_path
