"""`pulumi new` creates a project of another name from this repository, and its stacks deploy unchanged."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Mapping
from pathlib import Path

import pytest
import yaml

from localaws.launcher import toolchain
from tests.engine.git_server import make_repository, serving
from tests.engine.local_aws import CHECKOUT, LocalAws


def run(folder: Path, environ: Mapping[str, str], *command: str | Path) -> str:
    """Run a command to its end; return its output."""
    done = subprocess.run(command, check=False, cwd=folder, env=environ, capture_output=True, text=True)
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout


@pytest.fixture(scope="module")
def shop(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return a project named shop, created from the committed files."""
    folder = tmp_path_factory.mktemp("new")
    project = folder / "shop"
    with serving(make_repository(folder), folder) as server:
        home = {"PULUMI_HOME": str(folder / "home"), "PULUMI_SKIP_UPDATE_CHECK": "true"}
        environ = {**os.environ, **server.environ, **home}
        options = ["--dir", "shop", "--name", "shop", "--description", "The shop", "--generate-only", "--yes"]
        assert "make up" in run(folder, environ, toolchain.provide(os.environ), "new", server.url, *options)
    # Reuses this environment, because an installation of the same packages takes half a minute.
    (project / ".venv").mkdir()
    for path in Path(sys.prefix).iterdir():
        (project / ".venv" / path.name).symlink_to(path)
    return project


def test_the_project_has_its_name_and_every_file(shop: Path) -> None:
    made = yaml.safe_load((shop / "Pulumi.yaml").read_text(encoding="utf-8"))
    assert (made["name"], made["description"]) == ("shop", "The shop")
    assert made["runtime"] == yaml.safe_load((CHECKOUT / "Pulumi.yaml").read_text(encoding="utf-8"))["runtime"]
    assert "template" not in made
    for name in ("Pulumi.prod.yaml", "localaws/pulumi", "docs/stack.schema.json", ".github/workflows/up.yml"):
        assert (shop / name).read_bytes() == (CHECKOUT / name).read_bytes()
    assert os.access(shop / "localaws" / "pulumi", os.X_OK)


def test_the_stacks_of_the_new_project_are_planned_with_unchanged_files(shop: Path, local_aws: LocalAws) -> None:
    printed = run(shop, local_aws.environ, shop / "localaws" / "pulumi", "preview", "--stack", "dev")
    assert "shop-dev" in printed
    assert "AwsvpcService" in printed
