"""Build the Python package of a tag and check it, into ``dist``: ``python -m tools.release v0.2.0``.

The tag is ``v`` and the version of pyproject.toml, which the changelog and the schema of the package also have. The
package is installed with its dependencies into an empty environment, as a user installs it.
"""

from __future__ import annotations

import json
import re
import shutil
import subprocess
import sys
import tempfile
import venv
from pathlib import Path

from localaws.launcher.console import LocalAwsError, refuse, say

ROOT = Path(__file__).resolve().parents[1]
UV = Path(sys.executable).with_name("uv")

INSTALLED = """
import importlib.metadata, json, pathlib, sys
import ecs_on_ec2
from ecs_on_ec2.plugin.provider import SCHEMA, EcsOnEc2

version, folder = sys.argv[1], pathlib.Path(ecs_on_ec2.__file__).parent
assert folder.is_relative_to(sys.prefix), f"{folder} is outside of the environment"
assert importlib.metadata.version("ecs-on-ec2") == version, importlib.metadata.version("ecs-on-ec2")
assert json.loads(SCHEMA.read_text())["version"] == version, "schema.json has another version"
assert (folder / "py.typed").exists(), "py.typed is missing"
assert all(getattr(ecs_on_ec2, name) for name in ecs_on_ec2.__all__)
assert EcsOnEc2().version == version
ecs_on_ec2.LargeVpcArgs(nat_gateways="single")
"""


def problems(tag: str, root: Path = ROOT) -> list[str]:
    """Return the reasons why the checkout cannot be released under a tag."""
    version = _version(root)
    if tag != f"v{version}":
        return [f"the tag is {tag}, and the version in pyproject.toml is {version}: the tag v{version} is allowed"]
    found = []
    sections = _sections(root)
    newest = next((heading for heading in sections if heading != "Unreleased"), "none")
    if newest.partition(" ")[0] != version:
        found.append(f"the newest version in CHANGELOG.md is {newest}: add a heading for {version}")
    if sections.get("Unreleased", "").strip():
        found.append(f"CHANGELOG.md has entries under Unreleased: move them under {version}")
    schema = json.loads((root / "components" / "plugin" / "schema.json").read_text(encoding="utf-8"))["version"]
    if schema != version:
        found.append(f"components/plugin/schema.json has the version {schema}: run `make docs`")
    return found


def notes(root: Path = ROOT) -> str:
    """Return the changelog's entries of the version in pyproject.toml."""
    version = _version(root)
    return next(text for heading, text in _sections(root).items() if heading.partition(" ")[0] == version)


def release(tag: str, target: Path, root: Path = ROOT) -> None:
    """Build the package and the notes of a tag into ``target``, and check the package.

    Raises:
        LocalAwsError: the tag does not fit, or the package cannot be built, installed or used.
    """
    found = problems(tag, root)
    if found:
        raise LocalAwsError("\n  ".join([f"{tag} cannot be released:", *found]))
    shutil.rmtree(target, ignore_errors=True)
    build_options = ["--build-constraints", str(root / "requirements-dev.txt"), "--require-hashes"]
    _run(str(UV), "build", "--quiet", "--out-dir", str(target), *build_options, str(root), cwd=root)
    # uv writes one, which would be an asset of the release.
    (target / ".gitignore").unlink(missing_ok=True)
    (target / "NOTES.md").write_text(notes(root), encoding="utf-8")
    (wheel,) = target.glob("*.whl")
    say(f"built {wheel.name}; installing it into an empty environment")
    check(wheel, _version(root))


def check(wheel: Path, version: str) -> None:
    """Install a package with its dependencies into an empty environment, and use it there.

    Raises:
        LocalAwsError: it cannot be installed or used.
    """
    with tempfile.TemporaryDirectory() as name:
        venv.create(name, with_pip=True)
        python, folder = str(Path(name, "bin", "python")), Path(name)
        _run(python, "-m", "pip", "install", "--quiet", "--disable-pip-version-check", str(wheel.resolve()), cwd=folder)
        _run(python, "-I", "-c", INSTALLED, version, cwd=folder)
    say(f"{wheel.name} works in an empty environment")


def _version(root: Path) -> str:
    found = re.search(r'^version = "(.+)"$', (root / "pyproject.toml").read_text(encoding="utf-8"), re.MULTILINE)
    if not found:
        raise LocalAwsError("pyproject.toml has no version")
    return found[1]


def _sections(root: Path) -> dict[str, str]:
    text = (root / "CHANGELOG.md").read_text(encoding="utf-8")
    parts = re.split(r"^## (.+)\n", text, flags=re.MULTILINE)[1:]
    return {heading.strip(): body for heading, body in zip(parts[::2], parts[1::2], strict=True)}


def _run(*command: str, cwd: Path) -> None:
    done = subprocess.run(command, cwd=cwd, capture_output=True, text=True, check=False)
    if done.returncode != 0:
        raise LocalAwsError(f"`{Path(command[0]).name} {command[1]}` failed:\n  {done.stderr.strip()}")


def main() -> int:
    """Release the tag that is named; return the exit code."""
    if len(sys.argv) != 2:
        sys.stderr.write("usage: python -m tools.release TAG\n")
        return 2
    try:
        release(sys.argv[1], ROOT / "dist")
    except LocalAwsError as error:
        return refuse(error)
    return 0


if __name__ == "__main__":
    sys.exit(main())
