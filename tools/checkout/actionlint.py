"""Runs actionlint on the workflows: the one on ``PATH``, or one built once from its Go module."""

from __future__ import annotations

import os
import shutil
import sys
from collections.abc import Mapping
from pathlib import Path

from localaws.launcher import tool_cache
from localaws.launcher.console import LocalAwsError, refuse, say
from localaws.launcher.go_build import GoProgram, build, go_command
from localaws.launcher.home import user_environment
from tools.checkout import ROOT

MODULE = ROOT / "tools" / "actionlint"


def provide(environ: Mapping[str, str]) -> Path:
    """Return the path of actionlint.

    Raises:
        LocalAwsError: there is none and no Go to build it.
    """
    installed = shutil.which("actionlint", path=environ.get("PATH"))
    if installed:
        return Path(installed)
    folder = tool_cache.folder(environ, "actionlint", [MODULE])
    return tool_cache.built_once(folder, "actionlint", lambda partial: _build(partial, environ)) / "actionlint"


def _build(folder: Path, environ: Mapping[str, str]) -> None:
    go = go_command(environ, MODULE, "actionlint", "https://github.com/rhysd/actionlint")
    say("building actionlint from its Go module (once, about ten seconds)")
    program = "github.com/rhysd/actionlint/cmd/actionlint"
    build(go, environ, [GoProgram("actionlint", MODULE, program, folder / "actionlint")])


def main() -> int:
    """Run actionlint in the checkout; return the exit code only if it could not be started."""
    environ = user_environment()
    try:
        actionlint = provide(environ)
    except LocalAwsError as error:
        return refuse(error)
    os.chdir(ROOT)
    return os.execve(actionlint, [str(actionlint), *sys.argv[1:]], environ)


if __name__ == "__main__":
    sys.exit(main())
