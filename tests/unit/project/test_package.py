"""The package that other programs install: ``ecs_on_ec2``, with types."""

from __future__ import annotations

import shutil
import subprocess
import sys
from pathlib import Path

import pytest

import components
from components.foundation.args import Args
from tests.harness.build import CHECKOUT

SCRIPT = """
import ecs_on_ec2
assert "components" not in __import__("sys").modules
print(*sorted(ecs_on_ec2.__all__))
ecs_on_ec2.LargeVpcArgs(nat_gateways="single")
"""


@pytest.fixture(scope="module")
def installed(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Build the package from a copy, since a build leaves files in its folder, and install it into a folder."""
    copy, target = tmp_path_factory.mktemp("copy"), tmp_path_factory.mktemp("installed")
    for name in ("pyproject.toml", "README.md", "LICENSE"):
        shutil.copy(CHECKOUT / name, copy)
    shutil.copytree(CHECKOUT / "components", copy / "components", ignore=shutil.ignore_patterns("__pycache__"))
    options = ["--quiet", "--no-deps", "--no-build-isolation", "--disable-pip-version-check", "--target", str(target)]
    subprocess.run([sys.executable, "-m", "pip", "install", *options, str(copy)], check=True)
    return target


def test_every_room_is_in_the_package(installed: Path) -> None:
    expected = {file.relative_to(CHECKOUT / "components") for file in (CHECKOUT / "components").rglob("*.py")}
    package = installed / "ecs_on_ec2"
    assert {file.relative_to(package) for file in package.rglob("*.py")} == expected
    assert (package / "py.typed").exists()


def test_a_program_imports_it_without_the_checkout(installed: Path) -> None:
    finished = subprocess.run([sys.executable, "-c", SCRIPT], cwd=installed, check=True, capture_output=True, text=True)
    assert {"LargeVpc", "Network", "Capacity", "Namespace", "InstanceType"} <= set(finished.stdout.split())


def test_every_args_class_is_public() -> None:
    classes: set[type[Args]] = set()
    waiting: list[type[Args]] = [Args]
    while waiting:
        subclasses = [each for each in waiting.pop().__subclasses__() if each.__module__.startswith("components.")]
        classes.update(subclasses)
        waiting += subclasses
    assert {each.__name__ for each in classes} <= set(components.__all__)
