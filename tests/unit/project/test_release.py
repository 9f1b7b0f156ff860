"""A release: the tag, the version, the changelog and the schema agree, and the attached package was checked."""

from __future__ import annotations

import json
import os
import re
import subprocess
from pathlib import Path

import pytest

from localaws.launcher.console import LocalAwsError
from tests.harness.workflows import ROOT, load, run_step
from tools.release import notes, problems, release

CHANGELOG = """# Changelog

## Unreleased
{unreleased}
## 0.2.0 - 2026-12-01

### Added

- Jobs.

## 0.1.0

- The beginning.
"""


@pytest.fixture
def checkout(tmp_path: Path) -> Path:
    """Return a checkout that is ready for the tag v0.2.0."""
    (tmp_path / "components" / "plugin").mkdir(parents=True)
    write(tmp_path)
    return tmp_path


def write(root: Path, version: str = "0.2.0", schema: str = "0.2.0", unreleased: str = "") -> None:
    (root / "pyproject.toml").write_text(f'[project]\nversion = "{version}"\n')
    (root / "CHANGELOG.md").write_text(CHANGELOG.format(unreleased=unreleased))
    (root / "components" / "plugin" / "schema.json").write_text(json.dumps({"version": schema}))


def test_a_matching_tag_is_released(checkout: Path) -> None:
    assert problems("v0.2.0", checkout) == []
    assert notes(checkout).split() == ["###", "Added", "-", "Jobs."]


@pytest.mark.parametrize("tag", ["v0.3.0", "0.2.0", "v0.2.0-rc1", "v0.2"])
def test_a_tag_must_be_v_and_the_version(tag: str, checkout: Path) -> None:
    assert problems(tag, checkout) == [
        f"the tag is {tag}, and the version in pyproject.toml is 0.2.0: the tag v0.2.0 is allowed"
    ]
    with pytest.raises(LocalAwsError, match="cannot be released"):
        release(tag, checkout / "dist", checkout)
    assert not (checkout / "dist").exists()


@pytest.mark.parametrize(
    ("written", "tag", "message"),
    [
        ({"version": "0.3.0", "schema": "0.3.0"}, "v0.3.0", r"the newest version in CHANGELOG.md is 0.2.0 - .*0.3.0"),
        ({"version": "0.1.0", "schema": "0.1.0"}, "v0.1.0", r"the newest version in CHANGELOG.md is 0.2.0 - .*0.1.0"),
        ({"schema": "0.1.0"}, "v0.2.0", r"schema.json has the version 0.1.0: run `make docs`"),
        ({"unreleased": "\n- A thing.\n"}, "v0.2.0", r"entries under Unreleased: move them under 0.2.0"),
    ],
)
def test_a_mismatch_is_reported(written: dict[str, str], tag: str, message: str, checkout: Path) -> None:
    write(checkout, **written)
    (problem,) = problems(tag, checkout)
    assert re.search(message, problem)


def test_the_package_and_the_schema_have_the_same_version() -> None:
    version = re.search(r'^version = "(.+)"$', (ROOT / "pyproject.toml").read_text(), re.MULTILINE)
    assert version
    assert json.loads((ROOT / "components" / "plugin" / "schema.json").read_text())["version"] == version[1]


def test_the_workflow_builds_from_a_tag_and_attaches_the_checked_package(tmp_path: Path) -> None:
    jobs = load("release.yml")["jobs"]
    assert load("release.yml")["on"] == {"push": {"tags": ["v*"]}}
    assert jobs["test"]["uses"] == "./.github/workflows/test.yml"
    assert jobs["publish"]["needs"] == ["test", "package"]
    assert [step["run"] for step in jobs["package"]["steps"] if "run" in step] == [
        'make package TAG="$GITHUB_REF_NAME"'
    ]
    kept = jobs["package"]["steps"][-1]["with"]
    assert (kept["name"], kept["path"]) == ("package", "dist")
    (step,) = jobs["publish"]["steps"]
    gh = tmp_path / "gh"
    gh.write_text(
        '#!/bin/sh\necho "$@" >> arguments\n[ "$1" != run ] || { mkdir dist && touch dist/a.whl dist/a.tar.gz; }\n'
    )
    gh.chmod(0o755)
    done = run_step(step["run"], tmp_path, GITHUB_RUN_ID="7", GITHUB_REF_NAME="v0.2.0")
    assert done.returncode == 0, done.stderr
    download, create = (tmp_path / "arguments").read_text().splitlines()
    assert download == "run download 7 --name package --dir dist"
    assert create.startswith("release create v0.2.0 dist/a.whl dist/a.tar.gz --verify-tag")


def test_make_package_needs_a_tag() -> None:
    environ = {name: value for name, value in os.environ.items() if name != "TAG"}
    command = ["make", "--no-print-directory", "--dry-run", "package", "TAG=v0.2.0"]
    shown = subprocess.run(command, cwd=ROOT, env=environ, capture_output=True, text=True, check=True).stdout
    assert "-m tools.release 'v0.2.0'" in shown
