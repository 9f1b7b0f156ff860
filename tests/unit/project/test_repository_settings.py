"""Dependabot updates every locked dependency, and the files that determine permissions have owners."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import yaml

from tests.unit.project.test_file_sizes import NOT_OURS

ROOT = Path(__file__).parents[3]
LOCK_FILES = {"gomod": ("go.mod",), "npm": ("package-lock.json",), "pip": ("requirements.txt", "requirements-dev.txt")}


def named(names: tuple[str, ...], start: Path = ROOT) -> Iterator[Path]:
    """Yield the files of these names in the checkout."""
    for entry in sorted(start.iterdir()):
        if entry.is_dir() and not entry.is_symlink() and not entry.name.startswith(".") and entry.name not in NOT_OURS:
            yield from named(names, entry)
        elif entry.name in names:
            yield entry


def folder(file: Path) -> str:
    return "/" if file.parent == ROOT else f"/{file.parent.relative_to(ROOT).as_posix()}"


def test_dependabot_updates_every_locked_dependency() -> None:
    updates = yaml.safe_load((ROOT / ".github/dependabot.yml").read_text())["updates"]
    found = {update["package-ecosystem"]: set(update["directories"]) for update in updates}
    actions = {folder(file) for file in (ROOT / ".github/actions").glob("*/action.yml")}
    assert found.pop("github-actions") == {"/", *actions}
    assert found == {
        ecosystem: {
            folder(file)
            for file in named(names)
            # The examples install the program itself, without a lock.
            if ecosystem != "pip" or "--hash=" in file.read_text()
        }
        for ecosystem, names in LOCK_FILES.items()
    }
    assert all(update["schedule"]["interval"] == "weekly" for update in updates)
    assert all(update["cooldown"]["default-days"] >= 7 for update in updates)


def test_files_that_determine_permissions_have_owners() -> None:
    lines = (ROOT / ".github/CODEOWNERS").read_text().splitlines()
    owned = dict(line.split(maxsplit=1) for line in lines if not line.startswith("#"))
    assert owned.keys() >= {"/.github/", "/deploy/iam/", "/Pulumi.*"}
    assert all(owner.startswith("@") for owner in owned.values())


def test_workflows_install_only_packages_with_hashes() -> None:
    installs = [
        line.strip()
        for file in sorted((ROOT / ".github").glob("**/*.yml"))
        for line in file.read_text().splitlines()
        if "pip install" in line
    ]
    assert len(installs) >= 2
    assert [line for line in installs if "--require-hashes" not in line] == []
