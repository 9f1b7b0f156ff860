"""`localaws/pulumi` uses the virtual environment of the surrounding project, or its own."""

from __future__ import annotations

import os
import shutil
import subprocess
from pathlib import Path

import pytest

from localaws.launcher.home import ROOT


def complete(owner: Path) -> None:
    """Build a virtual environment whose Python prints the name of its folder."""
    owner.mkdir(exist_ok=True)
    (owner / "requirements.txt").touch()
    os.utime(owner / "requirements.txt", (0, 0))  # older than the virtual environment
    python = owner / ".venv" / "bin" / "python"
    python.parent.mkdir(parents=True)
    python.write_text(f"#!/bin/sh\necho {owner.name}\n")
    python.chmod(0o755)
    (owner / ".venv" / ".complete").touch()


@pytest.mark.parametrize(
    ("files", "owner"),
    [
        ({}, "localaws"),
        ({"Pulumi.yaml": "name: shop\n"}, "localaws"),
        ({"Pulumi.yaml": "name: shop\n", "Makefile": "deploy:\n\tpulumi up\n"}, "localaws"),
        ({"Pulumi.yaml": "name: shop\n", "Makefile": "setup: ## build .venv\n"}, "shop"),
        ({"Makefile": "setup:\n"}, "localaws"),
    ],
    ids=["no project", "no Makefile", "no target", "project", "no Pulumi.yaml"],
)
def test_a_project_without_make_setup_does_not_need_one(tmp_path: Path, files: dict[str, str], owner: str) -> None:
    shop = tmp_path / "shop"
    complete(shop)
    complete(shop / "localaws")
    for name, text in files.items():
        (shop / name).write_text(text, encoding="utf-8")
    script = shutil.copy(ROOT / "localaws" / "pulumi", shop / "localaws" / "pulumi")
    done = subprocess.run([script, "preview"], capture_output=True, text=True, check=False)
    assert (done.returncode, done.stdout, done.stderr) == (0, f"{owner}\n", "")
