"""A new checkout starts with the user's last cache of mypy."""

from __future__ import annotations

import os
import shutil
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from tools.checkout import type_check

MYPY = """\
import pathlib, sys
cache = pathlib.Path(".mypy_cache")
text = (cache / "text").read_text() if cache.exists() else ""
cache.mkdir(exist_ok=True)
(cache / "text").write_text(text + pathlib.Path("module.py").read_text())
sys.exit({code})
"""
"""Appends the module's text to the cache."""


class Checkout:
    """A folder with one module, in which a stand-in for mypy runs."""

    def __init__(self, folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
        self.folder = folder
        self._monkeypatch = monkeypatch
        folder.mkdir()
        (folder / "requirements-dev.txt").write_text("mypy==2")

    def check(self, module: str, *, code: str = "0", seconds: int = 1000) -> int:
        self._monkeypatch.setattr(type_check, "ROOT", self.folder)
        self._monkeypatch.setattr(type_check, "CACHE", self.folder / ".mypy_cache")
        (self.folder / "module.py").write_text(module)
        os.utime(self.folder / "module.py", (seconds, seconds))
        environ = {"XDG_CACHE_HOME": str(self.folder.parent / "cache")}
        return type_check.run(environ, [sys.executable, "-c", MYPY.format(code=code)])

    @property
    def cached(self) -> str:
        return (self.folder / ".mypy_cache" / "text").read_text()


@pytest.fixture
def checkout(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Callable[[str], Checkout]:
    return lambda name: Checkout(tmp_path / name, monkeypatch)


def test_a_new_checkout_uses_the_last_cache(checkout: Callable[[str], Checkout]) -> None:
    first, second, third = (checkout(name) for name in ("first", "second", "third"))
    assert first.check("a") == first.check("b") == second.check("cc") == third.check("ddd") == 0
    # The second run of a checkout keeps its cache for itself.
    assert (first.cached, second.cached, third.cached) == ("ab", "acc", "accddd")


def test_a_failed_check_keeps_its_cache(checkout: Callable[[str], Checkout]) -> None:
    assert checkout("first").check("a", code="1") == 1
    second = checkout("second")
    assert second.check("bb") == 0
    assert second.cached == "bb"


def test_other_requirements_have_another_cache(checkout: Callable[[str], Checkout]) -> None:
    first, second, third = (checkout(name) for name in ("first", "second", "third"))
    first.check("a")
    (second.folder / "requirements-dev.txt").write_text("mypy==3")
    second.check("bb")
    assert second.cached == "bb"
    third.check("ddd")
    assert third.cached == "ddd", "the cache of the first requirements still exists"


def test_a_cache_that_hides_a_change_is_not_used(checkout: Callable[[str], Checkout]) -> None:
    # mypy reads no file that has the size and the second of change of the cached one.
    checkout("first").check("a")
    same, changed, later = checkout("same"), checkout("changed"), checkout("later")
    same.check("a")
    changed.check("b")
    assert (same.cached, changed.cached) == ("aa", "b")
    later.check("c", seconds=2000)
    assert later.cached == "bc"


def test_mypy_runs_again_without_a_cache_that_breaks_it(checkout: Callable[[str], Checkout]) -> None:
    checkout("first").check("a")
    second = checkout("second")
    assert second.check("bb", code="2 if text else 0") == 0
    assert second.cached == "bb"


def test_mypy_runs_without_a_folder_for_the_cache(checkout: Callable[[str], Checkout], tmp_path: Path) -> None:
    (tmp_path / "cache").write_text("no folder")
    assert checkout("first").check("a") == 0


def test_mypy_runs_without_a_cache_that_cannot_be_copied(
    checkout: Callable[[str], Checkout], monkeypatch: pytest.MonkeyPatch
) -> None:
    def copy_a_part(_source: Path, target: Path) -> None:
        target.mkdir()
        (target / "text").write_text("half")
        raise OSError("no space left")

    checkout("first").check("a")
    second = checkout("second")
    monkeypatch.setattr(shutil, "copytree", copy_a_part)
    assert second.check("bb") == 0
    assert second.cached == "bb"
