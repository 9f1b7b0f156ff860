"""Folders without write access: a read-only home gives one message, not a traceback."""

from __future__ import annotations

import subprocess
from collections.abc import Callable
from pathlib import Path

import pytest

from localaws.launcher.console import LocalAwsError
from localaws.launcher.home import ROOT, keep_private, locked, user_environment


def lock(folder: Path) -> None:
    with locked(folder / "lock"):
        pass


@pytest.mark.parametrize("write", [keep_private, lock])
def test_the_message_names_a_folder_without_write_access(tmp_path: Path, write: Callable[[Path], None]) -> None:
    (tmp_path / "file").touch()
    folder = tmp_path / "file" / "home"  # below a file, where root cannot write either
    with pytest.raises(LocalAwsError, match=f"^cannot write to {folder}: Not a directory; set LOCALAWS_HOME and"):
        write(folder)


def test_a_command_with_a_read_only_home_ends_with_one_message(tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    done = subprocess.run(
        [ROOT / "localaws" / "pulumi", "version"],
        env={**user_environment(), "LOCALAWS_HOME": str(tmp_path / "file" / "home")},
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 1
    assert done.stderr.startswith("localaws: error: cannot write to ")
    assert "Traceback" not in done.stderr
